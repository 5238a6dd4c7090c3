import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.serving.app import create_app
from rag.serving.options import MAX_QUESTION, ServiceOptions
from tests.serving.corpus import BRIDGE, build_index, opener
from tests.serving.live import wait_until

ASKED = {"question": "Who designed the bridge?"}


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data[6:])) for name, data in blocks]


def test_answers_with_quotes_that_stand_in_the_article(client: TestClient) -> None:
    reply = client.post("/v1/ask", json=ASKED).json()
    assert reply["answered"]
    citation = reply["citations"][0]
    assert BRIDGE[citation["start"] : citation["end"]] == citation["quote"]
    assert "Ida Moreau" in reply["answer"]


def test_says_so_when_no_article_answers(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "Who painted the opera's ceiling?"}).json()
    assert (reply["answered"], reply["answer"], reply["citations"]) == (False, None, [])
    assert reply["passages"]


def test_streams_passages_then_the_same_answer_then_timings(client: TestClient) -> None:
    streamed = events(client.post("/v1/ask/stream", json=ASKED).text)
    assert [name for name, _ in streamed] == ["passages", "answer", "timings"]
    whole = client.post("/v1/ask", json=ASKED).json()
    answer = streamed[1][1]
    assert {**answer, "timing_ms": None} == {**whole, "timing_ms": None}
    assert streamed[2][1]["timing_ms"] == answer["timing_ms"]


def test_searches_as_far_as_it_is_asked(client: TestClient) -> None:
    reply = client.post("/v1/search", json={**ASKED, "limit": 2}).json()
    assert [passage["rank"] for passage in reply["passages"]] == [1, 2]
    assert "Ida Moreau" in reply["passages"][0]["text"]


def test_a_question_is_bounded_to_the_byte(client: TestClient) -> None:
    longest = "Who? " + "é" * ((MAX_QUESTION - 5) // 2)
    longest += "!" * (MAX_QUESTION - len(longest.encode()))
    assert len(longest.encode()) == MAX_QUESTION
    assert client.post("/v1/search", json={"question": longest}).status_code == 200
    refused = client.post("/v1/search", json={"question": longest + "!"})
    assert refused.status_code == 422
    assert "4,097 bytes" in refused.json()["detail"]


def test_no_character_ends_the_line_of_an_event_but_its_own_end(
    client: TestClient, index: Path, corpus: Path
) -> None:
    strange = "# Strange\n\nThe ferry\u2028was retired\u2029in\x851933.\n"
    build_index(corpus, index, {"strange.md": strange})
    wait_until(lambda: client.get("/v1/index").json()["index"]["generation"] == 2)
    question = "When was the ferry\u2028retired?"
    told = client.post("/v1/ask/stream", json={"question": question}).text
    assert told.splitlines() == told.removesuffix("\n").split("\n")
    assert json.dumps(strange[11:-1]) in json.dumps(events(told)[0][1])
    turns = {"messages": [{"role": "user", "content": question}], "stream": True}
    told = client.post("/v1/chat/completions", json=turns).text
    assert told.splitlines() == told.removesuffix("\n").split("\n")


def test_every_example_is_answered(client: TestClient) -> None:
    examples = client.get("/v1/examples").json()["questions"]
    assert examples
    for question in examples:
        assert client.post("/v1/ask", json={"question": question}).json()["answered"], question


def test_what_is_no_question_is_a_problem_with_a_request_id(client: TestClient) -> None:
    for body in (b'{"question": "   "}', b'{"question": "\\ud800"}', b'{"questoin": "x"}', b"{"):
        headers = {"Content-Type": "application/json", "X-Request-Id": "mine-1"}
        refused = client.post("/v1/ask/stream", content=body, headers=headers)
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["request_id"] == refused.headers["x-request-id"] == "mine-1"


def test_without_an_index_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    app = create_app(opener(tmp_path / "nothing"))
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 503
        refused = client.post("/v1/ask/stream", json=ASKED)
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert str(tmp_path) not in refused.text


def test_questions_are_logged_only_where_the_operator_asked(
    index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "pincite.serving")
    for log_questions in (False, True):
        caplog.clear()
        options = ServiceOptions(log_questions=log_questions)
        app = create_app(opener(index), None, options)
        with TestClient(app, base_url="http://localhost") as client:
            client.post("/v1/ask", json=ASKED)
        lines = [json.loads(record.message) for record in caplog.records]
        assert [line.get("question") for line in lines if line["event"] == "request"] == [
            ASKED["question"] if log_questions else None
        ]
