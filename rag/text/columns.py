"""What the columns of a table hold, told by their names and cells."""

import re
from collections.abc import Sequence

_DASH = re.compile(r"[-–—]+")
_COUNTS = re.compile(r"#|(?:no|nr|rank|pos|position|place)\.?", re.IGNORECASE)
"""Names of columns that only count the rows."""
_CODES = re.compile(
    r"(?:.* )?(?:code|id|sku|nos?|nrs?|numbers?|article|item|part|ref|reference)\.?", re.IGNORECASE
)
_CLASS = re.compile(r"[A-Z]\d{0,2}")
"""A class that the next column tells of: A, B, C1."""
_WITH_WORDS = 2
"""Columns of such a table before those that tell more."""
_TELLING = re.compile(r"[^\W\d]{2,}")
_NAMES = re.compile(
    r"(?:.* )?(?:name|item|product|title|article|model|part|description|designation|event|course"
    r"|activity|talk|topic|session|meeting|match|tour|lecture|employee|person|member|service|dish)",
    re.IGNORECASE,
)
"""Names of columns that say what a code stands for, or what takes place on a date."""
_PEOPLE = re.compile(r"(?:full )?name|employee|person|member|contact", re.IGNORECASE)
_TIMES = re.compile(r"dates?|days?|times?|when|start(?:s|ing)?|week|month|year", re.IGNORECASE)
YEAR = re.compile(r"(?:(?:Q[1-4]|H[12]|FY)[ /]?)?(?:19|20)\d\d(?:[/–-]\d\d)?", re.IGNORECASE)
"""The name of a column that holds what was so in a year."""


def main_columns(names: Sequence[str]) -> list[int]:
    """What the rows are about: the first column, but for one that only counts the rows.

    A code takes the name that belongs to it along, as a name does the role before it; a date gives
    way to what takes place on it.
    """
    first = int(len(names) > 1 and _COUNTS.fullmatch(names[0]) is not None)
    named = next((place for place, name in enumerate(names) if _NAMES.fullmatch(name)), first)
    if named <= first:
        return [first]
    if _CODES.fullmatch(names[first]):
        return [first, named]
    if _TIMES.fullmatch(names[first]):
        return [named]
    return [named, first] if _PEOPLE.fullmatch(names[named]) else [first]


def are_names(cells: Sequence[str]) -> bool:
    """Are these a table's first row that names its columns? No numbers but years, no two alike."""
    names = [cell.casefold() for cell in cells]
    told = all(names[1:]) and len({*names}) == len(names)
    return told and not any(_is_number(name) and not YEAR.fullmatch(name) for name in names)


def are_classes(rows: Sequence[Sequence[str]]) -> bool:
    """Are the rows those of A, B and C, with words in the next column of what each is?"""
    return len(rows) > 1 and all(
        len(cells) > _WITH_WORDS and _CLASS.fullmatch(cells[0]) and _tells(cells[1])
        for cells in rows
    )


def is_dash(cell: str) -> bool:
    """Does it say that there is nothing?"""
    return _DASH.fullmatch(cell) is not None


def _is_number(cell: str) -> bool:
    return cell.strip("+-€$£%. ").replace(",", "").replace(".", "").isdigit()


def _tells(cell: str) -> bool:
    return bool(_TELLING.search(cell)) and not any(letter.isdigit() for letter in cell)
