"""Which line ends of a printed paragraph are the page's, and which are the writer's.

A line was ended by the page's margin where the first word of the next one had no room behind it.
Rows of tables reach the margin too, but stand wider apart; items of lists begin with a mark.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from rag.extraction.page_line import TALLER, PageLine

_MARK = re.compile(
    r"(?:[^\w\s]|[\u2460-\u24ff]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\[\d+\])\s"
)
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
"""Chinese and Japanese: without spaces, and broken after any character."""
_HANGUL = "\uac00-\ud7a3"
"""Korean has spaces, but is broken within words: whether there is one cannot be told."""
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*$")
_FIRST_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+")
_ENDS_SEAMLESS = re.compile(rf"[{_WIDE}]{{2}}")
_ENDS_UNKNOWN = re.compile(rf"[{_HANGUL}]")

_NARROW = 12
"""Times its height, below which a line is too short for the column of a text: it is an entry."""
_LOOSE = 1.35
"""Times the usual width of a letter, from which a line is set in columns."""
_LEAST_LETTERS = 8
"""For the width of a line's letters to say anything."""
_SLACK = 1.2
"""Letters differ in width: so much wider may the next word be than its letters make it."""
_INDENT = 0.6
"""Times a line's height."""


def margins(page: Sequence[PageLine]) -> list[float]:
    """For each line, how far right the text of its column goes."""
    told: list[float] = []
    column: list[PageLine] = []
    for line in page:
        if column and line.top > column[-1].top + line.height:
            told += [_margin(column)] * len(column)
            column = []
        column.append(line)
    return told + [_margin(column)] * len(column)


def usual_pace(lines: Sequence[PageLine]) -> float:
    """The usual width of a letter, in heights of its line; 0 where it is not known."""
    paces = [_pace(line) for line in lines if len(line.text) >= _LEAST_LETTERS]
    return median(paces) if paces else 0


def unwrapped(lines: Sequence[PageLine], right: Sequence[float], pace: float) -> str:
    """The lines of a block as text, `right` the margin of each; line ends of the writer stay."""
    words, begins = lines[0].text, True
    steps = zip(pairwise(lines), right, _list_ends(lines), strict=False)
    for (above, below), margin, ends in steps:
        goes_on = not ends and _goes_on(above, below, margin, pace, begins)
        words += "\n\n" if ends else _joint(above, below, goes_on)
        words += below.text
        begins = not goes_on
    return f"{words}-" if lines[-1].is_broken else words


def _list_ends(lines: Sequence[PageLine]) -> list[bool]:
    """Behind which lines a list ends: a sentence begins further left than its items' text."""
    hang, text = _hang(lines), -math.inf
    ends: list[bool] = []
    for above, below in pairwise(lines):
        if _MARK.match(above.text):
            text = above.left + hang
        ends.append(_begins_left_of(text, above, below))
        if ends[-1]:
            text = -math.inf
    return ends


def _hang(lines: Sequence[PageLine]) -> float:
    """How far right of its mark an item goes on, less than 0 where it does left of it."""
    steps = (
        below.left - above.left
        for above, below in pairwise(lines)
        if _MARK.match(above.text) and below.text[0].islower()
    )
    return min((step for step in steps if abs(step) > 1), default=0)


def _begins_left_of(text: float, above: PageLine, below: PageLine) -> bool:
    return (
        below.left < text - _INDENT * below.height
        and below.left < below.right
        and below.top < above.top
        and _SENTENCE_END.search(above.text) is not None
        and below.text[0].isupper()
        and not _MARK.match(below.text)
    )


def _margin(column: Sequence[PageLine]) -> float:
    usual = median(line.height for line in column) if column else 0
    return max((line.right for line in column if line.height <= TALLER * usual), default=0)


def _joint(above: PageLine, below: PageLine, goes_on: bool) -> str:
    if above.is_broken:
        return ""
    around = above.text[-1] + below.text[0]
    if not goes_on or _ENDS_UNKNOWN.search(around):
        return "\n"
    return "" if _ENDS_SEAMLESS.fullmatch(around) else " "


def _goes_on(above: PageLine, below: PageLine, margin: float, pace: float, begins: bool) -> bool:
    """Does the sentence run on? `begins` says that the line above is the first of a paragraph."""
    return above.is_broken or (
        _is_full(above, below, margin)
        and not _MARK.match(below.text)
        and not _is_shifted(above, below, begins)
        and max(above.height, below.height) < 1.25 * min(above.height, below.height)
        and not any(_is_loose(line, pace) for line in (above, below))
    )


def _is_full(above: PageLine, below: PageLine, margin: float) -> bool:
    word = _FIRST_WORD.match(below.text)
    if above.right - above.left < _NARROW * above.height or below.right <= below.left or not word:
        return False
    letter = (below.right - below.left) / len(below.text)
    return above.right + _SLACK * letter * (len(word[0]) + 1) > margin


def _is_shifted(above: PageLine, below: PageLine, begins: bool) -> bool:
    """Is the line below indented, or back from an indent, or not below at all?"""
    step = _INDENT * below.height
    if below.top > above.top + below.height:
        return False  # at the top of the next column
    if above.top - below.top < step:
        return True
    if below.left - above.left > step:
        return not _MARK.match(above.text)
    return above.left - below.left > step and not begins


def _is_loose(line: PageLine, usual: float) -> bool:
    return len(line.text) >= _LEAST_LETTERS and usual > 0 and _pace(line) > _LOOSE * usual


def _pace(line: PageLine) -> float:
    width = max(line.right - line.left, 0)
    return width / len(line.text) / line.height if line.height else 0
