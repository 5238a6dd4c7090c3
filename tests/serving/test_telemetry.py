import asyncio
import itertools
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from mcp import Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from rag.errors import UsageError
from rag.serving.app import create_app
from rag.serving.telemetry import Telemetry
from rag.serving.tracing import Untraced, make_tracing
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import opener
from tests.serving.live import PATIENCE, free_port, listening, process

QUESTION = "Who designed the bridge?"
BROKEN = "Who broke it?"
STAGES = ["wait", "encode", "retrieve", "read"]
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def broken(_index: Index) -> Reply:
    raise RuntimeError(f"{QUESTION} in /srv/secret")


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(index: Path, exporter: InMemorySpanExporter) -> Iterator[TestClient]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    app = create_app(opener(index, {BROKEN: broken}), tracing=Telemetry(provider))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def named(exporter: InMemorySpanExporter, name: str) -> ReadableSpan:
    (found,) = (span for span in exporter.get_finished_spans() if span.name == name)
    return found


def children(exporter: InMemorySpanExporter, parent: ReadableSpan) -> list[ReadableSpan]:
    assert parent.context
    spans = exporter.get_finished_spans()
    identity = parent.context.span_id
    found = [span for span in spans if span.parent and span.parent.span_id == identity]
    return sorted(found, key=lambda span: span.start_time or 0)


def ends(span: ReadableSpan) -> tuple[int, int]:
    assert span.start_time is not None
    assert span.end_time is not None
    return span.start_time, span.end_time


ASKED: Sequence[tuple[str, dict[str, object]]] = [
    ("/v1/ask", {"question": QUESTION}),
    ("/v1/ask/stream", {"question": QUESTION}),
    ("/v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION}]}),
]


@pytest.mark.parametrize(("path", "body"), ASKED)
def test_a_request_holds_its_question_and_a_question_its_stages(
    traced: TestClient, exporter: InMemorySpanExporter, path: str, body: dict[str, object]
) -> None:
    reply = traced.post(path, json=body)
    request = named(exporter, f"POST {path}")
    assert request.kind is SpanKind.SERVER
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": path,
        "http.response.status_code": 200,
        "pincite.request_id": reply.headers["x-request-id"],
    }
    (asked,) = children(exporter, request)
    assert asked.name == "ask"
    assert asked.attributes
    assert asked.attributes["pincite.answered"] is True
    assert asked.attributes["pincite.generation"] == 1
    stages = children(exporter, asked)
    assert [span.name for span in stages] == STAGES
    assert ends(stages[0])[0] == ends(asked)[0]
    for one, next_one in itertools.pairwise(stages):
        assert ends(one)[0] <= ends(one)[1] <= ends(next_one)[0]
    assert ends(stages[-1])[1] <= ends(asked)[1] <= ends(request)[1]


def test_the_stages_last_as_long_as_the_answer_says(
    traced: TestClient, exporter: InMemorySpanExporter
) -> None:
    timing = traced.post("/v1/ask", json={"question": QUESTION}).json()["timing_ms"]
    for stage in STAGES[1:]:
        started, ended = ends(named(exporter, stage))
        assert (ended - started) / 1e6 == pytest.approx(timing[stage], abs=0.06)


def test_a_callers_trace_is_continued(traced: TestClient, exporter: InMemorySpanExporter) -> None:
    traced.get("/v1/index", headers={"traceparent": PARENT})
    request = named(exporter, "GET /v1/index")
    assert request.context
    assert request.parent
    assert f"{request.context.trace_id:032x}" == PARENT.split("-")[1]
    assert f"{request.parent.span_id:016x}" == PARENT.split("-")[2]


def test_no_word_of_a_question_or_a_fault_is_in_a_span(
    traced: TestClient, exporter: InMemorySpanExporter
) -> None:
    for question in (QUESTION, BROKEN, " "):
        traced.post("/v1/ask?secret=designed", json={"question": question})
    traced.get("/secret/path/designed")
    traced.request("DESIGNED", "/v1/index")
    told = "".join(span.to_json() for span in exporter.get_finished_spans()).lower()
    assert "designed" not in told
    assert "secret" not in told
    assert "bridge" not in told


