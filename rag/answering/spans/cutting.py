"""Cuts the short answers that a sentence could hold for a kind of question."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.language.dates import DateSpan, find_dates
from rag.answering.language.evidence import credit, prepare
from rag.answering.language.kinds import NAMES, QUANTITIES, Kind
from rag.answering.language.likeness import Likeness
from rag.answering.language.names import find_names, name
from rag.answering.language.quantities import QuantitySpan, find_quantities
from rag.answering.language.questions import Question
from rag.answering.language.units import MEASURES
from rag.answering.language.words import family, words

_UNITS: Mapping[Kind, frozenset[str]] = {
    Kind.DURATION: frozenset({"s", "month"}),
    Kind.MONEY: frozenset({"USD", "EUR", "GBP", "CNY", "JPY"}),
    Kind.PERCENT: frozenset({"%"}),
}
_LENGTH_BEHIND = re.compile(
    r"[\s-]+(?:(?:working|business|calendar|consecutive|full|whole|academic|school|trading|clear)"
    r"[\s-]+(?:hours?|days?|weeks?|months?|years?)|(?:(?:full|consecutive)[\s-]+)?"
    r"(?:nights?|weekends?|fortnights?|semesters?|seasons?))\b",
    re.IGNORECASE,
)
"""What a bare number is the length of: "ten working days", "21 nights"."""
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|from|near|to|of|based in|outside)\s+(?:the\s)?$", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(?:inc|corp|ltd|llc|university|institute|agency|ministry|bank|group|company|times|news)\b",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?<![\w.,:$€£¥])(?<!\d-)(?:(?:[01]?\d|2[0-4])[:.][0-5]\d(?![\d%°]|[.,:]\d)(?:\s?[ap]\.?m\b\.?)?"
    rf"(?!\s?(?:{'|'.join(each for each in MEASURES if each.isascii() and each.isalpha())})s?\b)"
    r"|(?:1[0-2]|0?[1-9])(?:\s?[ap]\.?m\b\.?|\s?o['’]clock\b))|\b(?:noon|midday|midnight)\b",
    re.IGNORECASE,
)
_ASKS_FOR_AN_HOUR = re.compile(
    r"\b(?:what|which) (?:start(?:ing)? |opening |closing )?(?:time|hour)s?\b"
    r"(?! (?:of (?:the )?year|period|frame|span|zone))|o['’]clock",
    re.IGNORECASE,
)
_MAY_BE_AN_HOUR = re.compile(r"\bwhen\b", re.IGNORECASE)
_LABELLED = re.compile(r"[:=|]\s*$")
_COLUMN = re.compile(r"The (?P<name>.{1,80}?)(?: of .{1,200})? is [$€£¥]?")
"""Before the value of a table's cell, as `rag.answering.tables.verbalising` tells it."""
_AGE_BEFORE = re.compile(
    r"\b(?:aged|ages|age)\s(?:(?:from|between|of|over|under|up to|at least)\s)?\Z", re.IGNORECASE
)
_AGE_BEHIND = re.compile(r"(?:[\s-]years?)?[\s-]olds?\b")
_ASKS_FOR_AN_AGE = re.compile(
    r"\b(?:how (?:old|young)|aged?|ages|old(?:er|est)|young(?:er|est))\b", re.IGNORECASE
)
GOOD_FIT = 0.5
"""From here on an answer counts as one of the asked type."""
_ILL_FIT = 0.3
_LONGEST_AGE = 20  # characters of "aged at least"
_NEAR = 8  # words: the mean distance at which a neighbour stops to matter


@dataclass(frozen=True, slots=True)
class Cut:
    """A short answer within a sentence, and how well its type is the one asked for (0 to 1)."""

    start: int
    end: int
    fit: float


def cut(question: Question, sentence: str) -> list[Cut]:
    """Every short answer of the asked type, in order; none that already stands in the question."""
    cutter = _CUTTERS.get(question.kind)
    return cutter(question, sentence) if cutter else []


@lru_cache(maxsize=1024)
def fit_of(question: Question, sentence: str, answer: str) -> float:
    """How well an answer from the sentence is of the asked type, 0 to 1; 0 where it is not."""
    written = ((sentence[each.start : each.end], each.fit) for each in cut(question, sentence))
    return max((fit for text, fit in written if text in answer or answer in text), default=0.0)


def nearness(question: Question, sentence: str, start: int, end: int) -> float:
    """How close the question's words stand to a slice of the sentence: 1 is beside it, 0 far."""
    asked = frozenset().union(*(family(stem) for stem in question.stems))
    distances: list[int] = []
    found = words(sentence)
    for i, word in enumerate(found):
        if word.stem in asked and (word.end <= start or word.start >= end):
            between = found[i + 1 :] if word.end <= start else found[:i]
            distances.append(
                sum(
                    1
                    for w in between
                    if (w.end <= start) == (word.end <= start) and not start <= w.start < end
                )
            )
    return (
        sum(max(0.0, 1 - distance / _NEAR) for distance in distances) / len(distances)
        if distances
        else 0.0
    )


