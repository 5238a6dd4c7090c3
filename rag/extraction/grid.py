"""Tables of printed pages: lines below each other whose words stand in columns.

What only looks so is left as the lines it is, see `tabular`. A row may be printed on several lines:
drawn rules tell rows apart, else the room between them, where it is wider than within them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.extraction.columns import Cells, Piece, cells_of, columns_of, is_below_one, pieces_of
from rag.extraction.page_line import PageLine
from rag.extraction.ruling import Box, Rule, are_ruled_apart, boxes_of
from rag.extraction.tabular import FEWEST_ROWS, Row, is_figure, is_table, may_be_cells

_MOST_PIECES = 40
"""Of a line; a line of more is a drawing, not a row."""
_FAR = 1.2
"""Times a line's height between rows without a box, the most."""
_MOST_BOXES = 100
"""On a page; more are a drawing."""
_LONGEST = 200
"""Lines of a table on one page."""
_WHOLE = 0.85
"""Times a table's width, from which a line alone is no cell of it."""
_TALLER = 1.5
"""Times the height of the line before: a heading."""
_LEVEL = 0.3
"""Times a line's height: lines whose tops differ by less are one line, written cell by cell."""
_OVERLAP = 0.35
"""The same, by which cells overlap that stand in the middle of a row of several lines."""
_WIDER = 0.25
"""The same, by which the room between rows is wider than between the lines of one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, written in the lines from `start` up to `end` of its page."""

    start: int
    end: int
    rows: tuple[tuple[str, ...], ...]
    """Each with a text for every column, empty where it has no cell."""


_Pieces = Sequence[Piece]


def grids(page: Sequence[PageLine], rules: Sequence[Rule]) -> Iterator[Grid]:
    """From top to bottom. `rules` are those drawn on the page."""
    pieces = [_cells_in(line) for line in page]
    if not any(len(each) > 1 for each in pieces):
        return
    boxes = boxes_of(rules)[:_MOST_BOXES]
    homes = [next((box for box in boxes if box.holds(line)), None) for line in page]
    runs = (run for run in _runs(pieces, homes) if run[1] - run[0] >= FEWEST_ROWS)
    for start, end in runs:
        for lines in _fitting(start, pieces[start:end]):
            if len(lines) >= FEWEST_ROWS and (grid := _grid(lines, rules)):
                yield grid


def _cells_in(line: PageLine) -> _Pieces:
    if not line.words:
        return []
    pieces = pieces_of(line)
    return pieces if len(pieces) <= _MOST_PIECES and may_be_cells(line.text) else []


def _runs(pieces: Sequence[_Pieces], homes: Sequence[Box | None]) -> Iterator[tuple[int, int]]:
    """Lines below each other, the first of several pieces, all within the same box or none."""
    start = 0
    for place in range(1, len(pieces) + 1):
        run = pieces[start:place]
        if len(run[0]) < 2 and not homes[start]:
            start = place
        elif place == len(pieces) or not (
            len(run) < _LONGEST
            and homes[place] == homes[start]
            and (_is_below if homes[start] else _is_next)(run, pieces[place])
        ):
            yield start, place
            start = place


def _is_below(run: Sequence[_Pieces], pieces: _Pieces) -> bool:
    """Is it not in the next column of the page, nor a heading?"""
    if not pieces or not run[-1]:
        return False
    head, last, line = run[0][0].line, run[-1][0].line, pieces[0].line
    taller = max(last.height, line.height) >= _TALLER * min(last.height, line.height)
    return line.top < head.top + _LEVEL * line.height and not taller


def _is_next(run: Sequence[_Pieces], pieces: _Pieces) -> bool:
    """Is it near, and no line of the text that follows? A cell alone is below another one."""
    if not _is_below(run, pieces):
        return False
    lowest = min(each[0].line.bottom for each in run)
    if lowest - pieces[0].line.top > _FAR * pieces[0].line.height:
        return False
    if len(pieces) > 1:
        return True
    several = [piece for line in run if len(line) > 1 for piece in line]
    width = max(each.right for each in several) - min(each.left for each in several)
    is_narrow = pieces[0].right - pieces[0].left < _WHOLE * width
    return is_narrow and is_below_one(pieces[0], several)


def _fitting(start: int, pieces: Sequence[_Pieces]) -> Iterator[list[Row]]:
    """The lines in the columns that they make together, without those that do not fit."""
    columns = columns_of(pieces)
    lines: list[Row] = []
    for place, each in enumerate(pieces, start):
        if cells := cells_of(each, columns):
            lines.append(_row(place, cells))
        else:
            yield lines
            lines = []
    yield lines


