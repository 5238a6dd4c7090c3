"""What a question asks for, read from its words (English, basic Chinese)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.language.dates import Date, DateSpan, find_dates
from rag.answering.language.kind_rules import kind_of
from rag.answering.language.kinds import SENTENCES, Kind
from rag.answering.language.names import NameSpan, find_names
from rag.answering.language.quantities import Quantity, QuantitySpan, find_quantities
from rag.answering.language.words import content_stems

# Words that ask for the kind and need not stand beside the answer.
_ASKING = {
    Kind.DATE: frozenset({"dat", "year", "month", "day", "tim"}),
    Kind.MONEY: frozenset({"money", "amount", "dollar"}),
    Kind.PERCENT: frozenset({"percentag", "percent", "proportion", "shar", "rat"}),
    Kind.DURATION: frozenset({"duration", "length", "tim", "second", "minut", "hour"}),
    Kind.NUMBER: frozenset({"number", "figur", "amount"}),
    Kind.WHY: frozenset({"reason", "caus"}),
}
_ASKING_NOUN = re.compile(
    r"\b(?P<asking>(?:what|which) (?:\w+ )?|name of the )"
    r"(?:company|firm|organi[sz]ation|person|man|woman|place|location)\b",
    re.IGNORECASE,
)
_CJK_ASKING = re.compile(
    "什么时候|为什么|什么|何时|为何|多少|多久|多长时间|多长|哪些|哪里|哪儿|哪个|哪家|哪一|谁|如何|怎么样|怎么|怎样|是否|请问|的"
)
_STEPS = re.compile(
    r"\bhow (?:to|(?:do|can|could|should|would|must|might) (?:i|we|you|one|users?|people))\b"
    r"|\b(?:what|which|list|the) (?:\w+ ){0,3}steps\b|^\W*steps\b|\bprocedure (?:for|to)\b",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"\bwhat (?:if|to do|(?:do|should|must|can|could|shall) (?:I|we|you|one) do"
    r"|happens (?:if|when))\b",
    re.IGNORECASE,
)
_TWICE = re.compile(
    r"^\W*(?:who|when|where|how (?:much|many|long|often))\b.*\band"
    r" (?:(?:by|until|till|from|since|at|on|in|within|for|to|with) )?"
    r"(?:who|when|where|how (?:much|many|long|often)|what (?:time|day))\b",
    re.IGNORECASE,
)
_NAMES_STEPS = re.compile(r"\bsteps\b|\bprocedure\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|cannot|without|fail(?:s|ed)? to|refused? to|avoid|exempt|excluded?"
    r"|forbidden|prohibited|banned)\b|n['’]t\b|不|没有|未"
    r"|\bwhy (?:(?:is|are|was|were|do|does|did|has|have|had|can|may|should) (?:\w+ )?)?no\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what its words say of its answer."""

    text: str
    kind: Kind
    stems: tuple[str, ...]
    """Content words, stemmed, each once."""
    names: tuple[NameSpan, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    negated: bool
    """Does it ask about what did not happen?"""

    @property
    def has_words(self) -> bool:
        """Is there a letter or a digit in it? "…" asks nothing, and nothing answers it."""
        return any(letter.isalnum() for letter in self.text)


def understand(text: str) -> Question:
    """Read the question's kind, content words, names, numbers and dates from its words."""
    dates = find_dates(text)
    kind = kind_of(text)
    return Question(
        text=text,
        kind=kind,
        stems=_stems(text, kind),
        names=tuple(span for span in find_names(text) if not _overlaps(span, dates)),
        quantities=tuple(
            span.value for span in find_quantities(text) if not _overlaps(span, dates)
        ),
        dates=tuple(span.value for span in dates if span.value),
        negated=bool(_NEGATED.search(text)),
    )


def wants_sentence(question: Question) -> bool:
    """Can only a sentence answer? Keywords and open "what" questions may have either."""
    return question.kind in SENTENCES


def asks_for_steps(question: Question) -> bool:
    """Does it ask how somebody is to do something: "How do I …", "steps to …"?"""
    return question.kind in {Kind.HOW, Kind.LIST, Kind.OTHER} and bool(_STEPS.search(question.text))


def names_steps(question: Question) -> bool:
    """Does it say that the answer is a row of steps: "What are the steps for …"?"""
    return bool(_NAMES_STEPS.search(question.text))


def asks_for_a_remedy(question: Question) -> bool:
    """Does it ask what is to be done in a case: "What if the lamp blinks?"?"""
    return bool(_REMEDY.search(question.text))


def asks_twice(question: Question) -> bool:
    """Does it ask for two things, of which a short answer gives one: "Who … and by when?"?"""
    return bool(_TWICE.search(question.text))


def _stems(text: str, kind: Kind) -> tuple[str, ...]:
    stems = content_stems(_CJK_ASKING.sub(" ", _ASKING_NOUN.sub(r"\g<asking>", text)))
    asked = tuple(stem for stem in stems if stem not in _ASKING.get(kind, frozenset()))
    return asked or stems


def _overlaps(span: NameSpan | QuantitySpan, dates: Sequence[DateSpan]) -> bool:
    return any(span.start < date.end and date.start < span.end for date in dates)
