"""Whose words are quoted below a reply, and of which day: an earlier mail may be out of date."""

import re
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.text.spans import Span

_LONGEST_QUOTE = 700  # characters
_LOOKED_AT = 700
_WRITER = re.compile(
    r"^(?:On|Am|Le|El|Il)\b(?=[^\n]*\d)[^\n]{0,150}(?:\n[^\n]{1,150})?"
    r"\b(?:wrote|schrieb(?: [^\n]{1,80})?|a écrit|escribió|ha scritto)\s?:[ \t]*$",
    re.MULTILINE,
)
"""As `rag.extraction.mail` leaves it, in a paragraph of its own."""
_SENDER = re.compile(r"^From: \"?([^\s\"<>,@]+)", re.MULTILINE)


def is_mail(text: str) -> bool:
    """Is it the text of an article that was a mail?"""
    return _SENDER.search(text, 0, _LOOKED_AT) is not None


def with_writer(candidate: Candidate, text: str) -> Candidate:
    """The candidate, quoted from "On 9 March Ann Reed wrote:" on where that stands above it.

    `text` is the article's. Itself where nothing such stands near, in what is no mail, and above
    the name of the mail's own sender, who then answers below what is quoted.
    """
    quote = candidate.quote
    sender = _SENDER.search(text, 0, _LOOKED_AT)
    if sender is None or _signs(sender[1], text[quote.end :]):
        return candidate
    start = max(0, quote.end - _LOOKED_AT)
    writer = max(_WRITER.finditer(text, start, quote.start), key=re.Match.start, default=None)
    if writer is None or quote.end - writer.start() > _LONGEST_QUOTE:
        return candidate
    own = candidate.hit.passage
    first, last = min(own.start, writer.start()), max(own.end, quote.end)
    around = replace(own, start=first, end=last, text=text[first:last])
    hit = replace(candidate.hit, passage=around)
    return replace(candidate, hit=hit, quote=Span(writer.start(), quote.end))


def is_of_later_mail(candidate: Candidate, other: Candidate) -> bool:
    """Does "On 9 March Ann Reed wrote:" stand below it, and above the other?

    Looked for in the passages of the two, which hold it where they lie side by side.
    """
    if candidate.hit.article.id != other.hit.article.id:
        return False
    return any(
        candidate.answer.end <= writer.start() + each.hit.passage.start < other.answer.start
        for each in (candidate, other)
        for writer in _WRITER.finditer(each.hit.passage.text)
    )


def _signs(name: str, text: str) -> bool:
    return bool(re.search(rf"^\W*{re.escape(name)}\b[^\n]{{0,40}}$", text, re.MULTILINE))
