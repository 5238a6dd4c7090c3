"""The wire format of OpenAI's chat completions, so that their clients and tools can ask.

Source: https://platform.openai.com/docs/api-reference/chat. No language model is behind it: the
answer is the articles' own words, and the usage is zero tokens.
"""

import time
import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from rag.contract import reply_json
from rag.errors import UsageError
from rag.serving.bodies import JSON_BODY
from rag.serving.chat_schemas import MODEL, ChatRequest, Completion, ModelsBody
from rag.serving.parts import Shared
from rag.serving.questions import note_question, one_line
from rag.serving.schemas import EVENTS
from rag.serving.turns import whole_question
from rag.serving.wording import Mark, Wording, wording
from rag.types import Reply

SHOWN_HASH = 12
"""Hexadecimal digits that tell one version of an article from another, as in the page's links."""
USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

router = APIRouter(prefix="/v1", tags=["openai"])


@router.get("/models", response_model=ModelsBody)
async def list_models() -> dict[str, object]:
    """List what can be named as `model`."""
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
    return {"object": "list", "data": [model]}


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses={200: {"content": EVENTS}},
    dependencies=[JSON_BODY],
)
async def complete(body: ChatRequest, parts: Shared, request: Request) -> Response:
    """Answer the last user turn; turns before it only say what its pronouns mean."""
    turns = [each.text for each in body.messages if each.role == "user" and each.text.strip()]
    if not turns:
        raise UsageError("the conversation holds no question: its last user turn is the question")
    asked = whole_question(turns)
    note_question(request, parts, asked)
    reply = await parts.ask(asked)
    words = wording(asked, asked != turns[-1].strip(), reply.answer)
    base = parts.options.public_origin or str(request.base_url).rstrip("/")
    completion = _Completion(asked, reply, words, base)
    if not body.stream:
        return JSONResponse(completion.whole())
    usage = body.stream_options is not None and body.stream_options.include_usage
    return StreamingResponse(completion.events(usage), media_type="text/event-stream")


class _Completion:
    def __init__(self, asked: str, reply: Reply, words: Wording, base: str) -> None:
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._asked = asked
        self._reply = reply
        self._words = words
        self._base = base

    def whole(self) -> dict[str, object]:
        message = {
            "role": "assistant",
            "content": self._words.text,
            "refusal": None,
            "annotations": self._annotations(),
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": USAGE,
            "pincite": self._own(),
        }

    def events(self, usage: bool) -> Iterator[bytes]:
        """The same answer piece by piece; the marks' places come with the last piece."""
        yield self._chunk({"role": "assistant", "content": ""}, None)
        for piece in self._words.pieces:
            yield self._chunk({"content": piece}, None)
        yield self._chunk({"annotations": self._annotations()}, None, {"pincite": self._own()})
        yield self._chunk({}, "stop")
        if usage:
            head = self._head("chat.completion.chunk")
            yield _event({**head, "choices": [], "usage": USAGE})
        yield b"data: [DONE]\n\n"

    def _chunk(
        self,
        delta: Mapping[str, object],
        finish_reason: str | None,
        more: Mapping[str, object] | None = None,
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return _event({**self._head("chat.completion.chunk"), "choices": [choice], **(more or {})})

    def _head(self, kind: str) -> dict[str, object]:
        return {"id": self._id, "object": kind, "created": self._created, "model": MODEL}

    def _own(self) -> dict[str, object]:
        return {"asked": self._asked, "reply": reply_json(self._reply)}

    def _annotations(self) -> list[dict[str, object]]:
        return [self._annotation(mark) for mark in self._words.marks]

    def _annotation(self, mark: Mark) -> dict[str, object]:
        cited = mark.citation
        place = {
            "article": cited.article.id,
            "start": cited.start,
            "end": cited.end,
            "sha256": cited.article.sha256[:SHOWN_HASH],  # the page marks nothing in another text
        }
        url_citation = {
            "url": f"{self._base}/?{urlencode(place)}",
            "title": cited.article.title,
            "start_index": mark.start,
            "end_index": mark.end,
        }
        return {"type": "url_citation", "url_citation": url_citation}


def _event(value: Mapping[str, object]) -> bytes:
    return f"data: {one_line(value)}\n\n".encode()
