"""What leads up to the item of a list that is the answer, where it turns what the item says."""

import re
from dataclasses import replace

from rag.answering.candidates import Candidate
from rag.answering.questions import Question
from rag.answering.quotes import leads_up
from rag.answering.values import value_of
from rag.text.listings import listing_around
from rag.text.markup import marker_length
from rag.text.spans import Span

_DENIES = re.compile(
    r"\b(?:not|never|no longer|cannot|forbidden|prohibited|banned|except|excluded)\b|n['’]t\b",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 700  # characters


def led(question: Question, candidate: Candidate, text: str) -> list[Candidate]:
    """The candidate, or "You must not:" and the item below it, both quoted with what is between.

    `text` is the article's. Said alone, "use it for paid work" is the contrary of what the article
    says. A short answer to a question stays alone, with a quote that says so.
    """
    listing = listing_around(text, candidate.answer)
    lead = listing.lead if listing else None
    if lead is None or candidate.answer.start < lead.end or not leads_up(lead.of(text)):
        return [candidate]
    lead = Span(lead.start + marker_length(lead.of(text)), lead.end)
    whole = Span(lead.start, max(lead.end, candidate.quote.end))
    if not _DENIES.search(lead.of(text)) or len(whole) > _LONGEST_QUOTE:
        return [candidate]
    own = candidate.hit.passage
    start, end = min(own.start, whole.start), max(own.end, whole.end)
    around = replace(
        candidate.hit, passage=replace(own, start=start, end=end, text=text[start:end])
    )
    item = replace(candidate, hit=around, quote=whole)
    if not candidate.is_sentence or question.negated:
        return [item]
    said = lead.of(text)
    opening = replace(item, answer=lead, text=said, value=value_of(said), is_sentence=False)
    return [opening, item]
