"""What leads up to the item of a list that is the answer, where it turns what the item says."""

import re
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question
from rag.answering.language.values import value_of
from rag.answering.language.words import content_stems
from rag.answering.spans.quotes import leads_up
from rag.text.listings import listing_around
from rag.text.markup import Kind as LineKind
from rag.text.markup import filled_lines, marker_length
from rag.text.spans import Span

_DENIES = re.compile(
    r"\b(?:not|never|no longer|cannot|forbidden|prohibited|banned|except|excluded)\b|n['’]t\b",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"(?:removed|removals?|deprecated|deprecations?|dropped|discontinued|excluded|exclusions"
    r"|exceptions|prohibited|forbidden|banned|not|no longer|never|do not|don['’]ts?)\b[^\n?]{0,40}",
    re.IGNORECASE,
)
"""A heading over what is no more, or may not be."""
_MARKS = " #*_\t\r\n"
_LOOKED_AT = 4_000  # characters above the item
_LONGEST_QUOTE = 700  # characters


def led(question: Question, candidate: Candidate, text: str) -> list[Candidate]:
    """The candidate, or "You must not:" and the item below it, both quoted with what is between.

    So is a heading such as "Removed". `text` is the article's. Said alone, "use it for paid work"
    is the contrary of what the article says. A short answer to a question stays alone, with a quote
    that says so.
    """
    lead = _lead_that_denies(text, candidate.answer) or _heading_that_denies(text, candidate.answer)
    if lead is None:
        return [candidate]
    whole = Span(lead.start, max(lead.end, candidate.quote.end))
    if len(whole) > _LONGEST_QUOTE:
        return [candidate]
    own = candidate.hit.passage
    start, end = min(own.start, whole.start), max(own.end, whole.end)
    around = replace(
        candidate.hit, passage=replace(own, start=start, end=end, text=text[start:end])
    )
    item = replace(candidate, hit=around, quote=whole)
    said = lead.of(text)
    if not candidate.is_sentence or question.negated or _is_said(said, question):
        return [item]
    opening = replace(item, answer=lead, text=said, value=value_of(said), is_sentence=False)
    return [opening, item]


def _is_said(lead: str, question: Question) -> bool:
    """Does the question say it, as "What was removed?" does?

    A "not" is said by no other word, and a yes or no is none without it.
    """
    if question.kind is Kind.YES_NO or leads_up(lead) or _DENIES.search(lead):
        return False
    stems = content_stems(lead)
    return bool(stems) and set(stems) <= set(question.stems)


def _lead_that_denies(text: str, answer: Span) -> Span | None:
    """The sentence that announces the list which the answer stands in, without its mark."""
    listing = listing_around(text, answer)
    lead = listing.lead if listing else None
    if lead is None or answer.start < lead.end or not leads_up(lead.of(text)):
        return None
    if not _DENIES.search(lead.of(text)):
        return None
    return Span(lead.start + marker_length(lead.of(text)), lead.end)


def _heading_that_denies(text: str, answer: Span) -> Span | None:
    """The words of the heading right above the list, be it of one item, that holds the answer."""
    start = text.rfind("\n", 0, max(0, answer.start - _LOOKED_AT)) + 1
    in_list = False
    for line in reversed(list(filled_lines(text, start, answer.end))):
        written = line.span.of(text)
        if line.kind is LineKind.HEADING:
            head = written.strip(_MARKS)
            begin = line.span.start + written.index(head)
            denies = in_list and _UNDONE.fullmatch(head)
            return Span(begin, begin + len(head)) if denies else None
        in_list = in_list or line.kind is LineKind.ITEM
        is_apart = line.after_blank and not written.startswith((" ", "\t"))
        if line.kind is not LineKind.ITEM and (line.kind is not LineKind.PLAIN or is_apart):
            return None
    return None