def _dates(question: Question, sentence: str) -> list[Cut]:
    at_hour = bool(_ASKS_FOR_AN_HOUR.search(question.text))
    cuts = [
        Cut(span.start, span.end, 0.6 if span.value is None or at_hour else 1.0)
        for span in find_dates(sentence)
        if span.value is None or not _asked_date(question, span.value)
    ]
    if at_hour or _MAY_BE_AN_HOUR.search(question.text):
        cuts += _hours(question, sentence, 1.0 if at_hour else 0.6)
    return sorted(cuts, key=lambda each: each.start)


def _hours(question: Question, sentence: str, fit: float) -> Iterator[Cut]:
    """Times of the day, but for those of which the question tells."""
    for found in _HOUR.finditer(sentence):
        if found.group() not in question.text:
            yield Cut(*found.span(), fit)


def _asked_date(question: Question, value: object) -> bool:
    return any(asked == value for asked in question.dates)


def _quantities(question: Question, sentence: str) -> list[Cut]:
    dates = find_dates(sentence)
    cuts: list[Cut] = []
    for span in find_quantities(sentence):
        stands_in_date = any(
            d.start < span.end and span.start < d.end and not _is_count(sentence, d) for d in dates
        )
        if not stands_in_date and not _asked_quantity(question, span):
            bare = span.value.unit is None and _is_named(question, sentence[: span.start])
            length = _length_behind(question, sentence, span)
            fit = 1.0 if bare or length else _unit_fit(question, span)
            if question.kind is Kind.NUMBER and _is_age(sentence, span):
                fit = 1.0 if _ASKS_FOR_AN_AGE.search(question.text) else _ILL_FIT
            cuts.append(Cut(span.start, length or span.end, fit))
    return cuts


def _is_age(sentence: str, span: QuantitySpan) -> bool:
    """Is it how old somebody is, "38 patients aged 65 to 82", and counts nothing?"""
    before = sentence[max(0, span.start - _LONGEST_AGE) : span.start]
    return bool(_AGE_BEFORE.search(before) or _AGE_BEHIND.match(sentence, span.end))


def _length_behind(question: Question, sentence: str, span: QuantitySpan) -> int:
    """Where what a bare number measures ends, if a length of time is asked for; else 0."""
    if question.kind is not Kind.DURATION or span.value.unit is not None:
        return 0
    found = _LENGTH_BEHIND.match(sentence, span.end)
    return found.end() if found else 0


def _is_named(question: Question, before: str) -> bool:
    """Is the number that of a column which the question asks for: "The Weeks of leave is 20"?"""
    column = _COLUMN.fullmatch(before)
    return column is not None and any(
        credit(stem, prepare(column["name"])) for stem in question.stems
    )


def _is_count(sentence: str, span: DateSpan) -> bool:
    """Does a number that could be a year follow a label: "Targets: 1000"?"""
    bare = sentence[span.start : span.end].isdigit()
    return bare and bool(_LABELLED.search(sentence[max(0, span.start - 8) : span.start]))


def _asked_quantity(question: Question, span: QuantitySpan) -> bool:
    return any(asked.likeness(span.value) is Likeness.SAME for asked in question.quantities)


def _unit_fit(question: Question, span: QuantitySpan) -> float:
    units = _UNITS.get(question.kind)
    if units is not None:
        return 1.0 if span.value.unit in units else _ILL_FIT
    if span.value.counted & frozenset(question.stems):
        return 1.0
    return 0.5 if span.value.unit is None else 0.6


def _names(question: Question, sentence: str) -> list[Cut]:
    dates = find_dates(sentence)
    cuts: list[Cut] = []
    for span in find_names(sentence):
        overlaps = any(d.start < span.end and span.start < d.end for d in dates)
        if not overlaps and not _asked_name(question, sentence[span.start : span.end]):
            cuts.append(
                Cut(span.start, span.end, _name_fit(question, sentence, span.start, span.end))
            )
    return cuts


def _asked_name(question: Question, written: str) -> bool:
    mine = name(written).words
    asked = set(name(question.text).words)
    return all(word in asked for word in mine)


def _name_fit(question: Question, sentence: str, start: int, end: int) -> float:
    written = sentence[start:end]
    if question.kind is Kind.PERSON:
        if _ORGANISATION.search(written) or written.isupper() or re.search(r"\d", written):
            return 0.3
        return 1.0 if len(written.split()) in {2, 3} else 0.6
    if question.kind is Kind.PLACE:
        return 1.0 if _PLACE_BEFORE.search(sentence[:start]) else 0.3
    return 0.8


_Cutter = Callable[[Question, str], list[Cut]]
_CUTTERS: Mapping[Kind, _Cutter] = {
    Kind.DATE: _dates,
    **dict.fromkeys(QUANTITIES, _quantities),
    **dict.fromkeys(NAMES, _names),
    Kind.LIST: _names,
}
