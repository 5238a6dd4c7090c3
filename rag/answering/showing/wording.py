"""How the parts of an answer are written out: always the articles' own characters."""

from collections.abc import Sequence

from rag.answering.choosing.candidates import Candidate
from rag.text.sentences import sentence_spans

_SENTENCE_ENDS = (".", "!", "?", ":", "。", "！", "？", "：")
_MARKS = "*_"
_LONGEST_RUN = 400  # characters of a list that is shown as it stands


def joined(items: Sequence[Candidate]) -> str:
    """One slice where the items stand together on a line of one quote, else all of them.

    Then "; " stands between them, or a space behind a sentence or a colon.
    """
    first, last = items[0], items[-1]
    together = all(
        each.quote == first.quote and each.hit.article.id == first.hit.article.id for each in items
    )
    run = last.answer.end - first.answer.start
    if together and 0 < run <= _LONGEST_RUN:
        shift = first.hit.passage.start
        written = first.hit.passage.text[first.answer.start - shift : last.answer.end - shift]
        if "\n" not in written and not _begins_in_emphasis(first, written):
            return written
    return "".join(_followed(each.text) for each in items[:-1]) + last.text


def _begins_in_emphasis(first: Candidate, run: str) -> bool:
    """Does a mark right before the first item close within the run: "Salt* and *Rain"?"""
    passage = first.hit.passage
    before = first.answer.start - passage.start
    mark = passage.text[before - 1] if before else ""
    return bool(mark) and mark in _MARKS and mark in run


def _followed(text: str) -> str:
    return f"{text} " if text.endswith(_SENTENCE_ENDS) else f"{text}; "


def claim_texts(candidate: Candidate) -> list[str]:
    """One claim for a short answer, one for each sentence of a long one."""
    if not candidate.is_sentence:
        return [candidate.text]
    spans = sentence_spans(candidate.text, candidate.hit.article.language)
    return [span.of(candidate.text) for span in spans] or [candidate.text]
