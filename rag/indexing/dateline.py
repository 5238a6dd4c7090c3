"""When was an article published? Only dates that can be read in one way count."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

LINES_LOOKED_AT = 12
LONGEST_LINE = 120
"""Characters: a dateline is short; a date within a sentence is about something else."""
_LONGEST_BYLINE = 40
"""Characters that may stand beside the date, such as an author's name."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(rf"(?<![\w-]){pattern}(?:(?![\w-])|(?=T\d\d:))")
    for pattern in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",  # July 20, 2025
        rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}",  # 20 July 2025
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})",  # 2025-07-20
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日",
    )
)
_TIME = re.compile(
    r"T?\b\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s*(?:UTC|GMT|[A-Z]{2,4}T|Z))?"
)
_LABEL = re.compile(
    r"\b(?:(?P<first>published|posted|released|date)|(?P<later>(?:last )?(?:updated|modified)))\b"
    r"|(?P<first_cjk>发布|發佈|公開)|(?P<later_cjk>更新)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)]*$")


def iso_date(text: str) -> str | None:
    """The one date that the text gives, as ISO 8601; `None` where it gives none, or several."""
    dates = set(_dates(text))
    return dates.pop() if len(dates) == 1 else None


def published_in(lines: Sequence[str]) -> str | None:
    """The date of the datelines among an article's first lines, title left out.

    A line labelled as published counts before one labelled as updated, that before a bare one
    only where they agree; `None` where nothing is certain.
    """
    found: dict[str, set[str]] = {"first": set(), "bare": set(), "later": set()}
    for line in lines[:LINES_LOOKED_AT]:
        if _is_dateline(line):
            found[_label(line)].update(_dates(line))
    for dates in (found["first"], found["bare"] or found["later"]):
        if dates:
            return dates.pop() if len(dates) == 1 else None
    return None


def is_dateline(line: str) -> bool:
    """Is the line a date, with or without a year, and little else?"""
    return _is_dateline(line) or bool(_TIME.search(line) and len(line) <= LONGEST_LINE // 2)


def _is_dateline(line: str) -> bool:
    line = line.strip(" \t*_#>|-–—·•")
    if len(line) > LONGEST_LINE or _SENTENCE_END.search(line) or next(_dates(line), None) is None:
        return False
    rest = line
    for pattern in (*_DATES, _TIME, _LABEL, _WEEKDAY):
        rest = pattern.sub(" ", rest)
    return len(" ".join(rest.split())) <= _LONGEST_BYLINE


def _label(line: str) -> str:
    label = _LABEL.search(line)
    if label is None:
        return "bare"
    return "first" if label["first"] or label["first_cjk"] else "later"


def _dates(text: str) -> Iterator[str]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = _month(match["month"])
            if month and (day := _iso(int(match["year"]), month, int(match["day"]))):
                yield day


def _month(name: str) -> int | None:
    if name.isdigit():
        return int(name)
    wanted = name.lower()
    fitting = (
        number
        for number, month in enumerate(_MONTHS, 1)
        if month == wanted or wanted == month[:3] or (wanted == "sept" and number == 9)
    )
    return next(fitting, None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
