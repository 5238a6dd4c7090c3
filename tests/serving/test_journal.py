import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from mcp import Client

from rag.errors import CitationMismatch
from rag.serving.agents import make_agents
from rag.serving.app import create_app
from rag.serving.journal import Lines
from rag.serving.options import ServiceOptions
from rag.serving.parts import make_parts
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import opener

BROKEN = "Who broke it?"
PRIVATE = "/srv/articles and the key pincite_123"


def broken(_index: Index) -> Reply:
    raise RuntimeError(PRIVATE)


def mismatched(_index: Index) -> Reply:
    raise CitationMismatch(PRIVATE)


@pytest.mark.parametrize("fault", [broken, mismatched])
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream", "/v1/chat/completions"])
def test_a_fault_is_told_to_the_operator_and_only_its_id_to_the_client(
    index: Path,
    caplog: pytest.LogCaptureFixture,
    path: str,
    fault: Callable[[Index], Reply],
) -> None:
    turns = [{"role": "user", "content": BROKEN}]
    body = {"messages": turns} if path.endswith("completions") else {"question": BROKEN}
    app = create_app(opener(index, {BROKEN: fault}))
    with TestClient(app, base_url="http://localhost") as client:
        reply = client.post(path, json=body, headers={"X-Request-Id": "mine-7"})
    assert reply.status_code == (200 if path.endswith("stream") else 500)
    assert "mine-7" in reply.text
    for word in (PRIVATE, "RuntimeError", "Mismatch", "Traceback", str(index), ".py"):
        assert word not in reply.text
    assert PRIVATE in "".join(Lines().format(record) for record in caplog.records)


def test_every_record_is_one_line_of_json() -> None:
    try:
        broken(None)  # type: ignore[arg-type]  # it only raises
    except RuntimeError as error:
        fault = (RuntimeError, error, error.__traceback__)
    for name, exc_info in (("uvicorn.error", None), ("pincite.serving", fault)):
        record = logging.LogRecord(name, logging.ERROR, "x", 1, "it %s", ("broke\n",), exc_info)
        line = Lines().format(record)
        assert "\n" not in line
        told = json.loads(line)
        assert (told["event"], told["level"], told["message"]) == ("log", "error", "it broke\n")
        assert (PRIVATE in told.get("traceback", "")) is bool(exc_info)


def test_an_agents_fault_is_written_down_too(index: Path, caplog: pytest.LogCaptureFixture) -> None:
    parts = make_parts(opener(index, {BROKEN: broken}), None, ServiceOptions())
    parts.refresh()

    async def scenario() -> str:
        async with Client(make_agents(parts, "0")) as client:
            return str(await client.call_tool("ask", {"question": BROKEN}))

    with ThreadPoolExecutor() as thread:  # the browser's tests leave a loop in the main one
        told = thread.submit(asyncio.run, scenario()).result()
    parts.close()
    assert PRIVATE not in told
    assert PRIVATE in "".join(Lines().format(record) for record in caplog.records)
