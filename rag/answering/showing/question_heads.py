"""The question that stands over its answer, as in a list of them: quoted with a short answer.

"Not yet." says nothing without it.
"""

import re
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.showing.correspondence import is_mail
from rag.answering.spans.quotes import unmarked
from rag.text.markup import Kind, filled_lines
from rag.text.spans import Span

_LONGEST_QUESTION = 200  # characters
_LOOKED_AT = 1_000  # characters above the answer
_MOST_WORDS = 8
"""Of a sentence that may say nothing of what it is about."""
_SAYS_YES_OR_NO = re.compile(
    r"(?:yes|no|not|never|only|usually|sometimes|mostly|partly|it depends|in principle)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？][*_\s]*\Z")
_MARKS = re.compile(r"[\s>*_#-]*(?:\**A(?:nswer)?[:.]\**\s*)?")


def with_question(candidate: Candidate, text: str) -> Candidate:
    """The candidate, quoted from the question on that the line right above its quote asks.

    `text` is the article's. Itself where the quote neither is short nor begins with a yes or no,
    and in a mail, where somebody else asks.
    """
    quote = candidate.quote
    words = quote.of(text)
    is_short = len(words.split()) <= _MOST_WORDS or _SAYS_YES_OR_NO.match(words)
    head = _question_above(text, quote.start) if is_short and not is_mail(text) else None
    if head is None:
        return candidate
    own = candidate.hit.passage
    first, last = min(own.start, head.start), max(own.end, quote.end)
    around = replace(own, start=first, end=last, text=text[first:last])
    hit = replace(candidate.hit, passage=around)
    return replace(candidate, hit=hit, quote=Span(head.start, quote.end))


def _question_above(text: str, place: int) -> Span | None:
    start = text.rfind("\n", 0, max(0, place - _LOOKED_AT)) + 1
    own = text.rfind("\n", 0, place) + 1
    if not _MARKS.fullmatch(text, own, place):
        return None
    above = [line for line in filled_lines(text, start, own) if line.span.end <= own]
    if not above or above[-1].kind in {Kind.ROW, Kind.CODE, Kind.RULE}:
        return None
    line = above[-1].span
    asked = unmarked(text, line)
    short = len(line) <= _LONGEST_QUESTION
    return Span(asked.start, line.end) if short and _ASKS.search(line.of(text)) else None
