"""What was found in an article as it is read, in the article's own characters."""

from dataclasses import replace

from rag.answering.candidates import Candidate
from rag.answering.verbalised import VerbalisedPassage, united
from rag.types import Passage


def as_written(candidate: Candidate) -> Candidate:
    """The candidate in the article's own characters; itself where it was read so."""
    passage = candidate.hit.passage
    if not isinstance(passage, VerbalisedPassage):
        return candidate
    article, source = passage.article, passage.source
    answer = article.answer(candidate.answer)
    quote = united([article.quote(candidate.quote), answer])
    start, end = min(source.start, quote.start), max(source.end, quote.end)
    held = Passage(source.article_id, start, end, article.written[start:end], source.heading)
    hit = replace(candidate.hit, passage=held)
    written = answer.of(article.written)
    return replace(candidate, hit=hit, answer=answer, quote=quote, text=written)
