"""The outermost layer: gives each request its id, counts it, logs it, and lets no error through."""

import asyncio
import json
import logging
import re
import time
import uuid
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.admission import Stopping
from rag.serving.metrics import Metrics
from rag.serving.problems import refusal

HEADER = "X-Request-Id"
NAMELESS = frozenset({"/mcp", "/openapi.json"})
"""Paths of routes that are not FastAPI's own, so that nothing names them."""
OTHER = "other"
"""All paths that are not there."""
logger = logging.getLogger("pincite.serving")

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Journal:
    """Middleware; a client's own request id is kept where it is harmless."""

    def __init__(self, app: ASGIApp, metrics: Metrics, headers: dict[str, str]) -> None:
        self._app = app
        self._metrics = metrics
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write down how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entry = _Entry(scope, send, self._headers)
        scope.setdefault("state", {})["request_id"] = entry.id
        try:
            await self._app(scope, receive, entry.send)
        except Exception as error:
            log_fault(entry.id, error)
            if entry.status is None:
                await refusal(error).response(entry.id)(scope, receive, entry.send)
            else:
                raise  # the reply has begun: closing the connection is all that is left to say
        except asyncio.CancelledError:
            if entry.status is not None:
                raise
            # The service ends, and this client has not even sent all of its request.
            await refusal(Stopping()).response(entry.id)(scope, receive, entry.send)
        finally:
            self._close(entry, scope)

    def _close(self, entry: "_Entry", scope: Scope) -> None:
        route = route_of(scope)
        seconds = time.perf_counter() - entry.started
        self._metrics.count_request(route, entry.status or 0, seconds)
        log(
            "request",
            request_id=entry.id,
            method=scope["method"],
            route=route,
            status=entry.status,
            milliseconds=round(1e3 * seconds, 1),
            client=scope["state"].get("client"),
            **entry.notes(scope),
        )


class _Entry:
    """One request while it is under way."""

    def __init__(self, scope: Scope, send: Send, headers: dict[str, str]) -> None:
        given = Headers(scope=scope).get(HEADER, "")
        self.id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        self.status: int | None = None
        self.started = time.perf_counter()
        self._send = send
        self._headers = {**headers, HEADER: self.id}

    async def send(self, message: Message) -> None:
        """Send with the headers that every reply has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)

    def notes(self, scope: Scope) -> dict[str, object]:
        """What a route wrote down of the request, if it was asked to."""
        notes: dict[str, object] = scope["state"].get("notes", {})
        return notes


def route_of(scope: Scope) -> str:
    """The route as it is described, once one was found; never a path that a client made up."""
    path: str = scope["path"]
    return path if path in NAMELESS else getattr(scope.get("route"), "path", OTHER)


class Lines(logging.Formatter):
    """One JSON line for every record, those of other libraries and tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Our own lines are JSON already."""
        if record.name == logger.name and not record.exc_info:
            return record.getMessage()
        return _line(
            "log",
            level=record.levelname.lower(),
            logger=record.name,
            message=record.getMessage(),
            traceback=self.formatException(record.exc_info) if record.exc_info else None,
        )


def log(event: str, **facts: object) -> None:
    """Write one JSON line."""
    logger.info("%s", _line(event, **facts))


def log_fault(request_id: str, error: Exception) -> None:
    """Write down, for the operator only, an error that its client is told nothing about."""
    if refusal(error).status == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("request %s failed", request_id, exc_info=error)


def _line(event: str, **facts: object) -> str:
    """Facts that are not known are left out."""
    known = {name: fact for name, fact in facts.items() if fact is not None}
    time_now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": time_now, "event": event, **known}, ensure_ascii=True)