def _row(place: int, cells: Cells) -> Row:
    line = next(iter(cells.values())).line
    parts = {column: (piece,) for column, piece in cells.items()}
    return Row(parts, frozenset([place]), line.top, line.bottom)


def _grid(lines: Sequence[Row], rules: Sequence[Rule]) -> Grid | None:
    levels = _levels(lines)
    if sum(len(level.cells) > 1 for level in levels) < FEWEST_ROWS:
        return None
    apart = _ruled(levels, rules)
    columns = sorted({column for line in lines for column in line.cells})
    rows = _trimmed([*_rows(levels, apart, len(columns))], columns)
    places = {place for row in rows for place in row.places}
    if not places or max(places) - min(places) + 1 != len(places):
        return None
    if not is_table(rows, columns, any(apart)):
        return None
    texts = (tuple(row.text(column) for column in columns) for row in rows)
    return Grid(min(places), max(places) + 1, tuple(texts))


def _levels(lines: Sequence[Row]) -> list[Row]:
    """The lines from top to bottom, as one those that are beside each other."""
    levels: list[Row] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if levels and levels[-1].top - line.top < _LEVEL * _height(line):
            levels[-1] = levels[-1].joined(line)
        else:
            levels.append(line)
    return levels


def _ruled(levels: Sequence[Row], rules: Sequence[Rule]) -> list[bool]:
    """For each two levels, whether a rule is drawn between them."""
    pieces = [piece for level in levels for cell in level.cells.values() for piece in cell]
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    inside = [rule for rule in rules if levels[-1].bottom < rule.height < levels[0].top]
    return [
        are_ruled_apart(inside, above.middle, below.middle, left, right)
        for above, below in pairwise(levels)
    ]


def _rows(levels: Sequence[Row], ruled: Sequence[bool], columns: int) -> Iterator[Row]:
    """From top to bottom, those of several lines as one where that makes sense."""
    is_ruled = sum(ruled) + 1 >= FEWEST_ROWS
    for band in _bands(levels, ruled if is_ruled else _roomy(levels)):
        if _is_one(band, columns, is_ruled):
            yield _joined(band)
            continue
        for part in _bands(band, _below(band)):
            yield from [_joined(part)] if _is_one(part, columns, is_ruled) else part


def _bands(levels: Sequence[Row], parted: Sequence[bool]) -> Iterator[Sequence[Row]]:
    edges = [0, *(place for place, here in enumerate(parted, 1) if here), len(levels)]
    return (levels[start:end] for start, end in pairwise(edges))


def _roomy(levels: Sequence[Row]) -> list[bool]:
    """Where there is more room between two levels than within a row of several lines."""
    gaps = [gap for gap, below in zip(_gaps(levels), _below(levels), strict=True) if below]
    wider = min(gaps, default=0) + _WIDER * _height(levels[0])
    if max(gaps, default=0) <= wider:
        return _below(levels)
    return [gap > wider for gap in _gaps(levels)]


def _below(levels: Sequence[Row]) -> list[bool]:
    """Where the next level is below, not in the middle of a row of several lines."""
    return [gap > -_OVERLAP * _height(levels[0]) for gap in _gaps(levels)]


def _gaps(levels: Sequence[Row]) -> list[float]:
    return [above.bottom - below.top for above, below in pairwise(levels)]


def _is_one(band: Sequence[Row], columns: int, is_ruled: bool) -> bool:
    """Lines of one row have no figures below each other, and not all its cells go on."""
    return not any(
        any(is_figure(above.text(each)) and is_figure(below.text(each)) for each in above.cells)
        or (not is_ruled and len(above.cells) == len(below.cells) == columns)
        for above, below in pairwise(band)
    )


def _joined(band: Sequence[Row]) -> Row:
    row, *others = band
    for line in others:
        row = row.joined(line)
    return row


def _trimmed(rows: Sequence[Row], columns: Sequence[int]) -> list[Row]:
    """From the first row with all cells, of which the one above the rows' names may be missing."""
    heads = (place for place, row in enumerate(rows) if {*columns[1:]} <= {*row.cells})
    kept = [*rows[next(heads, len(rows)) :]]
    while kept and len(kept[-1].cells) < 2:
        kept.pop()
    return kept


def _height(row: Row) -> float:
    return row.top - row.bottom
