"""Blocks: the runs of lines within which a sentence may go on from one line to the next.

A blank line ends a block, and so do headings, list items, table rows, rules and lines of code.
Other line ends end a block unless they look like the wrapping of a paragraph.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from rag.text.lines import LINE_END
from rag.text.spans import Span

_ALONE = re.compile(
    r"[ ]{0,3}(?:"
    r"\#{1,6}(?:[ \t]|$)"  # a heading
    r"|(?:[-=*_][ \t]?){3,}$"  # a rule, or the underline of a heading
    r"|\|"  # a table row
    r")"
)
_BARS = 2
"""A line with as many bars in spaces is a table row without outer bars."""
_FILLED = re.compile(r"\S")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_BULLET = re.compile(
    r"[ \t]*(?:[-*+•‣◦·–—][ \t]+|[（(]?[一二三四五六七八九十]{1,3}[）)、．])(?=\S)"
)
_NUMBER = re.compile(r"[ \t]*\(?(?P<number>\d{1,3})[.)、．][ \t]*(?=\S)")
_QUOTE = re.compile(r"[ ]{0,3}>[ \t]?")

_LONGEST_WRAPPED = 200
"""Columns: no program wraps paragraphs wider than this, so longer lines are whole paragraphs."""
_NARROWEST_WRAPPED = 40
_NEARLY_FULL = 0.8
"""Of the column: two lines as full as that, besides the last, show that a paragraph is wrapped."""
_LINE_LOOKED_AT = 1_000
"""Characters of a line in which its kind shows; patterns never run over a line of megabytes."""

_UNFINISHED = re.compile(
    r"(?:[,;–—-]|\b(?:a|an|and|are|as|at|by|for|from|in|is|of|on|or|that|the|to|was|were|with))$"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines, with the whitespace around it left out as far as whole lines go."""

    span: Span
    prose: bool
    """False for a heading, a table row, a rule, a line of code: it is never cut in sentences."""


class _Kind(Enum):
    ALONE = auto()
    FENCE = auto()
    ITEM = auto()
    PLAIN = auto()


def blocks(text: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """The blocks of `text[start:end]` in order; what lies between them is whitespace."""
    group: list[Span] = []
    fenced = False
    for line, after_blank in _filled_lines(text, start, len(text) if end is None else end):
        kind = _kind(text, line, in_paragraph=bool(group) and not after_blank)
        fenced ^= kind is _Kind.FENCE
        if group and (after_blank or fenced or kind is not _Kind.PLAIN):
            yield from _paragraphs(text, group)
            group = []
        if kind in (_Kind.ALONE, _Kind.FENCE) or fenced:
            yield Block(line, prose=False)
        else:
            group.append(line)
    if group:
        yield from _paragraphs(text, group)


def marker_length(block: str) -> int:
    """Characters of the list marker or quote mark that the block begins with; 0 for none."""
    head = block[:_LINE_LOOKED_AT]
    marker = _BULLET.match(head) or _NUMBER.match(head) or _QUOTE.match(head)
    return marker.end() if marker else 0


def _filled_lines(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    """Each line that is not blank, and whether a blank one stands before it."""
    at = start
    while filled := _FILLED.search(text, at, end):
        gap = text[at : filled.start()]
        indent = len(gap) - len(gap[_after_last_line_end(gap) :])
        line_end = LINE_END.search(text, filled.end(), end)
        stop = line_end.start() if line_end else end
        yield Span(at + indent, stop), bool(_after_last_line_end(gap))
        if line_end is None:
            return
        at = line_end.end()


def _after_last_line_end(gap: str) -> int:
    return max(gap.rfind("\n"), gap.rfind("\r")) + 1


def _kind(text: str, line: Span, in_paragraph: bool) -> _Kind:
    head = text[line.start : min(line.end, line.start + _LINE_LOOKED_AT)]
    if _FENCE.match(head):
        return _Kind.FENCE
    if _ALONE.match(head) or head.count(" | ") >= _BARS:
        return _Kind.ALONE
    if _BULLET.match(head) or _starts_numbered_item(head, in_paragraph):
        return _Kind.ITEM
    return _Kind.PLAIN


def _starts_numbered_item(head: str, in_paragraph: bool) -> bool:
    """Within a paragraph only a list's first item is believed, as in CommonMark 5.3.

    A wrapped line may well begin with a number and a full stop.
    """
    marker = _NUMBER.match(head)
    return marker is not None and (not in_paragraph or marker["number"] == "1")


def _paragraphs(text: str, lines: list[Span]) -> Iterator[Block]:
    """One block for each run of lines that wrap."""
    column = _wrap_column([text[line.start : line.end] for line in lines])
    start = lines[0].start
    for line, following in pairwise(lines):
        if not _wraps(line.of(text), following.of(text), column):
            yield Block(Span(start, line.end), prose=True)
            start = following.start
    yield Block(Span(start, lines[-1].end), prose=True)


def _wrap_column(lines: list[str]) -> int:
    """The column that the lines seem to be wrapped at; 0 where nothing says so."""
    if max(map(len, lines)) > _LONGEST_WRAPPED:
        return 0
    widths = [_width(line.rstrip()) for line in lines]
    column = max(widths)
    nearly_full = sum(width > _NEARLY_FULL * column for width in widths[:-1])
    return column if column >= _NARROWEST_WRAPPED and nearly_full > 1 else 0


def _wraps(line: str, following: str, column: int) -> bool:
    """Does the paragraph go on after the line's end?"""
    tail, head = line[-_LINE_LOOKED_AT:].rstrip(), _QUOTE.sub("", following[:_LINE_LOOKED_AT])
    if head.lstrip("*_`\"'“‘([ \t")[:1].islower() or _UNFINISHED.search(tail[-12:]):
        return True
    if _QUOTE.match(line) and _QUOTE.match(following):
        return True
    return bool(column) and _width(tail) + 1 + _first_word_width(head) > column


def _first_word_width(line: str) -> int:
    word = line.split(maxsplit=1)[0]
    return 2 if _is_wide(word[0]) else _width(word)


def _width(line: str) -> int:
    """Columns on a terminal: Chinese and Japanese characters take two."""
    return len(line) if line.isascii() else sum(2 if _is_wide(letter) else 1 for letter in line)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
