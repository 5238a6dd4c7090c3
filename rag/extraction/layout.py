"""Headings and paragraphs of printed pages, told from how high letters are and where lines lie."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.extraction.manuscript import Manuscript

_TALLER = 1.15
"""Times the height of running text, from which a line is a heading."""
_LONGEST_HEADING = 150
_LEVELS = 3
_GAP = 0.5
"""Times a line's height, by which a gap between paragraphs is wider than one between lines."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line with the upper and lower edge of its letters, in points from the page's foot."""

    text: str
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """In half points; 0 where it was not measured."""
        return round(2 * abs(self.top - self.bottom)) / 2


def write_pages(pages: Sequence[Sequence[PageLine]]) -> str:
    """The text of the pages, a form feed between two."""
    manuscript = Manuscript()
    levels = _heading_levels([line for page in pages for line in page])
    for number, page in enumerate(pages):
        if number:
            manuscript.break_page()
        for level, words in _blocks(page, levels):
            if level:
                manuscript.heading(level, words)
            else:
                manuscript.paragraph(words)
    return manuscript.text


def _heading_levels(lines: Sequence[PageLine]) -> Mapping[float, int]:
    """By height, the tallest first: those that stand out from most of the text."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.height] += len(line.text)
    if not letters:
        return {}
    running = letters.most_common(1)[0][0]
    taller = sorted(height for height in letters if running and height >= _TALLER * running)
    return {height: min(level, _LEVELS) for level, height in enumerate(reversed(taller), 1)}


def _blocks(page: Sequence[PageLine], levels: Mapping[float, int]) -> Iterator[tuple[int, str]]:
    """Headings with their level, and paragraphs with 0."""
    gap = _usual_gap(page)
    block: list[PageLine] = []
    for line in page:
        if block and _parted(block[-1], line, levels, gap):
            yield _block(block, levels)
            block = []
        block.append(line)
    if block:
        yield _block(block, levels)


def _block(lines: Sequence[PageLine], levels: Mapping[float, int]) -> tuple[int, str]:
    level = _level(lines[0], levels)
    return level, (" " if level else "\n").join(line.text for line in lines)


def _parted(
    above: PageLine, below: PageLine, levels: Mapping[float, int], usual_gap: float
) -> bool:
    """Does another block start below? A heading may run over lines of the same height."""
    if _level(above, levels) or _level(below, levels):
        return _level(above, levels) != _level(below, levels)
    return above.bottom - below.top > usual_gap + _GAP * below.height > 0


def _level(line: PageLine, levels: Mapping[float, int]) -> int:
    if len(line.text) > _LONGEST_HEADING or line.text.endswith((".", ",", ";", ":")):
        return 0
    return levels.get(line.height, 0) if sum(map(str.isalpha, line.text)) > 1 else 0


def _usual_gap(page: Sequence[PageLine]) -> float:
    gaps = [above.bottom - below.top for above, below in pairwise(page)]
    return median(gap for gap in gaps if gap >= 0) if any(gap >= 0 for gap in gaps) else 0
