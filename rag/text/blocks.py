"""Blocks: the runs of lines within which a sentence may go on from one line to the next.

A blank line ends a block, and so do headings, list items, table rows, rules and lines of code.
Other line ends end a block unless they look like the wrapping of a paragraph. Options of a command
and the like begin one each, with the lines that stand indented below them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.text.entries import entry_heads
from rag.text.markup import LOOKED_AT, Kind, filled_lines, is_quoted, marker_length
from rag.text.spans import Span

_LONGEST_WRAPPED = 200
"""Columns: no program wraps paragraphs wider than this, so longer lines are whole paragraphs."""
_NARROWEST_WRAPPED = 40
_NEARLY_FULL = 0.8
"""Of the column: two lines as full as that, besides the last, show that a paragraph is wrapped."""

_SHOWS_COLUMN = 50_000  # characters: who wraps lines does so from the beginning

_UNFINISHED = re.compile(
    r"(?:[,;–—-]|\b(?:a|an|and|are|as|at|by|for|from|in|is|of|on|or|that|the|to|was|were|with"
    r"|about|because|but|if|into|my|our|than|their|until|when|whether|which|while|your))$"
)

_OPEN_BRACKET = re.compile(r"\([^()]*$")
_CLOSES_IT = re.compile(r"[^()\n]{0,100}\)")

_RUNNING = (Kind.ITEM, Kind.PLAIN)
"""Kinds of lines that a sentence may start in and run on from."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines."""

    span: Span
    prose: bool
    """False for a heading, a table row, a rule, a line of code: it is never cut in sentences."""


def blocks(text: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """The blocks of `text[start:end]` in order; what lies between them is whitespace."""
    whole = Span(start, len(text) if end is None else end)
    for group, is_running in _groups(text, start, end):
        if is_running:
            yield from _paragraphs(text, whole, group)
        else:
            yield Block(group[0], prose=False)


def _groups(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[list[Span], bool]]:
    """The lines between blank ones, and whether sentences may run over them; others are alone."""
    group: list[Span] = []
    for line in filled_lines(text, start, end):
        if group and (line.after_blank or line.kind is not Kind.PLAIN):
            yield group, True
            group = []
        if line.kind in _RUNNING:
            group.append(line.span)
        else:
            yield [line.span], False
    if group:
        yield group, True


def _paragraphs(text: str, whole: Span, lines: list[Span]) -> Iterator[Block]:
    """One block for each run of lines that wrap."""
    written = [line.of(text) for line in lines]
    column, heads = _wrap_column(written), entry_heads([line[:LOOKED_AT] for line in written])
    if not column and len(lines) == 2:
        column = _borrowed(_usual_column(text, whole), written)
    start = lines[0].start
    for at, (line, following) in enumerate(pairwise(written)):
        if max(heads[at : at + 2]) < 0:
            goes_on = _wraps(line, following, column)
        else:
            goes_on = heads[at] == heads[at + 1]
        if not goes_on:
            yield Block(Span(start, lines[at].end), prose=True)
            start = lines[at + 1].start
    yield Block(Span(start, lines[-1].end), prose=True)


def _wrap_column(lines: list[str]) -> int:
    """The column that the lines seem to be wrapped at; 0 where nothing says so."""
    if max(map(len, lines)) > _LONGEST_WRAPPED:
        return 0
    widths = [_width(line.rstrip()) for line in lines]
    column = max(widths)
    nearly_full = sum(width > _NEARLY_FULL * column for width in widths[:-1])
    return column if column >= _NARROWEST_WRAPPED and nearly_full > 1 else 0


def _borrowed(column: int, lines: list[str]) -> int:
    """The column of other paragraphs, where these two lines keep to it: alone they show none."""
    return column if max(map(_width, lines)) <= column else 0


@lru_cache(maxsize=8)
def _usual_column(text: str, whole: Span) -> int:
    """The widest column that a paragraph shows where the slice begins; 0 where none does.

    What stands around the slice has no say: it is cut as it would be alone.
    """
    found = _groups(text, whole.start, min(whole.end, whole.start + _SHOWS_COLUMN))
    groups = ([line.of(text) for line in lines] for lines, is_running in found if is_running)
    return max((_wrap_column(lines) for lines in groups if len(lines) > 2), default=0)


def _wraps(line: str, following: str, column: int) -> bool:
    """Does the paragraph go on after the line's end?"""
    tail, head = line[-LOOKED_AT:].rstrip(), following[:LOOKED_AT]
    quoted = is_quoted(head)
    if quoted:
        head = head[marker_length(head) :]
    if head.lstrip("*_`\"'“‘([ \t")[:1].islower() or _UNFINISHED.search(tail[-12:]):
        return True
    if _OPEN_BRACKET.search(tail) and _CLOSES_IT.match(head):
        return True
    if quoted and is_quoted(line):
        return True
    return bool(column) and _width(tail) + 1 + _first_word_width(head) > column


def _first_word_width(line: str) -> int:
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    return 2 if word and _is_wide(word[0]) else _width(word)


def _width(line: str) -> int:
    """Columns on a terminal: Chinese and Japanese characters take two."""
    return len(line) if line.isascii() else sum(2 if _is_wide(letter) else 1 for letter in line)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
