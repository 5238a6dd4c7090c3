"""A series in a sentence, "A, B and C", given whole where a reader points at a part of it."""

import re

from rag.text.spans import Span

_LOOKED_AT = 160  # characters before the end of a series
_ITEM = r"[A-Z][\w.+'’-]*(?: [A-Z\d][\w.+'’-]*)*"
_END = re.compile(rf"{_ITEM}(?:, {_ITEM})*,? (?:and|or) {_ITEM}")
_ITEMS_BEFORE = re.compile(rf"(?<=[a-z:] )(?P<first>{_ITEM}, (?:{_ITEM}, )*)\Z")
"""Behind a word or a colon: not "However, "."""
_SEVERAL = re.compile(r"(?:^|[\s-])[a-z]{2,}(?<![isu])s\Z")
_EXAMPLES = re.compile(
    r",?\s(?:among them|including|such as|namely)\s"
    r"(?:[^.,;:!?()|\n]|,(?=[^.;:!?()|\n]*\s(?:and|or)\s)){2,100}(?<=\S)(?=\s?[.,;:!?()|\n]|\Z)"
)


def with_examples(text: str, span: Span) -> Span:
    """With ", among them Alto and Brio" behind "several boats", which alone names none."""
    examples = _EXAMPLES.match(text, span.end) if _SEVERAL.search(span.of(text)) else None
    return Span(span.start, examples.end()) if examples else span


def with_first_items(text: str, span: Span) -> Span:
    """With "Alto 3, " in front of "Brio 4 and Canto 5"."""
    if not _END.fullmatch(text, span.start, span.end):
        return span
    found = _ITEMS_BEFORE.search(text, max(0, span.start - _LOOKED_AT), span.start)
    return Span(found.start("first"), span.end) if found else span
