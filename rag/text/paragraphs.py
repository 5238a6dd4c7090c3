"""The paragraph around a slice: all between two blank lines."""

import re

from rag.text.spans import Span

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LONGEST = 4_000  # characters before the slice, and behind it


def paragraph_around(text: str, inside: Span) -> Span | None:
    """`None` where one of the blank lines is too far away."""
    first, last = inside.start - _LONGEST, inside.end + _LONGEST
    before = [found.end() for found in _BLANK_LINE.finditer(text, max(0, first), inside.start)]
    behind = _BLANK_LINE.search(text, inside.end, last)
    if (not before and first > 0) or (behind is None and last < len(text)):
        return None
    return Span(before[-1] if before else 0, behind.start() if behind else len(text))
