"""Lists in a text: marked lines of one indent and sort, and what leads up to them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.markup import Kind, Line, filled_lines, marker_length
from rag.text.sentences import sentence_spans
from rag.text.spans import Span, stripped

_BEFORE, _BEHIND = 20_000, 40_000
"""Characters in which a list's other items are looked for."""
_COUNT = re.compile(r"\d+|[一二三四五六七八九十]+|[A-Za-z]+(?=\)\Z)")
_INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, without its marker."""

    own: Span
    """Its first paragraph, on however many lines."""
    whole: Span
    """With what stands indented below it, such as a list within the list."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of two items or more."""

    lead: Span | None
    """The last sentence above, or the heading right above; `None` where there is neither."""
    above: Span | None
    """The paragraph that the lead ends, or the heading."""
    items: tuple[Item, ...]
    is_numbered: bool


def listing_around(text: str, place: Span) -> Listing | None:
    """The innermost list that the place begins in, or that its sentence leads up to."""
    lines = _lines_around(text, place)
    own = _item_above(text, lines, _line_of(lines, place.start))
    if own is not None:
        return _listing(text, lines, own)
    own = _item_below(lines, _line_of(lines, place.end - 1))
    found = None if own is None else _listing(text, lines, own)
    leads = found and found.lead and found.lead.start < place.end and place.start < found.lead.end
    return found if leads else None


def _lines_around(text: str, place: Span) -> list[Line]:
    start = text.rfind("\n", 0, max(0, place.start - _BEFORE)) + 1
    end = text.find("\n", place.end + _BEHIND)
    return list(filled_lines(text, start, len(text) if end < 0 else end))


def _line_of(lines: Sequence[Line], offset: int) -> int:
    """The last line that begins at the offset or before; -1 where none does."""
    return sum(line.span.start <= offset for line in lines) - 1


def _item_above(text: str, lines: Sequence[Line], at: int) -> int | None:
    """The line that begins the item which the line belongs to."""
    while at >= 0:
        line = lines[at]
        if line.kind is Kind.ITEM:
            return at
        if line.kind is Kind.HEADING or (line.after_blank and not _indent(text, line)):
            return None
        at -= 1
    return None


def _item_below(lines: Sequence[Line], at: int) -> int | None:
    """The item that begins right below the paragraph or heading which the line belongs to."""
    if at < 0:
        return None
    below = at + 1
    while below < len(lines) and lines[below].kind is Kind.PLAIN and not lines[below].after_blank:
        below += 1
    return below if below < len(lines) and lines[below].kind is Kind.ITEM else None


def _listing(text: str, lines: Sequence[Line], own: int) -> Listing | None:
    """The list of the item that begins on a line."""
    indent, sort = _indent(text, lines[own]), _sort(text, lines[own])
    first = own
    while (before := _sibling_above(text, lines, first, indent)) is not None:
        if _sort(text, lines[before]) != sort:
            break
        first = before
    starts, end = _siblings_below(text, lines, first, indent, sort)
    if len(starts) < 2:
        return None
    items = [_item(text, lines[a:b]) for a, b in zip(starts, [*starts[1:], end], strict=True)]
    above = _above(lines, first)
    lead = above and _last_sentence(text, above)
    return Listing(lead, above, tuple(items), bool(_COUNT.search(sort)))


def _sibling_above(text: str, lines: Sequence[Line], at: int, indent: int) -> int | None:
    """The item before the one that begins at the line, of the same indent."""
    for before in range(at - 1, -1, -1):
        line = lines[before]
        if line.kind is Kind.ITEM and _indent(text, line) <= indent:
            return before if _indent(text, line) == indent else None
        if line.kind is not Kind.ITEM and not _may_belong(text, line, indent):
            return None
    return None


def _siblings_below(
    text: str, lines: Sequence[Line], first: int, indent: int, sort: str
) -> tuple[list[int], int]:
    """Where the items begin, and the line behind the last of them."""
    starts = [first]
    for at in range(first + 1, len(lines)):
        line = lines[at]
        deeper = _indent(text, line) > indent
        if line.kind is Kind.ITEM and not deeper:
            if _indent(text, line) < indent or _sort(text, line) != sort:
                return starts, at
            starts.append(at)
        elif line.kind is not Kind.ITEM and not _may_belong(text, line, indent):
            return starts, at
    return starts, len(lines)


def _may_belong(text: str, line: Line, indent: int) -> bool:
    """May the line, no item, go on with one that stands above it?"""
    if line.kind is not Kind.HEADING and _indent(text, line) > indent:
        return True
    leads = line.span.of(text).rstrip().endswith((":", "："))
    return line.kind is Kind.PLAIN and not line.after_blank and not leads


def _item(text: str, lines: Sequence[Line]) -> Item:
    begin = lines[0].span.start + marker_length(lines[0].span.of(text))
    last = lines[0]
    for line in lines[1:]:
        if line.kind is not Kind.PLAIN or line.after_blank:
            break
        last = line
    own, whole = (stripped(text, begin, each.span.end) for each in (last, lines[-1]))
    return Item(own, whole)


def _above(lines: Sequence[Line], first: int) -> Span | None:
    if not first or lines[first - 1].kind not in {Kind.PLAIN, Kind.HEADING, Kind.ITEM}:
        return None
    top = _paragraph_top(lines, first - 1)
    return Span(lines[top].span.start, lines[first - 1].span.end)


def _last_sentence(text: str, paragraph: Span) -> Span | None:
    sentences = sentence_spans(paragraph.of(text))
    return sentences[-1].shifted(paragraph.start) if sentences else None


def _paragraph_top(lines: Sequence[Line], at: int) -> int:
    """The line that begins the paragraph or item which the line belongs to."""
    while at and lines[at].kind is Kind.PLAIN and not lines[at].after_blank:
        if lines[at - 1].kind not in {Kind.PLAIN, Kind.ITEM}:
            return at
        at -= 1
    return at


def _sort(text: str, line: Line) -> str:
    """The marker, whatever it counts."""
    head = line.span.of(text)[: marker_length(line.span.of(text))]
    return _COUNT.sub("1", head.strip())


def _indent(text: str, line: Line) -> int:
    found = _INDENT.match(text, line.span.start)
    return len(found.group().expandtabs(4)) if found else 0
