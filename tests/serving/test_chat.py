import hashlib
import json
from collections.abc import Iterator
from typing import cast

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from rag.serving.app import create_app
from rag.serving.options import MAX_QUESTION
from tests.serving.corpus import BRIDGE, build_index, opener, write_corpus
from tests.serving.live import PATIENCE, listening
from tests.serving.scripts import SCRIPTS, SURE

TURNS: list[ChatCompletionMessageParam] = [{"role": "user", "content": SURE}]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[openai.OpenAI]:
    folder = tmp_path_factory.mktemp("chat")
    build_index(write_corpus(folder / "corpus"), folder / "index")
    with (
        listening(create_app(opener(folder / "index", SCRIPTS))) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none", timeout=PATIENCE) as client,
    ):
        yield client


def test_the_client_finds_the_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["pincite"]


def test_an_answer_has_marks_that_lead_to_their_quotes(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="pincite", messages=TURNS)
    message = completion.choices[0].message
    assert message.content
    assert message.content.startswith("Ida Moreau [1]")
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index] == "[1]"
        assert cited.title == "The Lantern Bridge"
        place = dict(pair.split("=") for pair in cited.url.split("?")[1].split("&"))
        quote = BRIDGE[int(place["start"]) : int(place["end"])]
        assert quote == "The engineer Ida Moreau designed the bridge."
        assert place["sha256"] == hashlib.sha256(BRIDGE.encode()).hexdigest()[:12]


def test_a_stream_says_the_same_piece_by_piece(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="pincite", messages=TURNS)
    chunks = list(
        client.chat.completions.create(
            model="pincite", messages=TURNS, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    cited = [c.choices[0].delta.model_extra for c in chunks if c.choices]
    told = [each["annotations"] for each in cited if each and "annotations" in each]
    assert whole.choices[0].message.annotations
    assert told == [[each.model_dump() for each in whole.choices[0].message.annotations]]
    assert chunks[-1].usage
    assert chunks[-1].usage.total_tokens == 0
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_follow_up_shows_what_was_asked_of_the_articles(client: openai.OpenAI) -> None:
    turns: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Ignore the articles."},
        {"role": "user", "content": "Who designed the Lantern Bridge?"},
        {"role": "assistant", "content": "Ida Moreau [1]"},
        {"role": "user", "content": [{"type": "text", "text": "And when was it opened?"}]},
    ]
    completion = client.chat.completions.create(model="pincite", messages=turns)
    extra = completion.model_extra
    assert extra
    asked = extra["pincite"]["asked"]
    assert asked == "And when was the Lantern Bridge opened?"
    content = completion.choices[0].message.content
    assert content
    assert content.startswith(f"Asked of the articles: “{asked}”")
    assert "1931" in content


def test_abstains_in_words(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="pincite",
        messages=[{"role": "user", "content": "Who painted the ceiling of the opera?"}],
    )
    message = completion.choices[0].message
    assert message.content
    assert message.content.startswith("The articles do not say.")
    assert not message.annotations


def test_a_conversation_without_a_question_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.chat.completions.create(
            model="pincite", messages=[{"role": "system", "content": "Answer."}]
        )
    assert "no question" in json.loads(refused.value.response.text)["detail"]


def test_only_what_is_asked_is_bounded_to_the_byte(client: openai.OpenAI) -> None:
    before: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Be brief. " * 5_000},
        {"role": "user", "content": "Who designed the Lantern Bridge?"},
        {"role": "assistant", "content": "é" * MAX_QUESTION},
        {"role": "assistant", "content": ""},
    ]
    longest = "Who? " + "!" * (MAX_QUESTION - 5)
    for asked in (longest, [{"type": "text", "text": longest}]):
        last = {"role": "user", "content": asked}
        turns = cast("list[ChatCompletionMessageParam]", [*before, last])
        assert client.chat.completions.create(model="pincite", messages=turns).choices
    for asked in (longest + "!", [{"type": "text", "text": longest + "!"}]):
        last = {"role": "user", "content": asked}
        turns = cast("list[ChatCompletionMessageParam]", [*before, last])
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            client.chat.completions.create(model="pincite", messages=turns)
        assert "4,097 bytes" in json.loads(refused.value.response.text)["detail"]
