"""Dates as articles write them, in English and Chinese, as comparable values."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.language.likeness import Likeness
from rag.answering.language.units import CURRENCIES, MEASURES

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

_VERBS = frozenset({"may", "march", "mar"})
"""Months only with a capital, but for a year or, in a text without any, a preposition."""
_LED = re.compile(r"\b(?:on|in|since|until)\s$", re.IGNORECASE)
_UNIT = "|".join(unit for unit in [*MEASURES, *CURRENCIES] if unit.isascii() and unit.isalpha())
_MEASURED = re.compile(rf"[\s-](?:{_UNIT})s?\b|\s?[%°]", re.IGNORECASE)
_PLURAL = re.compile(
    r"\s(?!(?:was|is|has|does|its|his|this|as|always|perhaps|plus|vs|versus|across|towards|sports)\b)"
    r"(?:[a-z][a-z-]{2,}(?<![sui])s|people|men|women|children)\b(?!['’])"
)
_IN_TIME = re.compile(
    r"\b(?:in|since|by|until|till|from|during|before|after|and|to|early|mid|late|year|spring|summer"
    r"|autumn|fall|winter|circa|ca\.)[\s-]$|[–—-]\s?$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:\bthe|['’]s)\s$", re.IGNORECASE)
_LOOKED_AT = 8  # characters before a year: the longest of `_IN_TIME`

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
    taken = bytearray(len(text))
    found: list[DateSpan] = []
    for pattern in (*_PATTERNS, _RELATIVE):
        for match in pattern.finditer(text):
            start, end = match.span()
            if taken.find(1, start, end) < 0 and not (_is_verb(match) or _is_count(match)):
                taken[start:end] = bytes([1]) * (end - start)
                found.append(DateSpan(start, end, _date(match)))
    return tuple(sorted(found, key=lambda span: span.start))


def _is_verb(match: re.Match[str]) -> bool:
    """Is "may" or "march" no month: "up to 10 may enter", "they march 5 miles"?"""
    parts = match.groupdict()
    month = parts.get("month") or ""
    if month not in _VERBS or parts.get("year") or " of " in match.group():
        return False
    return not (_LED.search(_before(match)) and _has_no_capital(match.string))


@lru_cache(maxsize=64)
def _has_no_capital(text: str) -> bool:
    return text.islower()


def _is_count(match: re.Match[str]) -> bool:
    """Is a lone number no year: "1500 employees", "1200 metres"?"""
    if not match.group().isdigit():
        return False
    year, before = int(match.group()), _before(match)
    if _MEASURED.match(match.string, match.end()):
        return not _IN_TIME.search(before)
    if not _PLURAL.match(match.string, match.end()) or _IN_TIME.search(before):
        return False
    is_early, is_round = year < 1900, year % 100 == 0
    return (is_early and is_round) if _NAMED.search(before) else (is_early or is_round)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _LOOKED_AT) : match.start()]


def _date(match: re.Match[str]) -> Date | None:
    parts = match.groupdict()
    if not parts:
        return None
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
