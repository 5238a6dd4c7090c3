"""What the lines of a text are, in Markdown or in plain text that looks like it.

One pass, in time linear in the text whatever it holds, which no full Markdown parser promises; the
tests compare the headings with markdown-it's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from rag.text.lines import LINE_END
from rag.text.spans import Span

LOOKED_AT = 1_000
"""Characters of a line in which its kind shows: patterns never run over a line of megabytes."""

_FILLED = re.compile(r"\S")
_HEADING = re.compile(r"[ ]{0,3}\#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r"[ ]{0,3}(?:[-=*_][ \t]?){2,}$|[ ]{0,3}=$")
_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_COMMENT = re.compile(r"[ ]{0,3}<!--(?!.*-->)")
_COMMENT_END = "-->"
_BULLET = re.compile(
    r"[ \t]*(?:[-*+•‣◦·–—][ \t]+|[（(]?[一二三四五六七八九十]{1,3}[）)、．])(?=\S)"
)
_NUMBER = re.compile(r"[ \t]*\(?(?P<number>\d{1,3})[.)、．](?!\d)[ \t]*(?=\S)")
_UNIT = (
    r"(?:[kKMGT]?i?(?:Hz|B|bit|Wh?|V|Nm?)|EUR|USD|GBP|CHF|Euros?|[CFK]"
    r"|[MB]illi\w+|Mi?[or]\.|Mrd|Thousand|Tonn\w+|Zoll|Percent|Prozent)(?!\w)"
)
_CLAUSE = re.compile(
    r"[ \t]*\d{1,2}(?:\.(?:[1-9]|1[0-46-9])){1,3}\.?[ \t]+"
    rf"(?!{_UNIT})(?=[A-ZÀ-ÖØ-ÞΑ-ΩА-Я(\[\"'“„«])"
)
"""`6.1.2 The premises …`; but neither `1.5 GHz` nor what looks like a time: `9.30`, `10.15`."""
_LETTER = re.compile(r"[ \t]*(?P<letter>[A-Za-z]|[ivx]{2,5})\)[ \t]+(?=\S)")
_QUOTE = re.compile(r"[ ]{0,3}>[ \t]?")
_MARKERS = (_BULLET, _CLAUSE, _NUMBER, _LETTER, _QUOTE)
_BARS = 2
"""A line with as many bars in spaces is a table row without outer bars."""
NAMED_VALUE = re.compile(
    r"(?P<name>[^:;|\s][^:;|]{0,59}): (?P<value>(?:[^;\s]|;(?=\S))+"
    r"(?:\s+(?:[^;\s]|;(?=\S))+)*)(?:; |\s*$)"
)
"""`City: Bern; ` of a row that names its values; a semicolon within a word parts nothing."""


class Kind(Enum):
    """A line's part in the text."""

    HEADING = auto()
    """`# …` to `###### …`."""
    RULE = auto()
    """A thematic break, or the underline of a heading above it."""
    ROW = auto()
    """Of a table, in cells or in values with their names."""
    CODE = auto()
    """Within a fence or a comment, their first and last lines included."""
    ITEM = auto()
    """The first line of a list item."""
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without its end."""

    span: Span
    kind: Kind
    after_blank: bool
    """Does a blank line stand before it?"""


def filled_lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not blank, in order."""
    closing: str | None = None
    in_paragraph = in_item = False
    for span, after_blank in _filled_spans(text, start, len(text) if end is None else end):
        head = text[span.start : min(span.end, span.start + LOOKED_AT)]
        if closing is not None:
            kind, closing = Kind.CODE, None if _closes(head, closing) else closing
        else:
            closing = _opened(head)
            kind = Kind.CODE if closing else _kind(head, in_paragraph and not after_blank)
        goes_on = not after_blank or head.startswith(("  ", "\t"))
        in_item = kind is Kind.ITEM or (in_item and kind is Kind.PLAIN and goes_on)
        in_paragraph = kind is Kind.PLAIN and not in_item
        yield Line(span, kind, after_blank)


def marker_length(line: str) -> int:
    """Characters of the list marker or quote mark that the line begins with; 0 for none."""
    head = line[:LOOKED_AT]
    return next((found.end() for marker in _MARKERS if (found := marker.match(head))), 0)


def are_named_values(line: str) -> bool:
    """Is all of the line names with values, two or more: `City: Bern; Canton: Bern`?

    Of a longer line the first `LOOKED_AT` characters may end within a name.
    """
    if ": " not in line or "; " not in line:
        return False
    is_long = len(line) == LOOKED_AT
    line, end, count = line.rstrip(";") if is_long else line, 0, 0
    while value := NAMED_VALUE.match(line, end):
        end, count = value.end(), count + 1
    rest = line[end:].strip()
    is_cut = is_long and ";" not in rest and ": " not in rest
    return count > 1 and (not rest or is_cut)


def is_quoted(line: str) -> bool:
    """Does the line begin with the mark of a block quote?"""
    return _QUOTE.match(line) is not None


def _filled_spans(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    at = start
    while filled := _FILLED.search(text, at, end):
        gap = text[at : filled.start()]
        blank = max(gap.rfind("\n"), gap.rfind("\r")) + 1
        line_end = LINE_END.search(text, filled.end(), end)
        yield Span(at + blank, line_end.start() if line_end else end), blank > 0
        if line_end is None:
            return
        at = line_end.end()


def _opened(head: str) -> str | None:
    """What closes the block of code or comment that the line opens; `None` where it opens none."""
    fence = _FENCE.match(head)
    if fence is not None:
        return fence["fence"]
    return _COMMENT_END if _COMMENT.match(head) else None


def _closes(head: str, closing: str) -> bool:
    if closing == _COMMENT_END:
        return closing in head
    mark = head.strip()
    return len(mark) >= len(closing) and mark == closing[0] * len(mark)


def _kind(head: str, in_paragraph: bool) -> Kind:
    if _HEADING.match(head):
        return Kind.HEADING
    if _RULE.match(head):
        return Kind.RULE
    if head.lstrip().startswith("|") or head.count(" | ") >= _BARS or are_named_values(head):
        return Kind.ROW
    if _BULLET.match(head) or _starts_numbered_item(head, in_paragraph):
        return Kind.ITEM
    return Kind.PLAIN


def _starts_numbered_item(head: str, in_paragraph: bool) -> bool:
    """Within a paragraph that is no item only a list's first one is believed: CommonMark 5.3.

    A wrapped line may well begin with a number and a full stop.
    """
    if _CLAUSE.match(head):
        return not in_paragraph
    marker = _NUMBER.match(head) or _LETTER.match(head)
    return marker is not None and (not in_paragraph or marker[1] in {"1", "a", "A"})
