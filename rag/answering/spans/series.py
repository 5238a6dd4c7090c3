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
_DEEDS = re.compile(r"[a-z]+ [^.;:!?|\n]*\band [a-z][^.;:!?|\n]*")
_NO_DEED = (
    r"(?:If|When|Whenever|While|Where|Once|Until|Unless|As|Since|Because|Before|After|During|In|On"
    r"|At|By|For|From|To|With|Without|Under|Of|The|This|That|These|Those|An?|All|Any|Each|Every"
    r"|Some|No|You|We|They|He|She|It|I|There|Our|Your|My|Their|His|Her|Its|Dear|Then|So|But|And|Or"
    r"|However|Otherwise|Please|First|Finally|Instead|Therefore|Although|Though|Should|Members?)"
)
_DEED_BEFORE = re.compile(
    rf"(?:^|[.!?:|]\s|[-*+•]\s|\d[.)]\s)\s*(?P<first>(?!{_NO_DEED}\b)[A-Z][a-z]+"
    r"(?: (?!(?:is|are|was|were|has|have|had|will|would|may|must|can|could|should|says?|said)\b)"
    r"[\w’'-]+){1,8}, )\Z",
    re.MULTILINE,
)
"""An order at the beginning of a sentence."""


def with_examples(text: str, span: Span) -> Span:
    """With ", among them Alto and Brio" behind "several boats", which alone names none."""
    examples = _EXAMPLES.match(text, span.end) if _SEVERAL.search(span.of(text)) else None
    return Span(span.start, examples.end()) if examples else span


def with_first_items(text: str, span: Span) -> Span:
    """With "Alto 3, " in front of "Brio 4 and Canto 5"."""
    return _joined(text, span, _END, _ITEMS_BEFORE)


def with_first_deed(text: str, span: Span) -> Span:
    """With "Stay with it, " in front of "hold on and swim": what is to be done first."""
    return _joined(text, span, _DEEDS, _DEED_BEFORE)


def _joined(text: str, span: Span, end: re.Pattern[str], before: re.Pattern[str]) -> Span:
    if not end.fullmatch(text, span.start, span.end):
        return span
    found = before.search(text, max(0, span.start - _LOOKED_AT), span.start)
    return Span(found.start("first"), span.end) if found else span
