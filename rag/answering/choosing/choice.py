"""Which of the possible answers is the best one: the reader's scores, weighed with what is around.

A small reader is often nearly as sure of a wrong span as of the right one. What it does not see,
how the passage was found and how much of the question stands in the quote, then decides. The
weights are those of a conditional logit over the possible answers of a question (McFadden 1974),
fitted with the confidence and kept in the same file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rag.answering.language.evidence import coverage, headed, prepare, quote_coverage
from rag.answering.language.kinds import SHORT
from rag.answering.language.questions import Question
from rag.answering.language.words import content_stems
from rag.answering.spans.cutting import fit_of
from rag.answering.spans.quotes import is_fragment
from rag.types import Hit

VERDICT = "verdict"
"""The feature that an answer reranker tells."""
CHOICE: Mapping[str, str] = {
    "score": "the reader's score of the answer",
    "relevance": "the reader's relevance of its passage",
    "support": "the reader's score of the sentence that the answer starts in",
    "quote_words": "weighted share of the question's words in the quote, names also in the passage",
    "passage_words": "weighted share of the question's words in passage, headings and title",
    "echo": "share of the answer's words that the question holds already",
    "fragment": "1 where the quote is a heading, a byline or a question",
    "type_fit": "how well the answer is of the type asked for, 0 to 1; 0.5 where any type will do",
    "dense": "inner product of question and passage, 0 where it was found by keywords alone",
    "keyword": "log of 1 + BM25 of the passage",
    "rank": "1 over the passage's place in the fused order",
    "quote_dense": "inner product of question and quote, 0 where there is no encoder",
    VERDICT: "the answer reranker's log odds of the answer, 0 where there is no reranker",
}
"""Name and meaning of what a choice may be weighed by."""
READER_ALONE: Mapping[str, float] = {"score": 1.0, "relevance": 1.0}
"""The weights where none were fitted."""
SHARPNESS = 2.7
"""A weighed score is so many times the log odds of the answer among all: articles that agree add to
it (`rag.answering.choosing.agreement`), and should seldom outvote a better answer. Such was the
scale when the reader's own score counted once, see `eval/LOG.md`."""


@dataclass(frozen=True, slots=True)
class Possible:
    """What is known of a possible answer."""

    hit: Hit
    quoted: str
    written: str
    score: float
    """The reader's, of the answer itself."""
    support: float


def choice_features(question: Question, possible: Possible) -> dict[str, float]:
    """The features of `CHOICE` by name, but those that the whole selection adds."""
    found = possible.hit.scores
    return {
        "score": possible.score,
        "support": possible.support,
        "quote_words": quote_coverage(question, possible.quoted, possible.hit),
        "passage_words": coverage(question, prepare(headed(possible.hit))),
        "echo": _echo(question, possible.written),
        "fragment": float(is_fragment(possible.quoted)),
        "type_fit": _type_fit(question, possible),
        "dense": found.get("dense", 0.0),
        "keyword": float(np.log1p(max(0.0, found.get("keyword", 0.0)))),
    }


def _echo(question: Question, written: str) -> float:
    stems = content_stems(written)
    asked = set(question.stems)
    return sum(stem in asked for stem in stems) / len(stems) if stems else 1.0


def _type_fit(question: Question, possible: Possible) -> float:
    if question.kind not in SHORT:
        return 0.5
    return fit_of(question, possible.quoted, possible.written)
