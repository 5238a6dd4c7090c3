"""The JSON of requests and replies as OpenAPI describes it: the same fields as `rag.contract`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rag.serving.options import MAX_QUESTION

MAX_LIMIT = 100
"""Passages of one search, and articles of one page."""


def short(question: str) -> str:
    """The question; raises `ValueError` where it has too many bytes."""
    size = len(question.encode("utf-8", "surrogatepass"))
    if size > MAX_QUESTION:
        message = f"the question has {size:,} bytes in UTF-8, and may have {MAX_QUESTION:,}"
        raise ValueError(message)
    return question


Question = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_QUESTION,
        description=f"At most {MAX_QUESTION} bytes in UTF-8.",
        examples=["When was Sora released?"],
    ),
    AfterValidator(short),
]


EVENTS: dict[str, object] = {
    "text/event-stream": {
        "schema": {
            "type": "object",
            "description": "One event; `data` is JSON.",
            "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
            "required": ["data"],
            "examples": [{"event": "timings", "data": '{"timing_ms": {"total": 41.0}}'}],
        }
    }
}
"""How OpenAPI describes a stream of server-sent events."""


class Strict(BaseModel):
    """A misspelt field is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid")


class AskRequest(Strict):
    """A question of the articles."""

    question: Question


class SearchRequest(AskRequest):
    """A question whose nearest passages are wanted, without an answer."""

    limit: int = Field(default=10, ge=1, le=MAX_LIMIT)


class CitationBody(BaseModel):
    """A verbatim slice of one article: `text[start:end] == quote`, in Unicode code points."""

    number: int = Field(examples=[1])
    article_id: str = Field(examples=["3f1c0e5a9b7d2c48"])
    title: str = Field(examples=["The Video Model behind a Stock Rally"])
    path: str = Field(examples=["market-surge.md"])
    sha256: str
    start: int = Field(examples=[812])
    end: int = Field(examples=[880])
    quote: str = Field(
        examples=["OpenAI presented Sora, its newest AI model, on 15 February 2024."]
    )
    line: int = Field(description="Of the article's text, counted from 1.", examples=[14])
    page: int | None = Field(description="Of a PDF, counted from 1.")
    slide: int | None = Field(description="Of a presentation, counted from 1.")
    heading: str = Field(description="The headings above, joined with ` > `; empty for none.")
    published: str | None = Field(examples=["2024-02-19"])
    evidence: Literal["unchanged", "changed", "gone"] | None = Field(
        description="The file now, beside what was indexed of it; null where it was not looked at."
    )
    kind: str | None = Field(
        description="What the text was extracted from, such as `docx`: its lines are not the"
        " file's. Null for plain text and Markdown, whose lines are."
    )


class ClaimBody(BaseModel):
    """One item or sentence of the answer."""

    text: str = Field(examples=["15 February 2024"])
    citations: list[int] = Field(examples=[[1]])


class AlternativeBody(BaseModel):
    """Another value that the articles give."""

    answer: str = Field(examples=["16 February"])
    confidence: float = Field(examples=[0.61])
    citations: list[CitationBody]


class PassageBody(BaseModel):
    """A passage near the question."""

    rank: int = Field(examples=[1])
    article_id: str
    title: str
    path: str
    sha256: str
    start: int
    end: int
    text: str
    heading: str
    published: str | None
    scores: dict[str, float]


class IndexBody(BaseModel):
    """The index that the answer came from."""

    generation: int
    articles: int
    passages: int
    encoder: str


class AnswerBody(BaseModel):
    """What the articles say; where they do not, `answered` is false and `answer` is null."""

    question: str = Field(examples=["When was Sora released?"])
    answered: bool
    answer: str | None = Field(examples=["15 February 2024"])
    confidence: float = Field(examples=[0.93])
    claims: list[ClaimBody]
    citations: list[CitationBody]
    alternatives: list[AlternativeBody]
    disagreement: bool
    passages: list[PassageBody]
    index: IndexBody
    timing_ms: dict[str, float]


class SearchBody(BaseModel):
    """The nearest passages, best first."""

    question: str
    passages: list[PassageBody]
    index: IndexBody


class HeaderBody(BaseModel):
    """An article without its text."""

    id: str
    title: str
    path: str
    sha256: str
    published: str | None
    language: str | None
    state: str = Field(
        description="The file beside the index: `current`, `changed` since it was indexed, or"
        " `missing`.",
        examples=["current"],
    )


class ArticleBody(HeaderBody):
    """An article with the text that citations point into."""

    length: int = Field(description="Unicode code points of `text`, the unit of all offsets.")
    text: str
    metadata: dict[str, str]


class ArticlesBody(BaseModel):
    """One page of the articles, by path."""

    total: int
    articles: list[HeaderBody]
    next: str | None = Field(description="Give it as `after` for the next page; null at the end.")


class CheckBody(BaseModel):
    """One citation checked against the file as it is now."""

    number: int
    path: str
    holds: bool
    finding: str = Field(examples=["holds"])
    detail: str
    found_path: str | None
    found_start: int | None


class ChecksBody(BaseModel):
    """Whether every citation of the answer holds."""

    holds: bool
    checks: list[CheckBody]


class JobBody(BaseModel):
    """One synchronisation of the index with its articles."""

    state: str = Field(examples=["running"])
    started: str
    finished: str | None
    encoded: int = Field(description="Passages encoded so far.")
    report: dict[str, object] | None
    fault: str | None


class IndexStatusBody(BaseModel):
    """The index that answers now, and the synchronisation that runs or ran last."""

    index: IndexBody | None = Field(description="Null while no index can be used.")
    fault: str | None = Field(
        description="Why what lies on the server's disk cannot be used; `index` answers meanwhile."
    )
    sync: JobBody | None


class ExamplesBody(BaseModel):
    """Questions that these articles answer."""

    questions: list[str]


class Health(BaseModel):
    """Whether the service runs, or is ready to answer."""

    status: str = Field(examples=["ready"])
