"""The JSON of chat completions and models, as OpenAI's clients send and read it."""

from typing import Literal, Self, TypeAlias

from pydantic import BaseModel, Field, model_validator

from rag.serving.options import MAX_QUESTION
from rag.serving.schemas import short

MODEL = "pincite"
MAX_TURNS = 200
"""Messages of one conversation."""

JsonObject: TypeAlias = dict[str, object]


class TextPart(BaseModel):
    """A piece of a message."""

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """One turn of the conversation; of the person's turns only the text is read."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[TextPart] | None = Field(
        default=None, description=f"Of a user: at most {MAX_QUESTION} bytes in UTF-8."
    )

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        """Only what may be asked is bounded: system prompts and our own answers may be long."""
        if self.role == "user":
            short(self.text)
        return self

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
