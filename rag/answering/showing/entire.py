"""Sentences of which a quote holds but a part: a passage may not show that its lines are wrapped.

"We have worked since", and below, "August; it is to be sold" is one sentence, as the other lines of
the paragraph show. A passage that begins with its first words has it for two.
"""

from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.spans.quotes import unmarked
from rag.text.paragraphs import paragraph_around
from rag.text.sentences import iter_sentences
from rag.text.spans import Span

_LONGEST = 700  # characters of a quote


def entire(candidate: Candidate, text: str) -> Candidate:
    """With all of its first and last sentence, where those begin or end on another line.

    That is its quote, and its answer where it is all of the quote. `text` is the article's.
    """
    quote, paragraph = candidate.quote, paragraph_around(text, candidate.quote)
    if paragraph is None or "\n" not in paragraph.of(text):
        return candidate
    language = candidate.hit.article.language
    touched = [
        each
        for each in iter_sentences(text, language, paragraph.start, paragraph.end)
        if each.start < quote.end and quote.start < each.end
    ]
    if not touched:
        return candidate
    start, end = unmarked(text, touched[0]).start, touched[-1].end
    whole = Span(
        start if "\n" in text[start : quote.start] else quote.start,
        end if "\n" in text[quote.end : end] else quote.end,
    )
    is_longer = whole != quote and len(whole) <= _LONGEST
    return _quoted(candidate, text, whole) if is_longer else candidate


def _quoted(candidate: Candidate, text: str, whole: Span) -> Candidate:
    own = candidate.hit.passage
    start, end = min(own.start, whole.start), max(own.end, whole.end)
    passage = replace(own, start=start, end=end, text=text[start:end])
    held = replace(candidate, hit=replace(candidate.hit, passage=passage), quote=whole)
    is_all = candidate.is_sentence and candidate.answer == candidate.quote
    return replace(held, answer=whole, text=whole.of(text)) if is_all else held
