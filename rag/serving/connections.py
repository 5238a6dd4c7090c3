"""One connection: how slowly a client may speak and take in, and what one hears that is no HTTP."""

import asyncio
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from typing import ClassVar

import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from rag.serving.journal import HEADER, log
from rag.serving.problems import Refusal

PIECE = 64 * 1024
"""Bytes of a reply that are on their way to a client at once, however long the reply is."""


def patient(seconds: float) -> type[H11Protocol]:
    """The protocol of connections that wait so long for their clients."""

    class Chosen(Connection):
        patience = seconds

    return Chosen


class Connection(H11Protocol):
    """Cut off when line and headers do not arrive in time, or a piece of the reply is not taken."""

    patience: ClassVar[float]
    """Seconds."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that "drained" means all of it
        self.app = self._bounded(self.app)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest, unless a request is whole now."""
        super().data_received(data)
        self._watch()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # it may repeat what came
        """What cannot be parsed never reaches the application; it is a problem all the same."""
        for event in _unreadable():
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def _watch(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        waiting = cycle is None or cycle.response_complete
        if self._timer is not None and not waiting:
            self._timer.cancel()
            self._timer = None
        elif self._timer is None and waiting:
            self._timer = self.loop.call_later(self.patience, self.transport.close)

    def _bounded(self, app: ASGIApp) -> ASGIApp:
        async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
            async def limited(message: Message) -> None:
                for piece in _pieces(message):
                    await self._deliver(send, piece)

            await app(scope, receive, limited)

        return bounded

    async def _deliver(self, send: Send, message: Message) -> None:
        """A client that was cut off is as one that has left: what is sent to it is dropped."""
        try:
            async with asyncio.timeout(self.patience):
                await send(message)
                await self.flow.drain()
        except TimeoutError:
            log("slow_client", seconds=self.patience)
            self.transport.abort()


def _pieces(message: Message) -> Iterator[Message]:
    """The same in messages of at most `PIECE` bytes."""
    body = message.get("body", b"")
    for at in range(0, len(body) - PIECE, PIECE):
        yield {**message, "body": body[at : at + PIECE], "more_body": True}
    rest = max(0, (len(body) - 1) // PIECE * PIECE)
    yield {**message, "body": body[rest:]} if rest else message


def _unreadable() -> tuple[h11.Event, ...]:
    identity = uuid.uuid4().hex
    log("unreadable_request", request_id=identity)
    reply = Refusal(HTTPStatus.BAD_REQUEST, "This is no HTTP request.").response(identity)
    headers = [*reply.raw_headers, (HEADER.encode(), identity.encode()), (b"connection", b"close")]
    return (
        h11.Response(status_code=reply.status_code, headers=headers, reason=b"Bad Request"),
        h11.Data(data=bytes(reply.body)),
        h11.EndOfMessage(),
    )
