"""Cuts the short answers that a sentence could hold for a kind of question."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rag.answering.dates import DateSpan, find_dates
from rag.answering.evidence import credit, prepare
from rag.answering.kinds import NAMES, QUANTITIES, Kind
from rag.answering.likeness import Likeness
from rag.answering.names import find_names, name
from rag.answering.quantities import QuantitySpan, find_quantities
from rag.answering.questions import Question
from rag.answering.words import family, words

_UNITS: Mapping[Kind, frozenset[str]] = {
    Kind.DURATION: frozenset({"s", "month"}),
    Kind.MONEY: frozenset({"USD", "EUR", "GBP", "CNY", "JPY"}),
    Kind.PERCENT: frozenset({"%"}),
}
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|from|near|to|of|based in|outside)\s+(?:the\s)?$", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(?:inc|corp|ltd|llc|university|institute|agency|ministry|bank|group|company|times|news)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[:=|]\s*$")
_COLUMN = re.compile(r"The (?P<name>.{1,80}?)(?: of .{1,200})? is [$€£¥]?")
"""Before the value of a table's cell, as `rag.answering.verbalised` tells it."""
GOOD_FIT = 0.5
"""From here on an answer counts as one of the asked type."""
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
    return [
        Cut(span.start, span.end, 0.6 if span.value is None else 1.0)
        for span in find_dates(sentence)
        if span.value is None or not _asked_date(question, span.value)
    ]


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
            cuts.append(Cut(span.start, span.end, 1.0 if bare else _unit_fit(question, span)))
    return cuts


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
        return 1.0 if span.value.unit in units else 0.3
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
