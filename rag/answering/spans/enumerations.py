"""The items that a sentence counts and tells behind a colon: "four things: a, b, c and d"."""

import re

from rag.answering.language.evidence import credit, prepare
from rag.answering.language.questions import Question
from rag.answering.language.units import COUNTS
from rag.text.spans import Span

_COUNT = "|".join(word for word in COUNTS if len(word) > 2 and word not in {"zero", "one"})
_IN_LINE = r"(?:[^:;.!?|\n]|\.(?=\w)|\n(?![ \t]*(?:\n|[-*+•|#>]|\d+[.)])))"
_COUNTED = re.compile(
    rf"(?P<lead>{_IN_LINE}*\b(?:{_COUNT}|[2-9]|1\d)\s[a-z]{_IN_LINE}*):\s"
    rf"(?P<items>{_IN_LINE}{{1,400}})(?=[.!?](?:\s|\Z)|\n|\Z)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,\s]\s*(?:and|or)\s|,\s")
_BEGINS = re.compile(r"(?:,|\b(?:and|or))\s\Z")
_ENDS = re.compile(r"\s*(?:,|\s(?:and|or)\b|\Z)")
_LOOKED_AT = 400  # characters before the answer


def with_other_items(question: Question, text: str, span: Span) -> Span:
    """All items of such a sentence, where the span is whole items of it.

    What is told before the colon must share a word with the question.
    """
    start = text.rfind("\n\n", max(0, span.start - _LOOKED_AT), span.start) + 1
    for found in _COUNTED.finditer(text, start or max(0, span.start - _LOOKED_AT)):
        items = Span(*found.span("items"))
        if items.start > span.start:
            break
        if span.end <= items.end and _is_whole(text, items, span):
            told = prepare(found["lead"])
            is_asked = any(credit(stem, told) for stem in question.stems)
            return items if is_asked else span
    return span


def _is_whole(text: str, items: Span, span: Span) -> bool:
    begins = span.start == items.start or _BEGINS.search(text, items.start, span.start)
    ends = _ENDS.match(text, span.end, items.end)
    return bool(begins and ends and _BETWEEN.search(text, items.start, items.end))
