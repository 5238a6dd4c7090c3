"""What an article takes back at its end: "Correction: … There are eight, not seven."."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.evidence import prepare
from rag.answering.language.values import value_of
from rag.text.sentences import iter_sentences
from rag.text.spans import Span

_CORRECTION = re.compile(
    r"^[*_#> \t]*(?:Corrections?|Erratum|Errata|Corrigend(?:um|a))\b[^\n]*", re.MULTILINE
)
_TAKEN_BACK = re.compile(r",? (?:and )?(?:not|instead of|rather than) (?P<wrong>[^.,;\n]{1,60})")
_LONGEST = 600  # characters of a correction


def corrections(candidate: Candidate, text: str) -> Sequence[Candidate]:
    """The sentence of a correction that says "not" to the short answer; mostly none.

    `text` is the article's. The correction must share another word with the answer's quote.
    """
    if candidate.is_sentence:
        return ()
    for found in _CORRECTION.finditer(text):
        whole = Span(*found.span())
        apart = whole.start >= candidate.quote.end or whole.end <= candidate.quote.start
        if apart and len(whole) <= _LONGEST and (said := _taken_back(candidate, text, whole)):
            return (_told(candidate, text, said, whole),)
    return ()


def _taken_back(candidate: Candidate, text: str, whole: Span) -> Span | None:
    """The sentence that takes the answer back."""
    answer, quoted = prepare(candidate.text).stems, prepare(candidate.quoted).stems
    for sentence in iter_sentences(text, candidate.hit.article.language, whole.start, whole.end):
        found = _TAKEN_BACK.search(text, sentence.start, sentence.end)
        wrong = prepare(found["wrong"]).stems if found else frozenset()
        shared = (prepare(whole.of(text)).stems & quoted) - wrong
        if wrong and wrong <= answer and shared:
            return sentence
    return None


def _told(candidate: Candidate, text: str, said: Span, whole: Span) -> Candidate:
    written = said.of(text)
    passage = replace(candidate.hit.passage, start=whole.start, end=whole.end, text=whole.of(text))
    return replace(
        candidate,
        hit=replace(candidate.hit, passage=passage),
        answer=said,
        quote=whole,
        text=written,
        value=value_of(written),
    )
