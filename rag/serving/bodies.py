"""What a request's body says that it is: JSON, or it is not read."""

from email.message import Message
from http import HTTPStatus

from fastapi import Depends, Request

from rag.serving.problems import Refusal


def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON, rather than call its fields missing."""
    given = request.headers.get("content-type")
    if given is not None and _is_json(given):
        return
    told = "has no Content-Type" if given is None else f"says that it is {given!r:.100}"
    detail = f"The body {told}: send JSON, with the header `Content-Type: application/json`."
    raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    kind, _, name = message.get_content_type().partition("/")
    return kind == "application" and (name == "json" or name.endswith("+json"))


JSON_BODY = Depends(require_json)
"""A dependency of every route that takes a body: it comes before the body is looked at."""
