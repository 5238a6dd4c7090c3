"""One question of a gold set: what is asked, what is right, and where the articles say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class QuestionType(StrEnum):
    """What a question asks for. `several`: the evidence stands in several articles."""

    FACT = "fact"
    NUMBER = "number"
    DATE = "date"
    LIST = "list"
    WHY = "why"
    HOW = "how"
    COMPARISON = "comparison"
    CONFLICT = "conflict"
    SEVERAL = "several"
    FALSE_PREMISE = "false-premise"
    DEFINITION = "definition"
    OPINION = "opinion"
    PERSON = "person"
    YES_NO = "yes-no"


class UnanswerableKind(StrEnum):
    """Why the articles do not hold an answer."""

    NEAR_MISS = "near-miss"
    ENTITY_SWAP = "entity-swap"
    NUMBER_SWAP = "number-swap"
    FALSE_PREMISE = "false-premise"
    OUT_OF_SCOPE = "out-of-scope"
    NOT_YET = "not-yet"
    WRONG_ATTRIBUTION = "wrong-attribution"


class Split(StrEnum):
    """`dev` may be looked at while improving, `test` only to report."""

    DEV = "dev"
    TEST = "test"


class Granularity(StrEnum):
    """How exact a date has to be."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class SquadRule:
    """Token F1 of at least 0.6 after SQuAD normalisation, or the text whole in a short answer."""


@dataclass(frozen=True, slots=True)
class ExactRule:
    """Equal after SQuAD normalisation."""


@dataclass(frozen=True, slots=True)
class NumberRule:
    """A figure of the answer equals `value` within `tolerance`, a share of the value."""

    value: float
    unit: str | None
    """`%`, `s` (durations), a currency's ISO code; another noun or `None` is not compared."""
    tolerance: float


@dataclass(frozen=True, slots=True)
class DateRule:
    """A date of the answer agrees with `value` down to `granularity`."""

    value: str
    """`2024-02-15`, `2024-02` or `2024`."""
    granularity: Granularity


@dataclass(frozen=True, slots=True)
class RegexRule:
    """The pattern is found in the answer, upper and lower case alike."""

    pattern: str


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """The cited quotes cover at least half of the cores of some evidence set."""


Rule: TypeAlias = SquadRule | ExactRule | NumberRule | DateRule | RegexRule | EvidenceRule


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A right answer, other ways to say it, and the rule that tells whether it was given."""

    text: str
    aliases: tuple[str, ...]
    rule: Rule
    sets: tuple[int, ...] = ()
    """Of a disagreement's side: which of the question's evidence sets state it, from 0."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """The text and its aliases."""
        return (self.text, *self.aliases)


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A slice of an article, in code points. `core` is the part that holds the answer."""

    article: str
    sha256: str | None
    start: int
    end: int
    quote: str | None
    core: tuple[int, int]


EvidenceSet: TypeAlias = tuple[GoldSpan, ...]
"""Spans that together are enough to answer."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with everything needed to judge a reply to it."""

    id: str
    question: str
    language: str
    type: QuestionType
    answerable: bool
    answers: tuple[GoldAnswer, ...]
    require_all: bool
    evidence: tuple[EvidenceSet, ...]
    """Alternatives: one complete set is enough."""
    forbidden: tuple[str, ...]
    unanswerable: UnanswerableKind | None
    near_misses: tuple[GoldSpan, ...]
    tags: frozenset[str]
    split: Split
    must_pass: bool
    provenance: str
    relevant: Mapping[str, int]
    """Articles that bear on the question, with their grade, where a collection gives them."""
    line: int
    """Of the gold file, counted from 1."""
    sha256: str
    """Of the line: two baselines compare a question only where it is the same."""

    @property
    def disagrees(self) -> bool:
        """Whether the articles give several values, each of which has an entry in `answers`."""
        marked = self.type is QuestionType.CONFLICT or "disagree" in self.tags
        return marked and self.answerable and len(self.answers) > 1

    @property
    def grades(self) -> Mapping[str, int]:
        """Relevant articles with their grade; those of the evidence where none are given."""
        if self.relevant:
            return self.relevant
        return {span.article: 1 for spans in self.evidence for span in spans}

    @property
    def home(self) -> str:
        """The article that the question is about, or its own id where there is none."""
        spans = [span for spans in self.evidence for span in spans] or list(self.near_misses)
        graded = sorted(self.relevant)
        return spans[0].article if spans else (graded[0] if graded else self.id)
