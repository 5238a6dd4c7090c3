"""Headings and paragraphs of printed pages, told from how high letters are and where lines lie."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from rag.extraction.grid import Grid, grids
from rag.extraction.manuscript import Manuscript
from rag.extraction.page_line import TALLER, PageLine, running_height
from rag.extraction.ruling import Rule
from rag.extraction.running_heads import without_running_heads
from rag.extraction.wrapping import margins, unwrapped, usual_pace

_LONGEST_HEADING = 150
_LEVELS = 3
_GAP = 0.5
"""Times a line's height, by which a gap between paragraphs is wider than one between lines."""

_Block = Grid | tuple[int, str]


def write_pages(pages: Sequence[Sequence[PageLine]], rules: Sequence[Sequence[Rule]]) -> str:
    """The text of the pages without running heads, a form feed between two.

    `rules` are those drawn on each page.
    """
    manuscript = Manuscript()
    pages = without_running_heads(pages)
    lines = [line for page in pages for line in page]
    levels, pace = _heading_levels(lines), usual_pace(lines)
    for number, page in enumerate(pages):
        if number:
            manuscript.break_page()
        tables = [*grids(page, rules[number])]
        for block in _blocks(page, levels, pace, tables):
            _write(block, manuscript)
    return manuscript.text


def _write(block: _Block, manuscript: Manuscript) -> None:
    match block:
        case Grid(rows=rows):
            for row in rows:
                manuscript.row(row)
        case 0, words:
            manuscript.paragraph(words)
        case level, words:
            manuscript.heading(level, words)


def _heading_levels(lines: Sequence[PageLine]) -> Mapping[float, int]:
    """By height, the tallest first: those that stand out from most of the text."""
    least = TALLER * running_height(lines)
    taller = sorted({line.height for line in lines if line.height >= least > 0}, reverse=True)
    return {height: min(level, _LEVELS) for level, height in enumerate(taller, 1)}


def _blocks(
    page: Sequence[PageLine],
    levels: Mapping[float, int],
    pace: float,
    tables: Sequence[Grid],
) -> Iterator[_Block]:
    """Tables, headings with their level, and paragraphs with 0."""
    gap, right = _usual_gap(page), margins(page)
    begun = {table.start: table for table in tables}
    edges = {0, len(page), *begun, *(table.end for table in tables)}
    edges |= {
        place
        for place, (above, below) in enumerate(pairwise(page), 1)
        if _parted(above, below, levels, gap)
    } - {place for table in tables for place in range(table.start + 1, table.end)}
    for start, end in pairwise(sorted(edges)):
        lines = page[start:end]
        yield begun.get(start) or (
            _level(lines[0], levels),
            unwrapped(lines, right[start:end], pace),
        )


def _parted(
    above: PageLine, below: PageLine, levels: Mapping[float, int], usual_gap: float
) -> bool:
    """Does another block start below? A heading may run over lines of the same height."""
    if above.is_broken:
        return False
    if _level(above, levels) or _level(below, levels):
        return _level(above, levels) != _level(below, levels)
    return above.bottom - below.top > usual_gap + _GAP * below.height > 0


def _level(line: PageLine, levels: Mapping[float, int]) -> int:
    level = levels.get(line.height, 0)
    if not level or len(line.text) > _LONGEST_HEADING or line.text.endswith((".", ",", ";", ":")):
        return 0
    return level if sum(map(str.isalpha, line.text)) > 1 else 0


def _usual_gap(page: Sequence[PageLine]) -> float:
    """Of the letters' boxes, which may overlap: it may be negative."""
    gaps = [above.bottom - below.top for above, below in pairwise(page) if below.top < above.top]
    return median(gaps) if gaps else 0
