"""The nouns every room shares: articles, passages, hits, citations, answers.

Offsets count Unicode code points of `Article.text`, half open: `text[start:end]`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FORMAT = "format"
"""The key of an article's metadata that says what kind of file its text was extracted from."""


@dataclass(frozen=True, slots=True)
class ArticleHeader:
    """What is known of an article without its text."""

    id: str
    """First 16 hex digits of the SHA-256 of `path`: the same file keeps its id when edited."""
    title: str
    path: str
    """Relative to the corpus folder, with `/` between its parts."""
    sha256: str
    """Of the file's bytes, in lower-case hexadecimal."""
    published: str | None
    """ISO 8601 date, or `None` where the file does not say."""
    language: str | None
    """BCP 47 tag, or `None` where it is not known."""


@dataclass(frozen=True, slots=True)
class Article:
    """One file of the corpus. For plain text and Markdown `text` is the decoded file, unchanged.

    Of other files it is what was extracted, `metadata["format"]` says from what.
    """

    header: ArticleHeader
    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of one article: `article.text[start:end] == text`."""

    article_id: str
    start: int
    end: int
    text: str
    heading: str
    """The headings above the passage, joined with ` > `; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Scores compare only within one ranking."""

    passage: Passage
    article: ArticleHeader
    scores: Mapping[str, float]
    """By stage: `dense`, `keyword`, `fused`, `reader`; a stage that did not see it is absent."""


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A slice of a passage, in offsets of `passage.text`, with the reader's score."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one hit. Scores compare across the hits of one question only."""

    hit: Hit
    relevance: float
    """How well the passage answers the question: higher is better."""
    spans: tuple[ScoredSpan, ...]
    """Candidate short answers, best first; may be empty."""
    sentences: tuple[ScoredSpan, ...]
    """Every whole sentence of the passage, best first."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A possible answer: a slice of a hit's passage, in offsets of `passage.text`."""

    hit: Hit
    start: int
    end: int


class Evidence(StrEnum):
    """A cited file as it is when the question is answered."""

    UNCHANGED = "unchanged"
    """It holds what was indexed."""
    CHANGED = "changed"
    GONE = "gone"
    """It is not there, or cannot be opened."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim slice of one article: `article.text[start:end] == quote`, checked when made."""

    number: int
    """Counts from 1, as the answer's text and claims refer to it."""
    article: ArticleHeader
    start: int
    end: int
    quote: str
    line: int
    """The line of the article's text on which the quote starts, counted from 1."""
    page: int | None
    """The page on which the quote starts, counted from 1; `None` where files have no pages."""
    slide: int | None = None
    """The same for a presentation."""
    heading: str = ""
    """The headings above the quote, joined with ` > `; empty where there is none."""
    evidence: Evidence | None = None
    """`None` where the file was not looked at."""
    kind: str | None = None
    """What the text was extracted from, such as "docx"; `None` where it is the file's own."""

    @property
    def place(self) -> str:
        """The file and where a person turns to in it: page, slide, heading, or line.

        The lines of an extracted text are not those of its file: none is named.
        """
        path = self.article.path
        if self.page is not None:
            return f"{path}, page {self.page}"
        if self.slide is not None:
            return f"{path}, slide {self.slide}"
        if self.kind is None:
            return f"{path}:{self.line}"
        return f"{path}, under “{self.heading}”" if self.heading else path


@dataclass(frozen=True, slots=True)
class Claim:
    """One item or sentence of an answer, with the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that the articles give for the same question."""

    text: str
    confidence: float
    """As it would be were this the only value that the articles give."""
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say. Where they do not, `answered` is false and `text` is `None`."""

    question: str
    answered: bool
    text: str | None
    confidence: float
    """Probability that the answer is right, between 0 and 1; given from a threshold upwards."""
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...]
    disagreement: bool
    """True where articles give different values; then `alternatives` holds the others."""
    hits: tuple[Hit, ...]
    """The nearest passages, best first, also when nothing answers."""


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """The index that an answer came from."""

    generation: int
    articles: int
    passages: int
    encoder: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with where it came from and what it cost."""

    answer: Answer
    index: IndexSummary
    timing_ms: Mapping[str, float]
    """Wall time in milliseconds by stage: `encode`, `retrieve`, `read`, `total`."""
