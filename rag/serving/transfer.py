"""How much a client may send, exact to the byte, and how slowly."""

import asyncio
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.options import MAX_BODY
from rag.serving.problems import Refusal


class Transfer:
    """Middleware that reads the whole body first, so that no worker ever waits for a client."""

    def __init__(self, app: ASGIApp, timeout: float) -> None:
        self._app = app
        self._timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 or 408, or pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await self._body(scope, receive)
        except Refusal as refused:
            response = refused.response(scope["state"]["request_id"])
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replayed(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body, or `None` where the client left."""
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > MAX_BODY:
            raise _too_large()
        try:
            return await asyncio.wait_for(_read(receive), self._timeout)
        except TimeoutError as error:
            detail = f"The request did not arrive within {self._timeout:g} s."
            raise Refusal(HTTPStatus.REQUEST_TIMEOUT, detail) from error


async def _read(receive: Receive) -> bytes | None:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MAX_BODY:
            raise _too_large()
        if not message.get("more_body", False):
            return b"".join(pieces)


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _too_large() -> Refusal:
    detail = f"A request's body may have {MAX_BODY:,} bytes."
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
