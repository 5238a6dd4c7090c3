"""The wire format of OpenAI's chat completions, so that their clients and tools can ask.

Source: https://platform.openai.com/docs/api-reference/chat. No language model is behind it: the
answer is the articles' own words, and the usage is zero tokens.
"""

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from rag.contract import reply_json
from rag.errors import UsageError
from rag.serving.parts import Shared
from rag.serving.questions import note_question
from rag.serving.schemas import EVENTS, Question
from rag.serving.turns import whole_question
from rag.serving.wording import Mark, Wording, wording
from rag.types import Reply

MODEL = "pincite"
MAX_TURNS = 200
"""Messages of one conversation."""
USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

JsonObject: TypeAlias = dict[str, object]
router = APIRouter(prefix="/v1", tags=["openai"])


class TextPart(BaseModel):
    """A piece of a message."""

    type: Literal["text"]
    text: Question


class Message(BaseModel):
    """One turn of the conversation; of the person's turns only the text is read."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Question | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """What was said."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream also tells."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A conversation; fields that steer a language model are accepted and have no effect."""

    model: str = Field(default=MODEL, max_length=200, examples=[MODEL])
    messages: list[Message] = Field(
        min_length=1,
        max_length=MAX_TURNS,
        examples=[[{"role": "user", "content": "When was Sora released?"}]],
    )
    stream: bool = False
    stream_options: StreamOptions | None = None


class UrlCitation(BaseModel):
    """Where a mark leads: the page, opened at the highlighted quote."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """One mark of the text."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class ReplyMessage(BaseModel):
    """The answer with its marks."""

    role: Literal["assistant"]
    content: str
    refusal: str | None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one answer."""

    index: int
    message: ReplyMessage
    finish_reason: Literal["stop"]
    logprobs: None


class Completion(BaseModel):
    """A chat completion; `pincite` adds what was asked of the index, and the whole answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: dict[str, int]
    pincite: JsonObject


class ModelBody(BaseModel):
    """The one model, which is none."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsBody(BaseModel):
    """The list of models."""

    object: Literal["list"]
    data: list[ModelBody]


@router.get("/models", response_model=ModelsBody)
async def list_models() -> dict[str, object]:
    """List what can be named as `model`."""
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
    return {"object": "list", "data": [model]}


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses={200: {"content": EVENTS}},
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
    completion = _Completion(asked, reply, words, str(request.base_url))
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
        place = {"article": cited.article.id, "start": cited.start, "end": cited.end}
        url_citation = {
            "url": f"{self._base}?{urlencode(place)}",
            "title": cited.article.title,
            "start_index": mark.start,
            "end_index": mark.end,
        }
        return {"type": "url_citation", "url_citation": url_citation}


def _event(value: Mapping[str, object]) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()
