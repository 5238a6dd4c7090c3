"""What the confidence in an answer is judged by: named numbers, the same for every reader.

That another article says otherwise is shown, and is no feature: it does not make a value less
likely to be one of the right ones. `share` and leads are over values that do not contradict it.
"""

import math
from collections.abc import Mapping, Sequence

from rag.answering.choosing.agreement import Agreement
from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.choice import VERDICT
from rag.answering.language.evidence import (
    credit,
    headed,
    missing_names,
    missing_numbers,
    prepare,
    share,
)
from rag.answering.language.kinds import SHORT, Kind
from rag.answering.language.questions import Question, wants_sentence
from rag.types import Hit, Reading

FEATURES: Mapping[str, str] = {
    "score": "what the answer was chosen by: the weighed sum of the features of its choice",
    "relevance": "the reader's relevance of its passage",
    "best_relevance": "the best relevance of any passage that was read",
    "support": "the reader's score of the sentence that holds the answer",
    "relevance_lead": "that relevance less the best of any other article's or distant passage",
    "relevance_spread": "the best relevance less the mean of all that were read",
    "share": "the answer's share of the summed odds of all answers found",
    "lead": "log odds of the answer over the next other value, at most 10",
    "quote_words": "weighted share of the question's words in the quote, names also in the passage",
    "passage_words": "weighted share of the question's words in passage, headings and title",
    "names_missing": "share of the question's names and rare words that passage and title lack",
    "numbers_missing": "share of the question's numbers that the passage does not state",
    "words_nowhere": "weighted share of the question's words that no passage holds",
    "dense": "inner product of question and passage, 0 where it was found by keywords alone",
    "best_dense": "the best inner product of any passage",
    "keyword": "log of 1 + BM25 of the passage",
    "rank": "1 over the passage's place in the fused order",
    "agreement": "log2 of the number of articles that state the answer",
    "type_fit": "how well the answer is of the type asked for, 0 to 1; 0.5 where any type will do",
    "sentence": "1 where the answer is a whole sentence",
    "sentence_asked": "1 where it is one and only a sentence can answer: why, how, yes or no",
    "short_kind": "1 where a date, number or name was asked for",
    "list_kind": "1 where a list was asked for",
    "question_words": "log of 1 + the number of content words of the question",
    "answer_words": "log of 1 + the number of words of the answer",
    "opposed": "share of the passages read that say the opposite of what is asked",
    "quote_dense": "inner product of question and quote, 0 where there is no encoder",
    VERDICT: "the answer reranker's log odds of the answer, 0 where there is no reranker",
    "best_verdict": "the best of those of all values found",
    "verdict_lead": "the verdict less the best of any other value, at most 10; 0 where none is",
}
"""Name and meaning, in the order of a model's weights."""

JUDGED = (VERDICT, "best_verdict", "verdict_lead")
"""Those that an answer reranker is needed for."""
_OF_THE_CANDIDATE = (
    "support",
    "quote_words",
    "passage_words",
    "dense",
    "keyword",
    "rank",
    "type_fit",
    "quote_dense",
    VERDICT,
)
"""What the answer was chosen by, too."""
_MOST_LEAD = 10.0


def features(
    question: Question,
    agreed: Sequence[Agreement],
    chosen: Agreement,
    opposed: int,
    readings: Sequence[Reading],
    hits: Sequence[Hit],
) -> dict[str, float]:
    """The features of one group of agreeing candidates among all groups."""
    best = chosen.best
    return {
        **{name: best.features[name] for name in _OF_THE_CANDIDATE},
        **_reader_features(agreed, chosen, readings),
        **_evidence_features(question, best, hits),
        "best_dense": max(hit.scores.get("dense", 0.0) for hit in hits),
        "agreement": math.log2(len({each.hit.article.sha256 for each in chosen.members})),
        "sentence": float(best.is_sentence),
        "sentence_asked": float(best.is_sentence and wants_sentence(question)),
        "best_verdict": max(group.best.features[VERDICT] for group in agreed),
        "verdict_lead": _verdict_lead(agreed, chosen),
        "short_kind": float(question.kind in SHORT),
        "list_kind": float(question.kind is Kind.LIST),
        "question_words": math.log1p(len(question.stems)),
        "answer_words": math.log1p(len(best.text.split())),
        "opposed": opposed / len(readings),
    }


def _reader_features(
    agreed: Sequence[Agreement], chosen: Agreement, readings: Sequence[Reading]
) -> dict[str, float]:
    best = chosen.best
    others = [group.strength for group in agreed if group.best not in chosen.members]
    relevances = [reading.relevance for reading in readings]
    elsewhere = [reading.relevance for reading in readings if not _touches(reading.hit, best.hit)]
    lead = chosen.strength - max(others) if others else _MOST_LEAD
    return {
        "score": best.score,
        "relevance": best.relevance,
        "best_relevance": max(relevances),
        "relevance_lead": best.relevance - max(elsewhere, default=min(relevances)),
        "relevance_spread": max(relevances) - sum(relevances) / len(relevances),
        "share": _share(chosen.strength, others),
        "lead": max(-_MOST_LEAD, min(_MOST_LEAD, lead)),
    }


def _verdict_lead(agreed: Sequence[Agreement], chosen: Agreement) -> float:
    own = chosen.best.features[VERDICT]
    others = [g.best.features[VERDICT] for g in agreed if g.best not in chosen.members]
    return min(_MOST_LEAD, own - max(others, default=own))


def _share(strength: float, others: Sequence[float]) -> float:
    top = max(strength, *others) if others else strength
    total = sum(math.exp(each - top) for each in (strength, *others))
    return math.exp(strength - top) / total


def _touches(one: Hit, other: Hit) -> bool:
    same_article = one.article.id == other.article.id
    return (
        same_article
        and one.passage.start < other.passage.end
        and other.passage.start < one.passage.end
    )


def _evidence_features(
    question: Question, best: Candidate, hits: Sequence[Hit]
) -> dict[str, float]:
    passage = prepare(headed(best.hit))
    everywhere = [prepare(headed(hit)) for hit in hits]
    found = share(question.stems, lambda stem: max(credit(stem, text) for text in everywhere))
    return {
        "names_missing": missing_names(question, passage),
        "numbers_missing": missing_numbers(question, headed(best.hit)),
        "words_nowhere": 1.0 - found,
    }
