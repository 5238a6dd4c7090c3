"""What the rows of tables say: "the price of the Heron M is 49 euros", as places in the text.

Tables stand in a text as rows of cells between bars (Markdown, and what is extracted of other
files), or as lines that name each of their values (`City: Bern; Canton: Bern`, extracted of CSV),
or their only one (`Place: the great hall`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from rag.text.markup import (
    NAMED_VALUE,
    Kind,
    Line,
    are_named_values,
    filled_lines,
    marker_length,
)
from rag.text.spans import Span, stripped

_BAR = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r":?-+:?")
_COUNTS = re.compile(r"#|(?:.* )?(?:nos?|nrs?|numbers?|id|rank|pos|position|sku)\.?", re.IGNORECASE)
"""Names of columns that tell rows apart and say nothing of them."""
_NAMES = frozenset({"name", "item", "product", "title", "article", "model", "part"})
"""Names of columns that say what a row is about, wherever they stand."""
_MOST_CELLS = 40
_LABELLED = re.compile(
    r"(?:\*\*)?(?P<name>[^\W_][^:*|\n]{0,59}?)(?:\*\*)?:(?:\*\*)?[ \t]+"
    r"(?P<value>\S(?:.*\S)?)[ \t]*$",
    re.MULTILINE,
)
_LONGEST_VALUE = 12  # words: a longer one tells a story
_SPEAKERS = frozenset({"q", "a", "question", "answer", "note", "warning", "tip", "example"})
"""Labels of what is said, not of what a thing has."""
_FEWEST = 2
"""Columns of a table; lines of one that names each value."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A cell: its value, the name of its column, and the cell that the row is about."""

    name: Span
    about: Span | None
    """`None` where the name says it all: "weight" in a table of one thing's properties."""
    value: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row's line, without the bars at its ends, and what its cells say."""

    span: Span
    facts: tuple[Fact, ...]


_Cells = tuple[Span, ...]
"""Of a row; an empty cell is an empty span."""


def rows(text: str) -> Iterator[Row]:
    """The rows of the text's tables in order; those that name the columns say nothing.

    In Markdown the names stand above the rule; without a rule they are the first row, where all
    its cells are there, none is a number and no two are equal. A table of two columns without
    names holds the properties of one thing.
    """
    for sort, lines in _runs(text):
        yield from _READ[sort](text, lines)


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
    if line.kind is Kind.ROW:
        return _Sort.VALUES if are_named_values(written) else _Sort.BARRED
    if line.kind is Kind.RULE and "|" in written:
        return _Sort.BARRED
    if line.kind in {Kind.PLAIN, Kind.ITEM} and _labelled(text, line.span):
        return _Sort.LABELLED
    return None


def _barred(text: str, lines: Sequence[Line]) -> Iterator[Row]:
    split = [
        (span, cells) for line in lines if (cells := _cells(text, span := _inside(text, line)))
    ]
    ruled = len(split) > 1 and _is_rule(text, split[1][1])
    names = split[0][1]
    if ruled and len(names) > 1 and any(names):
        yield from (Row(stripped(text, *_ends(span)), ()) for span, _ in split[:2])
        yield from (_row(text, names, *each) for each in split[2:])
    elif all(len(cells) == _FEWEST for _, cells in split):
        yield from (_property(cells) for _, cells in split[2 if ruled else 0 :])
    elif _are_names(text, names):
        yield Row(stripped(text, *_ends(split[0][0])), ())
        yield from (_row(text, names, *each) for each in split[1:])


def _inside(text: str, line: Line) -> Span:
    whole = stripped(text, line.span.start, line.span.end)
    opened = text.startswith("|", whole.start)
    closed = len(whole) > 1 and text.endswith("|", whole.start, whole.end)
    return Span(whole.start + opened, whole.end - closed)


def _cells(text: str, span: Span) -> _Cells:
    bars = [bar.start() for bar in _BAR.finditer(text, span.start, span.end)]
    edges = pairwise([span.start - 1, *bars, span.end])
    return tuple(stripped(text, one + 1, other) for one, other in edges)[:_MOST_CELLS]


def _row(text: str, names: _Cells, span: Span, cells: _Cells) -> Row:
    first = _main_column([name.of(text) for name in names])
    about = cells[first] if first < len(cells) and cells[first] else None
    facts = (
        Fact(name, about, value)
        for place, (name, value) in enumerate(zip(names, cells, strict=False))
        if name and value and place != first
    )
    return Row(stripped(text, span.start, span.end), tuple(facts))


def _main_column(names: Sequence[str]) -> int:
    """The column of what the rows are about: the first one, unless it only tells rows apart."""
    counts = [bool(_COUNTS.fullmatch(name)) for name in names]
    named = [place for place, name in enumerate(names) if name.casefold() in _NAMES]
    if named and (counts[0] or names[0].casefold() == "code"):
        return named[0]
    return counts.index(False) if counts[0] and not all(counts) else 0


def _property(cells: _Cells) -> Row:
    name, value = cells
    facts = (Fact(name, None, value),) if name and value else ()
    return Row(Span(name.start, max(value.end, name.end)), facts)


def _is_rule(text: str, cells: _Cells) -> bool:
    return all(_RULE_CELL.fullmatch(cell.of(text)) for cell in cells)


def _are_names(text: str, cells: _Cells) -> bool:
    names = [cell.of(text).casefold() for cell in cells]
    return len({*names}) == len(names) and all(names) and not any(map(_is_number, names))


def _is_number(cell: str) -> bool:
    return cell.strip("+-€$£%. ").replace(",", "").replace(".", "").isdigit()


def _values(text: str, lines: Sequence[Line]) -> Iterator[Row]:
    """Rows of lines that name each value; a line alone is prose."""
    split = [(line, [*NAMED_VALUE.finditer(text, *_ends(line.span))]) for line in lines]
    names = {value["name"] for value in split[0][1]}
    if len(split) < _FEWEST or not all(names & {x["name"] for x in found} for _, found in split):
        return
    for line, found in split:
        main = found[_main_column([value["name"] for value in found])]
        about = Span(*main.span("value"))
        facts = (
            Fact(Span(*x.span("name")), about, Span(*x.span("value")))
            for x in found
            if x is not main
        )
        yield Row(stripped(text, line.span.start, line.span.end), tuple(facts))


def _labels(text: str, lines: Sequence[Line]) -> Iterator[Row]:
    """`Place: the great hall`, where several lines are so."""
    if len(lines) < _FEWEST:
        return
    for line in lines:
        if found := _labelled(text, line.span):
            name, value = Span(*found.span("name")), Span(*found.span("value"))
            yield Row(Span(found.start(), value.end), (Fact(name, None, value),))


def _labelled(text: str, line: Span) -> re.Match[str] | None:
    begin = line.start + marker_length(line.of(text))
    found = _LABELLED.match(text, begin, line.end)
    if found is None or len(found["value"].split()) > _LONGEST_VALUE:
        return None
    is_sentence = found["value"].endswith((".", "!", "?")) or ". " in found["value"]
    return None if is_sentence or found["name"].casefold() in _SPEAKERS else found


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


_READ: Mapping[_Sort, Callable[[str, Sequence[Line]], Iterator[Row]]] = {
    _Sort.BARRED: _barred,
    _Sort.VALUES: _values,
    _Sort.LABELLED: _labels,
}
