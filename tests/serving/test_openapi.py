import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rag.protocols import Progress
from rag.serving.app import create_app
from rag.serving.openapi import ANYWHERE
from tests.serving.corpus import build_index, opener, write_corpus
from tests.serving.live import PATIENCE, listening

CASES = int(os.environ.get("PINCITE_API_CASES", "2000"))
"""Requests over all operations, half of them against the description; nightly: 20000."""
OPERATIONS = 15
"""Documented ones; a test below counts them."""
WITH_INPUT = 8
"""Those that take any; the cases are shared out among them."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

Described = schemathesis.BaseSchema
QUESTION = "Who designed the bridge?"


@dataclass(frozen=True, slots=True)
class There:
    """What the index holds: chance would never find it, and its replies are the ones that count."""

    ids: Sequence[str]
    answer: dict[str, Any]

    def put_into(self, case: "schemathesis.Case[Any]", number: int) -> None:
        """Ask for something that is there, and leave the rest of the case as it was made."""
        body = cast("dict[str, Any]", case.body)
        match case.path:
            case "/v1/ask" | "/v1/ask/stream":
                case.body = {"question": QUESTION}
            case "/v1/search":
                case.body = {**body, "question": QUESTION}
            case "/v1/chat/completions":
                case.body = {**body, "messages": [{"role": "user", "content": QUESTION}]}
            case "/v1/verify":
                case.body = self.answer
            case "/v1/articles/{article_id}" | "/v1/articles/{article_id}/original":
                case.path_parameters["article_id"] = self.ids[number % len(self.ids)]


def synchronise(_progress: Progress) -> Mapping[str, object]:
    return {"added": 0}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("openapi")
    build_index(write_corpus(folder / "corpus"), folder / "index")
    with listening(create_app(opener(folder / "index"), synchronise)) as url:
        yield url


@pytest.fixture(scope="module")
def description(url: str) -> Described:
    return schemathesis.openapi.from_url(f"{url}/openapi.json")


@pytest.fixture(scope="module")
def there(url: str) -> There:
    listed = httpx.get(f"{url}/v1/articles", timeout=PATIENCE).json()["articles"]
    answer = httpx.post(f"{url}/v1/ask", json={"question": QUESTION}, timeout=PATIENCE).json()
    assert answer["answered"]
    return There([each["id"] for each in listed], answer)


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("number", range(OPERATIONS))
def test_every_reply_is_a_documented_one(
    description: Described, there: There, number: int, mode: GenerationMode
) -> None:
    found = list(description.get_all_operations())[number]
    assert isinstance(found, Ok)
    operation = found.ok()
    takes_input = bool(operation.body or operation.query or operation.path_parameters)
    if mode is GenerationMode.NEGATIVE and not takes_input:
        mode = GenerationMode.POSITIVE  # nothing can be wrong with an empty request

    @seed(6)
    @settings(
        max_examples=CASES // WITH_INPUT // 2,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode), known=st.integers(0, 9))
    def ask(case: "schemathesis.Case[Any]", known: int) -> None:
        if known > 4 and mode is GenerationMode.POSITIVE:
            there.put_into(case, known)
        reply = case.call()
        statuses[reply.status_code] += 1
        case.validate_response(reply, checks=CHECKS)

    statuses: Counter[int] = Counter()
    ask()
    if mode is GenerationMode.POSITIVE:
        assert statuses[200] + statuses[202], statuses
    if takes_input:
        assert statuses.total() >= CASES // WITH_INPUT // 2


def test_every_operation_is_described_with_an_example(description: Described) -> None:
    raw = description.raw_schema
    assert raw["openapi"].startswith("3.1")
    operations = [each for path in raw["paths"].values() for each in path.values()]
    assert len(operations) == OPERATIONS
    for operation in operations:
        assert operation["description"]
        assert {str(code) for code in ANYWHERE} <= set(operation["responses"])
    bodies = [
        each["requestBody"]["content"]["application/json"]["schema"]
        for each in operations
        if "requestBody" in each
    ]
    streams = [
        reply["content"]["text/event-stream"]["schema"]
        for each in operations
        for reply in each["responses"].values()
        if "text/event-stream" in reply.get("content", {})
    ]
    assert len(streams) == 2
    for body in [*bodies, *streams]:
        name = body.get("$ref", "").rsplit("/", 1)[-1]
        assert "examples" in json.dumps(raw["components"]["schemas"].get(name, body)), name
