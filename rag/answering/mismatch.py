"""Answers that cannot be of the type asked for, such as "2022" where the month is.

A small reader takes the nearest number or date there is, and gives "$1 billion" to "how many
pictures". Only what is beyond doubt counts: a number may be written in words, a count as a share,
and a day as "the Sunday".
"""

import re
from collections.abc import Sequence

from rag.answering.dates import DateSpan, find_dates
from rag.answering.kinds import QUANTITIES
from rag.answering.quantities import QuantitySpan, find_quantities
from rag.answering.questions import Question
from rag.answering.units import COUNTS, CURRENCIES, SCALES, TENS, VAGUE

_PART = re.compile(
    r"\b(?:what|which) (?:exact |calendar )?(month|year|day|date)\b(?! of the week)", re.IGNORECASE
)
_COUNT = re.compile(
    r"\bhow many (?!(?:us |more )?(?:times|dollars|euros|pounds|yuan|yen|secs?|seconds|minutes|mins"
    r"|hours|days|weeks|months|years|decades|centuries|percent|per cent)\b)\w",
    re.IGNORECASE,
)
_OTHER_UNITS = frozenset(CURRENCIES.values()) | {"s", "month"}
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|月",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}|\d0s|\byears?\b|年", re.IGNORECASE)
_DAY = re.compile(
    r"\b(?:\w+days?|tomorrow|eve|christmas|easter)\b|\b(?:[12]?\d|3[01])(?:st|nd|rd|th)?\b|[日号號]",
    re.IGNORECASE,
)
_NUMBER_WORDS_TEXT = """
second third fourth fifth half halves quarter quarters thirds fifths tenth tenths dozen dozens
hundreds thousands millions billions double doubled twice triple tripled thrice couple pair single
once both none nobody nothing no most majority minority all every each any many
"""
_NUMBER_WORDS = frozenset(
    [*_NUMBER_WORDS_TEXT.split(), *COUNTS, *TENS, *SCALES]
    + [word for vague in VAGUE for word in vague.split()]
)
_DIGIT = re.compile(r"\d|[零一二两三四五六七八九十百千万亿几半]|\w{3,}th\b")
_LATIN_WORD = re.compile(r"[a-z]+")


def mismatches(question: Question, answer: str) -> bool:
    """Was a date, count, sum or length of time asked for, and is the answer plainly none?"""
    part = _PART.search(question.text)
    if part is not None:
        return not _tells(part[1].casefold(), answer)
    if question.kind not in QUANTITIES:
        return False
    if not _holds_number(answer):
        return True
    return bool(_COUNT.search(question.text)) and _is_of_other_units(answer)


def _tells(part: str, answer: str) -> bool:
    """Does a date of the answer, or a word, tell the month, the year or the day?"""
    parts = [span.value for span in find_dates(answer)]
    if None in parts:  # "last Friday": whatever it is
        return True
    known = [value for value in parts if value is not None]
    if part == "month":
        return bool(_MONTH.search(answer)) or any(value.month for value in known)
    if part == "year":
        return bool(_YEAR.search(answer)) or any(value.year for value in known)
    return bool(_DAY.search(answer)) or any(value.day for value in known)


def _holds_number(answer: str) -> bool:
    found = set(_LATIN_WORD.findall(answer.casefold()))
    return bool(_DIGIT.search(answer) or found & _NUMBER_WORDS)


def _is_of_other_units(answer: str) -> bool:
    """Are there numbers, and is each a sum of money or a length of time?"""
    dates = find_dates(answer)
    found = [span for span in find_quantities(answer) if not _stands_in(span, dates)]
    return bool(found) and all(span.value.unit in _OTHER_UNITS for span in found)


def _stands_in(span: QuantitySpan, dates: Sequence[DateSpan]) -> bool:
    return any(date.start < span.end and span.start < date.end for date in dates)
