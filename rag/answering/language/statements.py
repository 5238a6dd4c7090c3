"""What an answer states within its sentence, and how far two such statements lie apart.

A reader's span often leaves out what stands beside it: "nine" of "nine years", "1" of "1 May". Two
bare numbers are incomparable by themselves (`rag.answering.language.values`); as answers to one
question they are not.
"""

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.answering.language.dates import Date, find_dates
from rag.answering.language.likeness import Likeness
from rag.answering.language.names import Name
from rag.answering.language.quantities import Quantity, find_quantities
from rag.answering.language.values import Value, compare, value_of
from rag.text.spans import Span

FARTHEST = 3.0
"""Of a distance; a twentyfold amount, or twenty years."""
_DAYS = 3.4  # a month apart is 1
_LEAP_YEAR = 2024  # of dates without one: 29 February may be among them
_LONGEST = 6  # words: more are no plain number


@dataclass(frozen=True, slots=True)
class Statement:
    """A value and the slice that states it whole, in offsets of the sentence."""

    span: Span
    value: Value


@lru_cache(maxsize=4096)
def statement(sentence: str, answer: Span) -> Statement:
    """The date or quantity of the sentence that the answer is a part of, else its own value."""
    written = answer.of(sentence)
    own = value_of(written)
    if isinstance(own, Name) or len(written.split()) > _LONGEST:
        return Statement(answer, own)
    dates = [each for each in find_dates(sentence) if _meet(each.start, each.end, answer)]
    if dates and dates[0].value:
        span = Span(dates[0].start, dates[0].end)
        return Statement(_around(sentence, answer, span), dates[0].value)
    found = [each for each in find_quantities(sentence) if _meet(each.start, each.end, answer)]
    if len(found) != 1:
        return Statement(answer, own)
    span = Span(found[0].start, found[0].end)
    return Statement(_around(sentence, answer, span), found[0].value)


def distance(one: Value, two: Value) -> float | None:
    """How far apart two quantities or dates lie, 0 to `FARTHEST`; `None` if they may agree.

    Quantities by the log of their ratio, dates by the log of the days, or of the years where one
    gives no more.
    """
    match one, two:
        case Quantity(), Quantity():
            return _between_quantities(one, two)
        case Date(), Date() if compare(one, two) is Likeness.DIFFERENT:
            return min(FARTHEST, _between_dates(one, two))
        case _:
            return None


def _meet(start: int, end: int, answer: Span) -> bool:
    return start < answer.end and answer.start < end


def _around(sentence: str, answer: Span, found: Span) -> Span:
    kept = found.start + len(found.of(sentence).rstrip(" .,"))
    return Span(min(answer.start, found.start), max(answer.end, kept))


def _between_quantities(one: Quantity, two: Quantity) -> float | None:
    apart = one.high < two.low or two.high < one.low
    if not apart or not (one.unit == two.unit or _is_bare(one) or _is_bare(two)):
        return None
    amounts = [each.low or each.high for each in (one, two)]
    if not all(each > 0 for each in amounts):
        return FARTHEST
    return min(FARTHEST, abs(math.log(amounts[0]) - math.log(amounts[1])))


def _is_bare(value: Quantity) -> bool:
    return value.unit is None and not value.counted


def _between_dates(one: Date, two: Date) -> float:
    if one.month is None or two.month is None:
        return math.log1p(abs((one.year or 0) - (two.year or 0)))
    days = (_day(one, two) - _day(two, one)).days
    return math.log1p(abs(days)) / _DAYS


def _day(mine: Date, other: Date) -> date:
    year = mine.year if mine.year and other.year else _LEAP_YEAR
    month, day = mine.month or 1, mine.day or other.day or 1
    return date(year, month, min(day, monthrange(year, month)[1]))