def test_a_fault_marks_its_spans_and_a_clients_mistake_does_not(
    traced: TestClient, exporter: InMemorySpanExporter
) -> None:
    assert traced.post("/v1/ask", json={"question": BROKEN}).status_code == 500
    for name in ("ask", "POST /v1/ask"):
        span = named(exporter, name)
        assert span.status.status_code is StatusCode.ERROR
        assert span.attributes
        assert span.attributes["error.type"] == "RuntimeError"
        assert not span.events
    assert traced.post("/v1/search", json={}).status_code == 422
    mistake = named(exporter, "POST /v1/search")
    assert mistake.status.status_code is StatusCode.UNSET
    assert mistake.attributes
    assert mistake.attributes["http.response.status_code"] == 422


def test_an_agents_question_is_traced_too(index: Path, exporter: InMemorySpanExporter) -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    async def scenario(url: str) -> None:
        async with Client(f"{url}/mcp") as client:
            await client.call_tool("ask", {"question": QUESTION})

    with (
        listening(create_app(opener(index), tracing=Telemetry(provider))) as url,
        ThreadPoolExecutor() as thread,  # the browser's tests leave a loop in the main one
    ):
        thread.submit(asyncio.run, scenario(url)).result()
    asked = named(exporter, "ask")
    assert [span.name for span in children(exporter, asked)] == STAGES
    assert any(span.name == "POST /mcp" for span in exporter.get_finished_spans())


def test_it_is_off_unless_asked_for(client: TestClient) -> None:
    assert isinstance(make_tracing(wanted=False), Untraced)
    program = (
        "import sys; import rag.serving.server;"
        "sys.exit(any(name.startswith('opentelemetry.sdk') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_without_the_extra_it_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    monkeypatch.delitem(sys.modules, "rag.serving.telemetry", raising=False)
    with pytest.raises(UsageError, match=r"pip install 'pincite\[telemetry\]'"):
        make_tracing(wanted=True)


class Collector:
    """Takes spans as an OpenTelemetry collector does, after a while if it is told to."""

    def __init__(self, delay: float = 0.0) -> None:
        self.names: list[str] = []
        self.services: set[str] = set()
        self._server = HTTPServer(("127.0.0.1", 0), self._handler(delay))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Collector":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, delay: float) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that the base class calls
                time.sleep(delay)
                take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _take(self, path: str, body: bytes) -> None:
        assert path == "/v1/traces"
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            facts = {each.key: each.value.string_value for each in group.resource.attributes}
            self.services.add(facts["service.name"])
            self.names += [span.name for scope in group.scope_spans for span in scope.spans]


@pytest.mark.slow
def test_a_served_question_reaches_the_collector_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with Collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("OTEL_SERVICE_NAME", "library")
        with process(tmp_path, port, "--telemetry") as service:
            asked = {"question": QUESTION}
            httpx.post(f"http://127.0.0.1:{port}/v1/ask", json=asked, timeout=PATIENCE)
            service.send_signal(signal.SIGTERM)
            assert service.wait(PATIENCE) == 0
        assert {"POST /v1/ask", "ask", *STAGES} <= set(collector.names)
        assert collector.services == {"library"}


@pytest.mark.slow
@pytest.mark.parametrize("delay", [None, 10 * PATIENCE], ids=["absent", "silent"])
def test_a_collector_that_does_not_answer_holds_up_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delay: float | None
) -> None:
    port = free_port()
    collector = Collector(delay or 0.0)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    listen: Callable[[], object] = collector.__enter__ if delay else collector._server.server_close
    listen()
    with process(tmp_path, port, "--telemetry") as service:
        for _ in range(20):
            reply = httpx.get(f"http://127.0.0.1:{port}/v1/index", timeout=PATIENCE)
            assert reply.status_code == 200
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
