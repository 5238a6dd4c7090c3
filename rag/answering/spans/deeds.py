"""What is done or is to be done, told whole: with its verb, its next step or its remedy."""

import re

from rag.text.spans import Span

_LOOKED_AT = 40  # characters before the answer
_BEGINS = re.compile(r"(?:^|[.!?:|]|\bis|[-*+•]|\d[.)])\s*\Z", re.MULTILINE)
_THEN = re.compile(r"(?:,| and|, and) then [^.;:!?|\n]{2,100}(?=[.;!?|\n]|\Z)")
_REMEDY = re.compile(r": (?=\S)[^\n]{2,160}?(?=[.!?](?:\s|\Z)|\n|\Z)")
_DEED = re.compile(
    r"(?:^|[.!?:|]|[-*+•]|\d[.)])\s*(?P<deed>[A-Z][a-z]+ed "
    r"(?:to|until|by|for|from|as|in|at|on|with)\s(?:the\s)?)\Z",
    re.MULTILINE,
)
"""A sentence that begins with what was done, as minutes have it."""
_DOING = re.compile(r"(?:^|[.!?:|]|[-*+•]|\d[.)])\s*(?P<doing>[A-Z][a-z]+ing )\Z", re.MULTILINE)
_SENTENCE_ENDS = re.compile(r"[.!?;]?(?=\s*(?:\||\n|\Z))|[.!?](?=\s)")
_DEEDS = re.compile(r"[a-z]+ [^.;:!?|\n]*\band [a-z][^.;:!?|\n]*")
_NO_ORDER = (
    r"(?:If|When|Whenever|While|Where|Once|Until|Unless|As|Since|Because|Before|After|During|In|On"
    r"|At|By|For|From|To|With|Without|Under|Of|The|This|That|These|Those|An?|All|Any|Each|Every"
    r"|Some|No|You|We|They|He|She|It|I|There|Our|Your|My|Their|His|Her|Its|Dear|Then|So|But|And|Or"
    r"|However|Otherwise|Please|First|Finally|Instead|Therefore|Although|Though|Should|Members?)"
)
_ORDER_BEFORE = re.compile(
    rf"(?:^|[.!?:|]\s|[-*+•]\s|\d[.)]\s)\s*(?P<first>(?!{_NO_ORDER}\b)[A-Z][a-z]+"
    r"(?: (?!(?:is|are|was|were|has|have|had|will|would|may|must|can|could|should|says?|said)\b)"
    r"[\w’'-]+){1,8}, )\Z",
    re.MULTILINE,
)
"""An order at the beginning of a sentence."""
_LONGEST_ORDER = 160  # characters


def with_deed(text: str, span: Span) -> Span:
    """With the verb of "Deferred to the next meeting", where the span is but the rest of it.

    So with that of "Counting how many birds live there."
    """
    before = max(0, span.start - _LOOKED_AT)
    if found := _DEED.search(text, before, span.start):
        return Span(found.start("deed"), span.end)
    doing = _DOING.search(text, before, span.start)
    is_rest = doing and _SENTENCE_ENDS.match(text, span.end)
    return Span(doing.start("doing"), span.end) if doing and is_rest else span


def with_next_step(text: str, span: Span) -> Span:
    """With ", then run B", where the span is "Run A" at the beginning of its sentence or cell."""
    begins = span.of(text)[:1].isupper() and len(span.of(text).split()) > 1
    before = text[max(0, span.start - _LOOKED_AT) : span.start]
    if not begins or (before and not _BEGINS.search(before)):
        return span
    following = _THEN.match(text, span.end)
    return Span(span.start, following.end()) if following else span


def with_remedy(text: str, span: Span) -> Span:
    """With what the sentence says is to be done: "the filter is full: empty it"."""
    remedy = _REMEDY.match(text, span.end)
    return Span(span.start, remedy.end()) if remedy else span


def with_first_deed(text: str, span: Span) -> Span:
    """With "Stay with it, " in front of "hold on and swim": what is to be done first."""
    if not _DEEDS.fullmatch(text, span.start, span.end):
        return span
    order = _ORDER_BEFORE.search(text, max(0, span.start - _LONGEST_ORDER), span.start)
    return Span(order.start("first"), span.end) if order else span
