"""What the rows of tables say: "the price of the Heron M is 49 euros", as places in the text.

Tables stand in a text as rows of cells between bars (Markdown, and what is extracted of other
files), or as lines that name each of their values (`City: Bern; Canton: Bern`, extracted of CSV),
or their only one (`Place: the great hall`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from rag.text.columns import are_classes, are_names, is_dash, main_columns
from rag.text.markup import (
    NAMED_VALUE,
    Kind,
    Line,
    are_named_values,
    filled_lines,
    is_quoted,
    marker_length,
)
from rag.text.spans import Span, stripped

_BAR = re.compile(r"(?<!\\)\|")
_NOTE_MARKS = re.compile(r"(?:\s*\[\^[\w-]{1,40}\])+\Z")
"""Of notes to a cell, in Markdown."""
_RULE_CELL = re.compile(r":?-+:?")
_MOST_CELLS = 40
_LABELLED = re.compile(
    r"(?:\*\*)?(?P<name>[^\W_][^:*|\n]{0,59}?)(?:\*\*)?:(?:\*\*)?[ \t]+"
    r"(?P<value>\S(?:.*\S)?)[ \t]*$",
    re.MULTILINE,
)
_LONGEST_VALUE = 12  # words: a longer one tells a story
_SENTENCE_END = re.compile(r"[^\W\d_]{4}[.!?] +[A-Z]")
"""Within what stands before a colon: a wrapped line of prose, not "No. of rooms"."""
_SPEAKERS = frozenset({"q", "a", "question", "answer", "note", "warning", "tip", "example"})
"""Labels of what is said, not of what a thing has."""
_FEWEST = 2
"""Columns of a table; lines of one that names each value."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A cell: its value, the name of its column, and the cells that say what the row is about."""

    name: Span
    about: tuple[Span, ...]
    """None where the name says it all: "weight" in a table of one thing's properties."""
    sort: Span | None
    """The name of the first such cell's column: what sort of thing it is."""
    value: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row's line, without the bars at its ends, and what its cells say."""

    span: Span
    facts: tuple[Fact, ...]


_Cells = tuple[Span, ...]
"""Of a row; an empty cell is an empty span."""


def rows(text: str) -> Iterator[Row]:
    """The rows of the text's tables in order, those of which all is told by the columns' names.

    In Markdown the names stand above the rule: these two lines come first, and say nothing. Without
    a rule the names are the first row, which says nothing either, where all its cells are there,
    none is a number but a year and no two are equal. A table of two columns without names holds the
    properties of one thing.
    """
    for sort, lines in _runs(text):
        yield from _READ[sort](text, lines)


@lru_cache(maxsize=1024)
def may_hold_rows(text: str) -> bool:
    """Does any line look like a row? A passage may hold rows without the names above them."""
    if "|" not in text and ":" not in text:
        return False  # most passages: no row is without
    return any(_sort(text, line) is not None for line in filled_lines(text))


class _Sort(Enum):
    """Of a line in a table."""

    BARRED = auto()
    VALUES = auto()
    LABELLED = auto()


def _runs(text: str) -> Iterator[tuple[_Sort, list[Line]]]:
    """Lines of one table, without anything between them."""
    run: list[Line] = []
    sort: _Sort | None = None
    for line in filled_lines(text):
        own = _sort(text, line)
        if own is not sort or (line.after_blank and sort is _Sort.BARRED):
            if sort is not None:
                yield sort, run
            run, sort = [], own
        run.append(line)
    if sort is not None:
        yield sort, run


def _sort(text: str, line: Line) -> _Sort | None:
    written = line.span.of(text)
    if is_quoted(written):
        return None  # its rule is none, and its first row would name the columns
    if line.kind is Kind.ROW:
        return _Sort.VALUES if are_named_values(written) else _Sort.BARRED
    if line.kind is Kind.RULE and "|" in written:
        return _Sort.BARRED
    if line.kind in {Kind.PLAIN, Kind.ITEM} and _labelled(text, line.span):
        return _Sort.LABELLED
    return None


def _barred(text: str, lines: Sequence[Line]) -> Iterator[Row]:
    spans = [_inside(text, line) for line in lines]
    split = [(span, _cells(text, span)) for span in spans]
    names = split[0][1]
    if len(split) > 1 and _is_rule(text, split[1][1]) and len(names) > 1 and any(names):
        if told := list(_rows(text, names, split[2:])):
            yield from (Row(stripped(text, span.start, span.end), ()) for span, _ in split[:2])
            yield from told
    elif not all(text.startswith("|", line.span.start) for line in lines):
        return  # a pipe of commands, a menu
    elif all(len(cells) == _FEWEST for _, cells in split):
        yield from (
            _property(cells) for _, cells in split if all(cells) and not _is_rule(text, cells)
        )
    elif (
        len(split) > 1
        and are_names([name.of(text) for name in names])
        and (told := list(_rows(text, names, split[1:])))
    ):
        yield Row(stripped(text, spans[0].start, spans[0].end), ())
        yield from told


