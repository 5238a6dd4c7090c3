"""Requests and the stages of an answer as OpenTelemetry spans: the only module that imports it.

Names follow its semantic conventions for HTTP servers. A span holds no word of a question, of an
article or of an error's message, and no path: the route, the status, counts and times only.
"""

import threading
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.journal import OTHER, route_of
from rag.types import Reply

CLOSING = 1.0
"""Seconds that the collector is given for the last spans when the service stops."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
"""Any other is `_OTHER`, so that clients cannot invent names of spans."""
STAGES = ("encode", "retrieve", "read")
"""The pipeline's, one after the other."""


class Telemetry:
    """Spans of one provider, which alone knows where they are sent."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("pincite.serving", version("pincite"))

    def layer(self, app: ASGIApp) -> ASGIApp:
        """The application with a span around each of its requests."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                await self._request(app, scope, receive, send)
            else:
                await app(scope, receive, send)

        return traced

    def asking(self, since: int, work: Callable[[], Reply]) -> Reply:
        """Do the work, with spans for its stages; it has waited since then, in nanoseconds."""
        with self._tracer.start_as_current_span(
            "ask", start_time=since, record_exception=False, set_status_on_exception=False
        ) as span:
            started = time.time_ns()
            self._stage("wait", since, started)
            try:
                reply = work()
            except Exception as error:
                _fail(span, type(error).__name__)
                raise
            self._stages(started, reply.timing_ms)
            span.set_attributes(_facts(reply))
            return reply

    def close(self) -> None:
        """Send what is not sent yet; a collector that does not answer holds nobody up."""
        closing = threading.Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(CLOSING)

    async def _request(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        with self._tracer.start_as_current_span(
            method,
            TraceContextTextMapPropagator().extract(dict(Headers(scope=scope))),
            SpanKind.SERVER,
            {"http.request.method": method, "pincite.request_id": scope["state"]["request_id"]},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _note_status(span, message["status"])
                await send(message)

            try:
                await app(scope, receive, watched)
            except Exception as error:
                _fail(span, type(error).__name__)
                raise
            finally:
                _note_route(span, method, scope)

    def _stages(self, started: int, timing_ms: Mapping[str, float]) -> None:
        for name in STAGES:
            ended = started + round(1e6 * timing_ms.get(name, 0.0))
            self._stage(name, started, ended)
            started = ended

    def _stage(self, name: str, started: int, ended: int) -> None:
        self._tracer.start_span(name, start_time=started).end(ended)


def exported() -> Telemetry:
    """Spans sent by OTLP over HTTP, where and how the standard `OTEL_*` variables say."""
    ours = Resource({"service.name": "pincite", "service.version": version("pincite")})
    resource = ours.merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Telemetry(provider)


def _facts(reply: Reply) -> Mapping[str, str | bool | int | float]:
    return {
        "pincite.answered": reply.answer.answered,
        "pincite.confidence": reply.answer.confidence,
        "pincite.citations": len(reply.answer.citations),
        "pincite.generation": reply.index.generation,
    }


def _note_status(span: Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= 500:  # the client's own faults are no errors of the server
        _fail(span, str(status))


def _note_route(span: Span, method: str, scope: Scope) -> None:
    route = route_of(scope)
    if route != OTHER:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)


def _fail(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))
