"""What the first sentence of a passage leans on: the one before it, outside the passage."""

from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.questions import Question
from rag.answering.spans.quotes import needs
from rag.text.sentences import iter_sentences
from rag.text.spans import Span

_LOOKED_AT = 700  # characters before the passage


def with_leaned_on(question: Question, candidate: Candidate, text: str) -> Candidate:
    """Quoted with the sentence before, as it would be were that in the passage, see `quotes`.

    `text` is the article's. "For that reason it is slow" alone tells no reason.
    """
    own, quote = candidate.hit.passage, candidate.quote
    if quote.start != own.start or own.start == 0:
        return candidate
    before = _sentence_before(text, own.start, candidate.hit.article.language)
    if before is None or not needs(question, text, before, quote):
        return candidate
    passage = replace(own, start=before.start, text=text[before.start : own.end])
    led = replace(
        candidate,
        hit=replace(candidate.hit, passage=passage),
        quote=Span(before.start, quote.end),
    )
    if not candidate.is_sentence:
        return led
    return replace(led, answer=led.quote, text=led.quote.of(text))


def _sentence_before(text: str, end: int, language: str | None) -> Span | None:
    """The last sentence that ends before `end`, where it begins in what is looked at."""
    start = max(0, end - _LOOKED_AT)
    found = list(iter_sentences(text, language, start, end))
    is_whole = len(found) > 1 or not start
    return found[-1] if found and is_whole else None
