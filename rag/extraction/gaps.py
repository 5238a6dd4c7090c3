"""Which lines of a page may be rows of a table, before all its words are measured.

A page has many words, and to ask PDFium where each stands made reading it half as slow again.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat

from rag.extraction.columns import Piece, is_below_one, pieces_of
from rag.extraction.page_line import PageLine
from rag.extraction.tabular import FEWEST_ROWS

_LOOSE = 1.25
"""Times the usual width of a letter on the page: so wide, there may be gaps between them."""
_ALL_LOOSE = 0.6
"""In heights of a line: letters so wide are loose whatever is usual; those of typewriters fit."""
_SEVERAL = 3
"""Cells of a line that make a row of it, wherever they stand."""
_NEAR = 12
"""Lines from one with gaps to the next in a table, at most."""
_REACH = 8
"""Lines from the first two rows that are alike up to the first line of a table."""

_Pieces = Sequence[Piece]


def loose_lines(page: Sequence[PageLine]) -> list[int]:
    """The places of those set so wide that there may be gaps between their words."""
    paces = [line.pace for line in page]
    if not paces:
        return []
    usual = sorted(paces)
    wide = _LOOSE * usual[len(paces) // 2]
    if wide > _ALL_LOOSE:
        wide = min(wide, max(_ALL_LOOSE, _LOOSE * usual[len(paces) // 10]))
    return [place for place, pace in enumerate(paces) if pace > wide and " " in page[place].text]


def around_rows(page: Sequence[PageLine]) -> set[int]:
    """The places of all that may be in one table with the lines that are known to have gaps."""
    gapped = _gapped(page)
    around = {place for row, _ in gapped for place in range(row, row + FEWEST_ROWS)}
    if rows := next(_rows_near(gapped), None):
        around |= {*range(rows[0] - _REACH, len(page))}
    return around & {*range(len(page))}


def may_hold_table(page: Sequence[PageLine]) -> bool:
    """Are there rows at all? Else what is drawn on the page need not be looked at."""
    return next(_rows_near(_gapped(page)), None) is not None


def _gapped(page: Sequence[PageLine]) -> list[tuple[int, _Pieces]]:
    """The lines of several pieces, with their places."""
    worded = ((place, pieces_of(line)) for place, line in enumerate(page) if line.words)
    return [(place, pieces) for place, pieces in worded if len(pieces) > 1]


def _rows_near(gapped: Sequence[tuple[int, _Pieces]]) -> Iterator[tuple[int, int]]:
    """The places of two that may be rows of the same table."""
    for (one, above), (other, below) in pairwise(gapped):
        if other - one < _NEAR and _are_rows(above, below):
            yield one, other


def _are_rows(above: _Pieces, below: _Pieces) -> bool:
    """Have they a cell below each other besides the first, or as many, some of them centred?"""
    return len(above) == len(below) >= _SEVERAL or any(
        map(is_below_one, below[1:], repeat(above[1:]))
    )
