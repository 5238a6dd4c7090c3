"""Figures and dates as a gold set's rules read them.

Written apart from the parser that the answering side uses: a judge who shares the eyes of the
judged shares their mistakes.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
    "万": 1e4, "亿": 1e8, "百万": 1e6, "千": 1e3,
}  # fmt: skip
SECONDS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "秒": 1, "秒钟": 1,
    "min": 60, "mins": 60, "minute": 60, "minutes": 60, "分钟": 60,
    "hour": 3600, "hours": 3600, "小时": 3600,
    "day": 86400, "days": 86400, "天": 86400,
    "week": 604800, "weeks": 604800, "周": 604800,
}  # fmt: skip
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "美元": "USD",
    "us dollar": "USD", "us dollars": "USD", "u.s. dollars": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "¥": "CNY", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "元": "CNY", "人民币": "CNY",
    "yen": "JPY", "jpy": "JPY",
}  # fmt: skip
PERCENT = frozenset(("%", "percent", "pct", "per cent", "％"))
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
ONES += "fifteen sixteen seventeen eighteen nineteen"
WORDS = {word: float(value) for value, word in enumerate(ONES.split())}
WORDS |= {
    word: 10.0 * ten
    for ten, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
CHECKED_UNITS = frozenset(("%", "s")) | frozenset(CURRENCIES.values())
"""Units that an answer's figure is held to; other nouns are a note to the reader."""

_WORD_NUMBER = "|".join(sorted(WORDS, key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_UNIT = "|".join(
    re.escape(unit) for unit in sorted([*SECONDS, *CURRENCIES, *PERCENT], key=len, reverse=True)
)
_SCALES = re.compile(_SCALE)
_FIGURE = re.compile(
    r"(?P<before>us\$|[$€£¥])?\s*"
    rf"(?<![\w.])(?P<number>[-−]?\d[\d,]*(?:\.\d+)?|(?:{_WORD_NUMBER})(?:-(?:{_WORD_NUMBER}))?\b)"
    rf"(?P<scale>(?:[\s-]*(?:{_SCALE})(?![a-z]))*)"
    rf"(?:[\s-]*(?P<after>{_UNIT})(?![a-z]))?",
    re.IGNORECASE,
)

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|sept\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?(?!\d)"),
    re.compile(
        r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?"
    ),
    re.compile(
        rf"\b(?P<name>{_MONTH})\b\s*(?P<day>\d{{1,2}}){_ORDINAL}\b(?!\d)(?:,?\s*(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s+)?(?P<name>{_MONTH})\b(?:,?\s*(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<name>{_MONTH})\b,?\s*(?:of\s+)?(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"\b(?P<name>{_MONTH})\b", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<year>(?:1[5-9]|20)\d{2})(?!\d)(?:\s*年)?"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in its base unit; `unit` is `%`, `s`, a currency's code, or `None`."""

    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given; `None` for a part that is not."""

    year: int | None
    month: int | None
    day: int | None


def figures(text: str) -> list[Figure]:
    """Every number of the text in order, digits and English words alike."""
    return [_figure(match) for match in _FIGURE.finditer(text)]


def days(text: str) -> list[Day]:
    """Every date of the text: by pattern, the fullest first; a slice is read once."""
    taken: list[tuple[int, int]] = []
    found = []
    for match in _date_matches(text):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            taken.append(match.span())
            found.append(_day(match))
    return found


def _date_matches(text: str) -> Iterator[re.Match[str]]:
    for pattern in _DATES:
        yield from pattern.finditer(text)


def _figure(match: re.Match[str]) -> Figure:
    scales = (SCALES[word] for word in _SCALES.findall(match["scale"].lower()))
    value = _number(match["number"]) * math.prod(scales)
    unit = (match["after"] or match["before"] or "").lower()
    if unit in SECONDS:
        return Figure(value * SECONDS[unit], "s")
    if unit in PERCENT:
        return Figure(value, "%")
    return Figure(value, CURRENCIES.get(unit))


def _number(text: str) -> float:
    if text[0].isalpha():
        return sum(WORDS[word] for word in text.lower().split("-"))
    return float(text.replace(",", "").replace("−", "-"))


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    name = (parts.get("name") or "").lower()
    month = _month_number(name) if name else _whole(parts.get("month"))
    return Day(_whole(parts.get("year")), month, _whole(parts.get("day")))


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits else None
