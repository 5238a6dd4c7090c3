"""Errors as RFC 9457 has them: what went wrong and what to do, never a path or a stack trace."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from rag.errors import IndexUnusable, UsageError
from rag.serving.admission import DeadlinePassed, Overloaded, Stopping

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 1
"""Seconds after which a refused question is worth asking again: a full queue is done by then."""

UNAVAILABLE: Mapping[type[Exception], str] = {
    Overloaded: "All workers are busy and the queue is full: ask again in a moment.",
    DeadlinePassed: "The answer was not ready in time: ask again, or ask in fewer words.",
    Stopping: "The service is stopping: ask again in a moment.",
    IndexUnusable: "No index can be used now: see `rag status` and `rag index` on the server.",
}
"""What passes, so that asking again is worth while."""


class Problem(BaseModel):
    """An error as RFC 9457 has it."""

    type: str = Field(default="about:blank", description="The same for all problems of one kind.")
    title: str
    status: int
    detail: str
    request_id: str = Field(description="Also in the header X-Request-Id and in the log.")


class Refusal(Exception):
    """A request that is not answered, with the status that says why."""

    def __init__(self, status: HTTPStatus, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after

    def problem(self, request_id: str) -> Problem:
        """What the client reads."""
        return Problem(
            title=self.status.phrase,
            status=self.status,
            detail=self.detail,
            request_id=request_id,
        )

    def response(self, request_id: str) -> JSONResponse:
        """The whole reply."""
        headers = {}
        if self.retry_after is not None:
            headers["Retry-After"] = str(max(1, math.ceil(self.retry_after)))
        if self.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(
            self.problem(request_id).model_dump(), self.status, headers, media_type=MEDIA_TYPE
        )


def refusal(error: Exception) -> Refusal:
    """What a client is told of an error; what it is not told is in the log."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, UsageError):
        return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    for kind, detail in UNAVAILABLE.items():
        if isinstance(error, kind):
            return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, detail, RETRY_AFTER)
    detail = "The request failed; the server's log says more under this request id."
    return Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def request_id(request: Request) -> str:
    """The id under which the request is logged."""
    found: str = request.scope["state"]["request_id"]
    return found


def add_problems(app: FastAPI) -> None:
    """Turn what a client can mend into a problem; the rest is for the journal."""
    kinds: tuple[type[Exception], ...] = (Refusal, UsageError, *UNAVAILABLE)
    for kind in kinds:
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _refused(request: Request, error: Exception) -> JSONResponse:
    return refusal(error).response(request_id(request))


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # for the type checker
    detail = "; ".join(map(_fault, error.errors())).encode("utf-8", "replace").decode()[:1000]
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail).response(request_id(request))


def _fault(error: Mapping[str, Any]) -> str:
    """One field and what is wrong with it; a sentence of our own stands alone."""
    place, message = error["loc"], str(error["msg"])
    if error["type"] == "json_invalid":
        return f"the body is not JSON: {error['ctx']['error']}, at character {place[-1]}"
    if error["type"] == "value_error":
        return message.removeprefix("Value error, ")
    return f"{'.'.join(map(str, place[1:])) or place[0]}: {message}"


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  # for the type checker
    response = Refusal(HTTPStatus(error.status_code), str(error.detail)).response(
        request_id(request)
    )
    response.headers.update(error.headers or {})
    return response
