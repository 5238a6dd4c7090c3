"""How likely another article's value contradicts the answer, rather than answers something else.

A logistic model over a pair of candidates. Its weights stand in `calibrations/contradictions.json`
with where they come from: news made up to contradict itself, see `eval/bench/contradictions.py`.
What it learned is that a contradiction lies near ("61 barrels", "58 barrels") and in a passage
about the same things.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.answering.candidates import Candidate
from rag.answering.evidence import headed, prepare, weight
from rag.answering.likeness import Likeness
from rag.answering.statements import Statement, distance, statement
from rag.answering.values import compare
from rag.types import Hit

FEATURES: Mapping[str, str] = {
    "distance": "how far the two values lie apart, 0 to 3",
    "explicit": "1 where both state what they measure or count, or are dates or names",
    "likelihood": "how sure the reader by itself is of the other answer and its passage",
    "passage_words": "weighted share of the question's words in the other passage and its title",
    "subject": "share of the rarer words of the shorter passage that stand in both",
}
"""Name and meaning."""
_RARE = 0.75  # of a word's weight: it tells what a passage is about
_SAME_SUBJECT = 0.04  # no contradiction that was fitted on has less of `subject` than .05


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
        """Of the two contradicting one another."""
        return self.intercept + sum(
            weight * (features[name] - self.means[name]) / self.scales[name]
            for name, weight in self.weights.items()
        )


@cache
def shipped_model() -> ContradictionModel:
    """The model that ships with the package; one for every reader."""
    path = files("rag.answering").joinpath("calibrations", "contradictions.json")
    return ContradictionModel(**json.loads(path.read_text("utf-8")))


def stated(candidate: Candidate) -> Statement:
    """What the candidate states, in offsets of its quote."""
    return statement(candidate.quoted, candidate.answer.shifted(-candidate.quote.start))


def stated_text(candidate: Candidate) -> str:
    """The candidate's words, with the unit or the rest of the date that stands beside them."""
    return stated(candidate).span.of(candidate.quoted)


def pair_features(one: Candidate, two: Candidate) -> dict[str, float] | None:
    """The features of `FEATURES` of the answer and another; `None` where they may agree."""
    mine, other = stated(one).value, stated(two).value
    apart, subject = distance(mine, other), _shared_subject(one.hit, two.hit)
    if apart is None or subject < _SAME_SUBJECT:
        return None
    return {
        "distance": apart,
        "explicit": float(compare(mine, other) is Likeness.DIFFERENT),
        "likelihood": two.likelihood,
        "passage_words": two.features["passage_words"],
        "subject": subject,
    }


def _shared_subject(one: Hit, two: Hit) -> float:
    mine, other = _telling(one), _telling(two)
    return len(mine & other) / max(1, min(len(mine), len(other)))


def _telling(hit: Hit) -> frozenset[str]:
    return frozenset(each for each in prepare(headed(hit)).stems if weight(each) > _RARE)
