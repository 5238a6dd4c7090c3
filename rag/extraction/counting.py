"""The marks of counted list items, as Word files and web pages let them be counted."""

from enum import Enum, auto

_ROMAN = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
_MOST_ROMAN, _MOST_LETTERS = 39, 26
"""What is counted further has its number, as the letters would begin no item."""


class Count(Enum):
    """What items are counted with."""

    NUMBERS = auto()
    LETTERS = auto()
    CAPITALS = auto()
    ROMAN = auto()
    ROMAN_CAPITALS = auto()


def counted(count: int, by: Count) -> str:
    """The mark of an item: `3.`, `c)`, `C)`, `iii)` or `III)`."""
    if by in (Count.LETTERS, Count.CAPITALS) and 1 <= count <= _MOST_LETTERS:
        letters = chr(ord("a") + count - 1)
    elif by in (Count.ROMAN, Count.ROMAN_CAPITALS) and 1 <= count <= _MOST_ROMAN:
        letters = _roman(count)
    else:
        return f"{count}."
    return f"{letters.upper() if by in (Count.CAPITALS, Count.ROMAN_CAPITALS) else letters})"


def _roman(count: int) -> str:
    written = ""
    for letters, worth in _ROMAN:
        times, count = divmod(count, worth)
        written += times * letters
    return written
