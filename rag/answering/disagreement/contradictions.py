"""How likely another article contradicts the answer, rather than answers something else.

Two logistic models over a pair of candidates, one of values and one of whole sentences that judge.
Their weights stand in `calibrations/contradictions.json` with where they come from: news made up to
contradict itself, see `eval/bench/contradictions.py`. What they learned is that a contradiction
lies near ("61 barrels", "58 barrels"), in a sentence like the answer's own, and that the reader is
as sure of it. The answer reranker, which reads both quotes side by side, has a say, too.

Only two numbers, dates or names are compared, or what answers a question for a number or a date,
and two sentences only where a judgement is asked for and one of them doubts: two other wordings
mostly add to one another.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.dates import Date
from rag.answering.language.evidence import headed, prepare, weight
from rag.answering.language.kinds import SHORT, TYPED
from rag.answering.language.likeness import Likeness
from rag.answering.language.names import Name
from rag.answering.language.quantities import Quantity
from rag.answering.language.questions import Question
from rag.answering.language.stance import are_opposed, asks_for_judgement
from rag.answering.language.statements import Statement, distance, statement
from rag.answering.language.values import compare
from rag.answering.language.words import content_stems
from rag.types import Hit

QUOTES = "quotes"
OPPOSES = "opposes"
"""The two features that take a network; where it is missing, they count as average."""
VALUES: Mapping[str, str] = {
    "number": "1 where both are quantities",
    "date": "1 where both are dates",
    "name": "1 where both are names",
    "unlike": "1 where they are of two sorts",
    "distance": "how far apart two quantities lie, 0 to 3; others 1.5",
    "days": "how far apart two dates lie, 0 to 3; others 0",
    "likelihood": "how sure the reader by itself is of the other answer and its passage",
    "passage_words": "weighted share of the question's words in the other passage and its title",
    "subject": "share of the rarer words of the shorter passage that stand in both",
    "type_fit": "how well the other is of the type asked for",
    "short_kind": "1 where a date, number or name was asked for",
    QUOTES: "inner product of the two quotes",
    OPPOSES: "log odds, of the answer reranker, that the quotes contradict each other",
}
"""Of an answer and another article's value: name and meaning."""
JUDGEMENTS: Mapping[str, str] = {
    "likelihood": "how sure the reader by itself is of the other sentence and its passage",
    "lead": "how much surer it is of the answer, at most 15",
    QUOTES: "inner product of the two sentences",
    OPPOSES: "log odds, of the answer reranker, that the sentences contradict each other",
}
"""Of an answer and another article's sentence, both whole."""
_RARE = 0.75  # of a word's weight: it tells what a passage is about
_UNMEASURED = 1.5  # the distance of two names or wordings, which are neither near nor far
_LEAST, _MOST_LEAD = -12.0, 15.0  # nats: beyond, the reader's scores say no more


@dataclass(frozen=True, slots=True)
class ContradictionModel:
    """Weights of standardised features, and the log odds from which on both sides are shown."""

    intercept: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    threshold: float
    provenance: Mapping[str, str]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Of the two contradicting one another; a feature that is not known counts as average."""
        return self.intercept + sum(
            weight * (features[name] - self.means[name]) / self.scales[name]
            for name, weight in self.weights.items()
            if name in features
        )


@dataclass(frozen=True, slots=True)
class ContradictionModels:
    """One for every reader."""

    values: ContradictionModel
    judgements: ContradictionModel


@cache
def shipped_models() -> ContradictionModels:
    """The models that ship with the package."""
    path = files("rag.answering").joinpath("calibrations", "contradictions.json")
    held: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return ContradictionModels(
        **{name: ContradictionModel(**fields) for name, fields in held.items()}
    )


def stated(candidate: Candidate) -> Statement:
    """What the candidate states, in offsets of its quote."""
    return statement(candidate.quoted, candidate.answer.shifted(-candidate.quote.start))


def stated_text(candidate: Candidate) -> str:
    """The candidate's words, with the unit or the rest of the date that stands beside them."""
    return stated(candidate).span.of(candidate.quoted)


def value_features(question: Question, one: Candidate, two: Candidate) -> dict[str, float] | None:
    """Those of `VALUES` that take no network.

    `None` where the two may say the same, cannot be compared, or the other only repeats the
    question.
    """
    mine, other = stated(one).value, stated(two).value
    number = isinstance(mine, Quantity) and isinstance(other, Quantity)
    date = isinstance(mine, Date) and isinstance(other, Date)
    names = isinstance(mine, Name) and isinstance(other, Name)
    comparable = number or date or names or question.kind in TYPED
    if not comparable or (not (number or date) and _repeats(question, two)):
        return None
    apart = distance(mine, other) if number or date else _UNMEASURED
    alike = Likeness.SAME in (compare(one.value, two.value), compare(mine, other))
    if alike or apart is None:
        return None
    return {
        "number": float(number),
        "date": float(date),
        "name": float(names),
        "unlike": float(type(mine) is not type(other)),
        "distance": apart if number else _UNMEASURED,
        "days": apart if date else 0.0,
        "likelihood": max(_LEAST, two.likelihood),
        "passage_words": two.features["passage_words"],
        "subject": _shared_subject(one.hit, two.hit),
        "type_fit": two.features["type_fit"],
        "short_kind": float(question.kind in SHORT),
    }


def judgement_features(
    question: Question, one: Candidate, two: Candidate
) -> dict[str, float] | None:
    """Those of `JUDGEMENTS` that take no network.

    `None` where no judgement is asked for, or neither sentence doubts what the other does not.
    """
    if not (asks_for_judgement(question) and are_opposed([one.quoted, two.quoted])):
        return None
    return {
        "likelihood": max(_LEAST, two.likelihood),
        "lead": max(-_MOST_LEAD, min(_MOST_LEAD, one.likelihood - two.likelihood)),
    }


def _repeats(question: Question, two: Candidate) -> bool:
    stems = set(content_stems(two.text))
    return bool(stems) and stems <= set(question.stems)


def _shared_subject(one: Hit, two: Hit) -> float:
    mine, other = _telling(one), _telling(two)
    return len(mine & other) / max(1, min(len(mine), len(other)))


def _telling(hit: Hit) -> frozenset[str]:
    return frozenset(each for each in prepare(headed(hit)).stems if weight(each) > _RARE)
