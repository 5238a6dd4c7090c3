import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings

from rag.protocols import Progress
from rag.serving.app import create_app
from tests.serving.corpus import build_index, opener, write_corpus

CASES = int(os.environ.get("PINCITE_API_CASES", "2000"))
"""Requests over all operations; the nightly profile sets 20000."""
OPERATIONS = 16
"""Documented ones; a test below counts them."""


def synchronise(_progress: Progress) -> Mapping[str, object]:
    return {"added": 0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("openapi")
    build_index(write_corpus(folder / "corpus"), folder / "index")
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[TestClient]:
    app = create_app(opener(folder / "index"), synchronise)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def described(served: TestClient) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_dict(served.get("/openapi.json").json())


schema = schemathesis.pytest.from_fixture("described")


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=-(-CASES // OPERATIONS),
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_reply_is_a_documented_one(case: schemathesis.Case, served: TestClient) -> None:
    response = case.call(session=served)
    assert response.status_code < 500, response.text
    case.validate_response(response)


def test_every_operation_is_described_with_an_example(served: TestClient) -> None:
    description = served.get("/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    operations = [each for path in description["paths"].values() for each in path.values()]
    assert len(operations) == OPERATIONS
    assert all(each["description"] for each in operations)
    requests = [
        each["requestBody"]["content"]["application/json"]
        for each in operations
        if "requestBody" in each
    ]
    for request in requests:
        name = request["schema"].get("$ref", "").rsplit("/", 1)[-1]
        shape = description["components"]["schemas"].get(name, request["schema"])
        assert "examples" in json.dumps(shape), name
