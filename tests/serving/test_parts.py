import json
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.serving.app import create_app
from rag.serving.options import ServiceOptions
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import SmallService, opener
from tests.serving.live import PATIENCE, wait_until

HELD = "Who is held up?"
ASKED = {"question": "Who designed the bridge?"}
QUESTIONS: Mapping[str, Mapping[str, object]] = {
    "/v1/ask": ASKED,
    "/v1/ask/stream": ASKED,
    "/v1/search": ASKED,
    "/v1/chat/completions": {"messages": [{"role": "user", "content": ASKED["question"]}]},
}
"""Every way to ask, by its path."""


@dataclass
class Gate:
    """Holds the one worker until it is opened."""

    index: Path

    def __post_init__(self) -> None:
        self.held = threading.Event()
        self.opened = threading.Event()

    def service(self) -> SmallService:
        return opener(self.index, {HELD: self._wait})()

    def _wait(self, index: Index) -> Reply:
        self.held.set()
        assert self.opened.wait(PATIENCE)
        return SmallService(index).ask(ASKED["question"])


@pytest.fixture
def gate(index: Path) -> Gate:
    return Gate(index)


@pytest.fixture
def served(gate: Gate) -> Iterator[TestClient]:
    options = ServiceOptions(workers=1, queue=2, deadline=PATIENCE)
    app = create_app(gate.service, None, options)
    with TestClient(app, base_url="http://localhost") as client:
        yield client
        gate.opened.set()


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_question_beyond_the_queue_is_told_when_to_ask_again(
    gate: Gate, served: TestClient, path: str
) -> None:
    with ThreadPoolExecutor() as clients:
        held = [clients.submit(served.post, "/v1/ask", json={"question": HELD}) for _ in range(3)]
        wait_until(lambda: "pincite_questions_in_hand 3.0" in served.get("/metrics").text)
        refused = served.post(path, json=QUESTIONS[path])
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["content-type"] == "application/problem+json"
        assert "queue is full" in refused.json()["detail"]
        gate.opened.set()
        assert [each.result().status_code for each in held] == [200] * 3
    assert served.post(path, json=QUESTIONS[path]).status_code == 200


def test_articles_and_examples_are_shown_while_every_worker_is_held(
    gate: Gate, served: TestClient
) -> None:
    with ThreadPoolExecutor() as clients:
        held = clients.submit(served.post, "/v1/ask", json={"question": HELD})
        assert gate.held.wait(PATIENCE)
        assert served.get("/v1/articles").json()["total"] == 3
        assert served.get("/v1/examples").json()["questions"]
        assert served.get("/health/ready").status_code == 200
        gate.opened.set()
        assert held.result().status_code == 200


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream"])
def test_an_answer_that_takes_too_long_is_refused_by_its_deadline(gate: Gate, path: str) -> None:
    options = ServiceOptions(workers=1, queue=2, deadline=0.5)
    app = create_app(gate.service, None, options)
    with TestClient(app, base_url="http://localhost") as client:
        reply = client.post(path, json={"question": HELD})
        gate.opened.set()
    if path == "/v1/ask":
        assert reply.status_code == 503
        assert reply.headers["retry-after"] == "1"
        problem = reply.json()
    else:
        names, data = zip(
            *(block.split("\n") for block in reply.text.strip().split("\n\n")), strict=True
        )
        assert names == ("event: passages", "event: error")
        problem = json.loads(data[1].removeprefix("data: "))
        assert problem["status"] == 503
    assert "not ready in time" in problem["detail"]
    assert problem["request_id"] == reply.headers["x-request-id"]