def _inside(text: str, line: Line) -> Span:
    whole = stripped(text, line.span.start, line.span.end)
    opened = text.startswith("|", whole.start)
    closed = len(whole) > 1 and text.endswith("|", whole.start, whole.end)
    return Span(whole.start + opened, whole.end - closed)


def _cells(text: str, span: Span) -> _Cells:
    bars = [bar.start() for bar in _BAR.finditer(text, span.start, span.end)]
    edges = pairwise([span.start - 1, *bars, span.end])
    return tuple(_cell(text, one + 1, other) for one, other in edges)[:_MOST_CELLS]


def _cell(text: str, start: int, end: int) -> Span:
    whole = stripped(text, start, end)
    marks = _NOTE_MARKS.search(text, whole.start, whole.end)
    return Span(whole.start, marks.start()) if marks and marks.start() > whole.start else whole


def _rows(text: str, names: _Cells, split: Sequence[tuple[Span, _Cells]]) -> Iterator[Row]:
    """Those of which all is told; another stays as it is written."""
    main = main_columns([name.of(text) for name in names])
    told = main == [0] and are_classes([[cell.of(text) for cell in cells] for _, cells in split])
    for span, cells in split:
        filled = [place for place, cell in enumerate(cells) if cell and not is_dash(cell.of(text))]
        own = [place for place in main if place in filled] or (filled[:1] if cells[0] else [])
        about = tuple(cells[place] for place in own)
        rest = [place for place in filled if place not in own]
        if rest and all(place < len(names) and names[place] for place in rest):
            sort = names[own[0]] if about else None
            beside = (*about, *cells[1:2]) if told else about
            facts = (
                Fact(names[place], about if place == 1 else beside, sort, cells[place])
                for place in rest
            )
            yield Row(stripped(text, span.start, span.end), tuple(facts))


def _property(cells: _Cells) -> Row:
    name, value = cells
    return Row(Span(name.start, value.end), (Fact(name, (), None, value),))


def _is_rule(text: str, cells: _Cells) -> bool:
    return all(_RULE_CELL.fullmatch(cell.of(text)) for cell in cells)


def _values(text: str, lines: Sequence[Line]) -> Iterator[Row]:
    """Rows of lines that name each value; a line alone is prose."""
    split = [
        (line, [*NAMED_VALUE.finditer(text, line.span.start, line.span.end)]) for line in lines
    ]
    names = {value["name"] for value in split[0][1]}
    if len(split) < _FEWEST or not all(names & {x["name"] for x in found} for _, found in split):
        return
    for line, found in split:
        if not all(value["value"].strip() for value in found):
            continue
        main = [found[place] for place in main_columns([value["name"] for value in found])]
        about = tuple(Span(*value.span("value")) for value in main)
        sort = Span(*main[0].span("name"))
        facts = (
            Fact(Span(*x.span("name")), about, sort, stripped(text, *x.span("value")))
            for x in found
            if x not in main
        )
        yield Row(stripped(text, line.span.start, line.span.end), tuple(facts))


def _labels(text: str, lines: Sequence[Line]) -> Iterator[Row]:
    """`Place: the great hall`, where several lines are so."""
    if len(lines) < _FEWEST:
        return
    for line in lines:
        if found := _labelled(text, line.span):
            name, whole = Span(*found.span("name")), Span(*found.span("value"))
            bare = whole.of(text).rstrip(";, ")  # the list may be one sentence
            value = Span(whole.start, whole.start + len(bare)) if bare else whole
            yield Row(Span(found.start(), whole.end), (Fact(name, (), None, value),))


def _labelled(text: str, line: Span) -> re.Match[str] | None:
    begin = line.start + marker_length(line.of(text))
    found = _LABELLED.match(text, begin, line.end)
    if found is None or len(found["value"].split()) > _LONGEST_VALUE:
        return None
    name, value = found["name"], found["value"]
    is_sentence = value.endswith((".", "!", "?")) or ". " in value or _SENTENCE_END.search(name)
    return None if is_sentence or name.casefold() in _SPEAKERS else found


_READ: Mapping[_Sort, Callable[[str, Sequence[Line]], Iterator[Row]]] = {
    _Sort.BARRED: _barred,
    _Sort.VALUES: _values,
    _Sort.LABELLED: _labels,
}
