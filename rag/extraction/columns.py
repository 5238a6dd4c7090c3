"""The columns that the words of lines below each other stand in, and each line's cells in them.

Words are a cell apart where there is more room between them than any space takes. The widest cell
of a column may all but touch the next column: it is cut off where the next column begins or ends.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.extraction.page_line import PageLine, Word

_WIDE = 0.75
"""Times a line's height: justified text seldom spaces its words so."""
_NARROW = 0.35
"""The same: what is left between a column's widest cell and the next column at least."""
_ALIGNED = 0.3
"""The same: edges of cells so near are below each other."""
_CURRENCIES = frozenset("$€£¥")
"""Signs that stand at the left of their column, apart from the sum they belong to."""
_MARK = re.compile(r"[^\w\s$€£%]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\[\d+\]")
"""Of an item in a list: what follows after a wide gap is its text, and no other cell."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line without wide gaps between them: a cell, or a line of one."""

    words: tuple[Word, ...]
    line: PageLine
    left: float
    right: float

    @classmethod
    def of(cls, words: tuple[Word, ...], line: PageLine) -> "Piece":
        """From its first word's left edge to its last one's right edge."""
        return cls(words, line, words[0].left, words[-1].right)

    @property
    def text(self) -> str:
        """Its words, without the hyphen of a broken one."""
        return " ".join(word.text for word in self.words)

    @property
    def is_broken(self) -> bool:
        """Does its last word go on in the next line?"""
        return self.line.is_broken and self.words[-1] is self.line.words[-1]


@dataclass(frozen=True, slots=True)
class Column:
    """From the leftmost to the rightmost edge of its cells."""

    left: float
    right: float

    def is_beside(self, piece: Piece) -> bool:
        """Does the piece lie wholly to one side of it?"""
        return piece.right <= self.left or self.right <= piece.left


Cells = dict[int, Piece]
"""Of one line, by the place of their column."""


def pieces_of(line: PageLine) -> list[Piece]:
    """From left to right; none where the words were not measured, or run from right to left."""
    if not line.words:
        return []
    words, height = line.words, line.height
    gaps = [right.left - left.right for left, right in pairwise(words)]
    if min(gaps, default=0) < -height or height <= 0:
        return []
    wide = [
        place
        for place, gap in enumerate(gaps, 1)
        if gap > _WIDE * height and words[place - 1].text not in _CURRENCIES
    ]
    if wide and _MARK.fullmatch(" ".join(word.text for word in words[: wide[0]])):
        del wide[0]
    return [Piece.of(words[start:end], line) for start, end in pairwise([0, *wide, len(words)])]


_MOST_COLUMNS = 60


def columns_of(lines: Sequence[Sequence[Piece]]) -> list[Column]:
    """Of lines below each other.

    A name may stand at the left of its column and the figures at the right, so that neither is
    below the other: they are one column where no line has a cell in both.
    """
    columns = _apart([piece for line in lines for piece in line])
    if len(columns) > _MOST_COLUMNS:
        return columns  # no table, and joining them would take long
    return _joined(_joined(columns, lines, _is_crossed), lines, _is_always_filled)


_Held = Sequence[Sequence[set[int]]]
"""For each piece of each line, the places of the columns that it is in."""


def _joined(
    columns: Sequence[Column],
    lines: Sequence[Sequence[Piece]],
    are_one: Callable[[set[int], _Held], bool],
) -> list[Column]:
    """Two beside each other become one, unless a line has a piece in each."""
    held = [[{*_inside(piece, columns)} for piece in line] for line in lines]
    groups: list[set[int]] = []
    for place in range(len(columns)):
        one = {*groups[-1], place} if groups else set()
        if one and not _has_two_cells(one, held) and are_one(one, held):
            groups[-1] = one
        else:
            groups.append({place})
    return [Column(columns[min(each)].left, columns[max(each)].right) for each in groups]


def _has_two_cells(group: set[int], held: _Held) -> bool:
    return any(sum(not group.isdisjoint(piece) for piece in line) > 1 for line in held)


def _is_crossed(group: set[int], held: _Held) -> bool:
    """Does a piece lie across the last one and one before?"""
    last = max(group)
    return any(last in piece and len(group & piece) > 1 for line in held for piece in line)


def _is_always_filled(group: set[int], held: _Held) -> bool:
    return all(any(not group.isdisjoint(piece) for piece in line) for line in held if len(line) > 1)


def _apart(pieces: Sequence[Piece]) -> list[Column]:
    """The narrowest pieces tell the columns; one that lies across several of them tells nothing."""
    columns: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.right - piece.left):
        inside = [column for column in columns if not column.is_beside(piece)]
        if len(inside) > 1:
            continue
        edges = [(piece.left, piece.right), *((each.left, each.right) for each in inside)]
        columns = [column for column in columns if column not in inside]
        columns.append(Column(min(left for left, _ in edges), max(right for _, right in edges)))
    return sorted(columns, key=lambda column: column.left)


def cells_of(pieces: Sequence[Piece], columns: Sequence[Column]) -> Cells | None:
    """The line's cells; `None` where one lies across columns, or two within one."""
    cells: Cells = {}
    for piece in pieces:
        for part in _parts(piece, columns):
            inside = _inside(part, columns)
            if len(inside) != 1 or inside[0] in cells:
                return None
            cells[inside[0]] = part
    return cells


def is_aligned(pieces: Sequence[Piece]) -> bool:
    """Do most begin below each other, or end, or have their middle there?"""
    near = 2 * _ALIGNED * pieces[0].line.height
    for edges in (
        [piece.left for piece in pieces],
        [piece.right for piece in pieces],
        [(piece.left + piece.right) / 2 for piece in pieces],
    ):
        middle = median(edges)
        if 3 * sum(abs(edge - middle) <= near for edge in edges) >= 2 * len(edges):
            return True
    return False


def is_below_one(piece: Piece, others: Sequence[Piece]) -> bool:
    """Does it begin or end below another, or has it its middle there?"""
    near = _ALIGNED * piece.line.height
    return any(
        abs(piece.left - other.left) < near
        or abs(piece.right - other.right) < near
        or abs(piece.left + piece.right - other.left - other.right) < 2 * near
        for other in others
    )


def _inside(piece: Piece, columns: Sequence[Column]) -> list[int]:
    return [place for place, column in enumerate(columns) if not column.is_beside(piece)]


def _parts(piece: Piece, columns: Sequence[Column]) -> Iterator[Piece]:
    """The piece, cut where it runs from one column into the next."""
    inside = _inside(piece, columns)
    for left, right in pairwise(columns[place] for place in inside):
        if (cut := _cut(piece, left, right)) is None:
            break
        yield Piece.of(piece.words[:cut], piece.line)
        piece = Piece.of(piece.words[cut:], piece.line)
    yield piece


def _cut(piece: Piece, left: Column, right: Column) -> int | None:
    """Before the word with which the cell of the right column begins."""
    height = piece.line.height
    if _MARK.fullmatch(piece.words[0].text):
        return None
    for place, (one, other) in enumerate(pairwise(piece.words), 1):
        fits = one.right <= right.left and other.left >= left.right
        begins = abs(other.left - right.left) <= _ALIGNED * height
        ends = abs(piece.right - right.right) <= _ALIGNED * height and fits
        if other.left - one.right >= _NARROW * height and (begins or ends):
            return place
    return None
