"""What tells a table from all else that is set in columns.

Columns of prose, contents with the numbers of their pages, addresses beside each other, and labels
with what belongs to them have no rows that belong together, or say so better as lines. A table is
believed where lines are drawn between its rows or a column holds figures under a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.extraction.columns import Piece, is_aligned

FEWEST_ROWS = 3
_NO_CELLS = re.compile(r"\||\.{4}|(?:\. ){3}|…{2}|_{4}")
"""Bars would be read as edges of cells; dots lead to the number of a page, and lines are forms."""
_PROSE = 6
"""Words of most cells, from which a column is one of running text."""
_LOOSE = 0.35
"""Times a line's height between rows, as addresses and verses never have it."""
_MANY_ROWS, _MANY_COLUMNS = 4, 3
"""Of a table without figures or rules."""
_LONGEST_CONTENTS = 3
"""Columns of contents: a number, a title and a page."""
_MOST = 0.8
_NUMBERED = re.compile(r"[^\w\s]*\d")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or a line of one: the pieces of each of its cells, by the place of their column."""

    cells: Mapping[int, tuple[Piece, ...]]
    places: frozenset[int]
    """Of its lines on the page."""
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Halfway between its top and its bottom."""
        return (self.top + self.bottom) / 2

    def text(self, column: int) -> str:
        """Of a cell; empty where it has none."""
        pieces = self.cells.get(column, ())
        words = "".join(piece.text if piece.is_broken else f"{piece.text} " for piece in pieces)
        return f"{words}-" if pieces and pieces[-1].is_broken else words.rstrip()

    def joined(self, below: "Row") -> "Row":
        """The line and the next one as one row."""
        columns = sorted({*self.cells, *below.cells})
        return Row(
            {each: self.cells.get(each, ()) + below.cells.get(each, ()) for each in columns},
            self.places | below.places,
            max(self.top, below.top),
            min(self.bottom, below.bottom),
        )


def may_be_cells(text: str) -> bool:
    """Has the line no bars, and no dots or lines to be filled in?"""
    return not _NO_CELLS.search(text)


def is_figure(text: str) -> bool:
    """Is it a number, with a unit at most?"""
    return any(map(str.isdigit, text)) and len(_LETTERS.findall(text)) <= 3


def is_table(rows: Sequence[Row], columns: Sequence[int], is_ruled: bool) -> bool:
    """Rows from the one that names the columns on; `is_ruled`: is a line drawn between two?"""
    filled = sum(len(row.cells) > 1 for row in rows)
    if filled < max(FEWEST_ROWS, 2 * len(rows) / 3) or not _are_aligned(rows, columns):
        return False
    texts = [[row.text(column) for row in rows] for column in columns]
    if _are_labels(texts[0]) or _are_contents(texts):
        return False
    if is_ruled:
        return True
    return not _is_prose(texts) and (_has_figures(texts) or _is_loose(rows, texts))


def _are_aligned(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """At least two columns, each with two cells or more."""
    pieces = [[piece for row in rows for piece in row.cells.get(column, ())] for column in columns]
    used = all(sum(column in row.cells for row in rows) > 1 for column in columns)
    return used and sum(is_aligned(each) for each in pieces) > 1


def _are_labels(first: Sequence[str]) -> bool:
    """`Name:`, which a line says with its value as well."""
    return sum(text.endswith(":") for text in first) * 2 >= len(first)


def _are_contents(texts: Sequence[Sequence[str]]) -> bool:
    """Do the first or last cells count up from the first line on: pages, or numbers of lines?"""
    return len(texts) <= _LONGEST_CONTENTS and any(map(_counts_up, (texts[0], texts[-1])))


def _counts_up(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 6]
    return (
        len(numbers) * 5 >= 4 * len(cells) and cells[0].isdecimal() and numbers == sorted(numbers)
    )


def _is_prose(texts: Sequence[Sequence[str]]) -> bool:
    """Two columns of running text beside each other."""
    lengths = [median(len(text.split()) for text in each if text) for each in texts]
    return sum(length >= _PROSE for length in lengths) > 1


def _has_figures(texts: Sequence[Sequence[str]]) -> bool:
    """A column of figures; or one that begins with them beside one without, as no address has."""
    bodies = [[text for text in each[1:] if text] for each in texts]
    if any(len(each) > 1 and _most(map(is_figure, each)) for each in bodies):
        return True
    numbered = [_most(bool(_NUMBERED.match(text)) for text in each) for each in bodies]
    return any(numbered[1:]) and not numbered[0]


def _is_loose(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> bool:
    """Names alone, but of many columns and with room between all rows."""
    gaps = [above.bottom - below.top for above, below in pairwise(rows)]
    height = rows[0].top - rows[0].bottom
    short = all(len(text.split()) < _PROSE for each in texts for text in each)
    many = len(rows) >= _MANY_ROWS and len(texts) >= _MANY_COLUMNS
    return many and short and min(gaps) >= _LOOSE * height


def _most(each: Iterable[bool]) -> bool:
    told = [*each]
    return len(told) > 1 and sum(told) >= _MOST * len(told)
