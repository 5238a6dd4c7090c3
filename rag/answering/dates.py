"""Dates as articles write them, in English and Chinese, as comparable values."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.likeness import Likeness

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_ANY_MONTH = f"(?i:{_MONTH})"
_NUMBER = r"(?P<number>1[0-2]|0?[1-9])"
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})(?![\d%])"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])"
_ORDINAL = r"(?:st|nd|rd|th)?"
_NO_FIGURE = r"(?<![\d$€£¥.,-])"

# Most specific first: a later pattern never takes characters that an earlier one has taken.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}\s*年\s*{_NUMBER}\s*月\s*{_DAY}\s*[日号號]",
        rf"{_YEAR}\s*年\s*{_NUMBER}\s*月",
        rf"{_NUMBER}\s*月\s*{_DAY}\s*[日号號]",
        rf"{_YEAR}\s*年",
        rf"\b{_YEAR}([-/.]){_NUMBER}\2{_DAY}(?!\d)",
        rf"\b{_DAY}/{_NUMBER}/{_YEAR}\b",
        rf"\b{_NUMBER}/{_DAY}/{_YEAR}\b",
        rf"\b{_ANY_MONTH}\s+{_DAY}{_ORDINAL}(?!\d)(?:,?\s+{_YEAR})?\b",
        rf"(?:\b[Tt]he\s+)?\b{_DAY}{_ORDINAL}\s+(?:of\s+)?{_ANY_MONTH}(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH}(?:,|\s+of)?\s+{_YEAR}\b",
        rf"(?<=\b[Ii]n ){_MONTH}",
        rf"(?:\b(?:[Ee]arly|[Mm]id|[Ll]ate)[\s-])?{_NO_FIGURE}\b{_YEAR}\b(?![,.]\d)",
    )
)

_RELATIVE = re.compile(
    r"(?i:\b(?:last|next|this|on|the following|the previous)\s+)"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b[Tt]he (?:day|week|month|year) (?:after|before)\b[^,.;]{2,60}"
    r"|\b(?:yesterday|today|tomorrow|last (?:week|month|year))\b"
    r"|\bthe (?:previous|following) (?:day|week|month|year)\b",
)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year; `None` where the text does not say."""

    year: int | None
    month: int | None
    day: int | None

    def likeness(self, other: "Date") -> Likeness:
        """Compare the parts that both give: "15 February" is the same as "2024-02-15"."""
        shared = [
            (mine, theirs)
            for mine, theirs in zip(self._parts(), other._parts(), strict=True)
            if mine is not None and theirs is not None
        ]
        if not shared:
            return Likeness.INCOMPARABLE
        return Likeness.SAME if all(a == b for a, b in shared) else Likeness.DIFFERENT

    def _parts(self) -> tuple[int | None, int | None, int | None]:
        return self.year, self.month, self.day


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date and where the text states it. A relative date ("last Friday") has no value."""

    start: int
    end: int
    value: Date | None


@lru_cache(maxsize=4096)
def find_dates(text: str) -> tuple[DateSpan, ...]:
    """Every date of the text, in order, none overlapping another."""
    found: list[DateSpan] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            _add(found, DateSpan(match.start(), match.end(), _date(match)))
    for match in _RELATIVE.finditer(text):
        _add(found, DateSpan(match.start(), match.end(), None))
    return tuple(sorted(found, key=lambda span: span.start))


def _add(found: list[DateSpan], span: DateSpan) -> None:
    if all(span.end <= other.start or other.end <= span.start for other in found):
        found.append(span)


def _date(match: re.Match[str]) -> Date:
    parts = match.groupdict()
    year, day, month = _int(parts.get("year")), _int(parts.get("day")), _month(parts)
    if (
        "/" in match.group()
        and not match.group().startswith(str(year))
        and day
        and month
        and day <= 12
        and day != month
    ):
        return Date(year, None, None)  # 3/4/2024 is April in London and March in New York
    return Date(year, month, day)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("month")
    return 1 + _MONTHS.index(name[:3].casefold()) if name else _int(parts.get("number"))
