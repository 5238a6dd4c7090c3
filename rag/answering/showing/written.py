"""What was found in an article as it is read, in the article's own characters."""

from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.tables.verbalised import VerbalisedPassage, united
from rag.types import Passage

_LONGEST_ROW = 200  # characters


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


def with_row(candidate: Candidate) -> Candidate:
    """With the whole row as the answer, where that is short and a cell of it was read.

    "Mr Castellan: mend the gate, by 3 May" tells who and when; its cell only when.
    """
    written = as_written(candidate)
    if written is candidate or not candidate.is_sentence or len(written.quote) > _LONGEST_ROW:
        return written
    row = written.quote.shifted(-written.hit.passage.start).of(written.hit.passage.text)
    return replace(written, answer=written.quote, text=row) if "\n" not in row else written
