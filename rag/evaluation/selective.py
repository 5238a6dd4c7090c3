"""How well confidence tells right answers from everything else; measures of a whole set."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

import numpy as np

from rag.evaluation.scoring import Outcome

BINS = 10
"""Of equal mass; Nixon et al. 2019 show that bins of equal width hide what they hold."""
RISKS = (5, 10)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best answer a system had to a question, whether or not it chose to give it."""

    id: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering the questions with at least `confidence`: how many, and how many of them wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Candidates of like confidence: what was promised and what was kept."""

    confidence: float
    accuracy: float
    size: int


def risk_curve(candidates: Sequence[Candidate], questions: int) -> list[RiskPoint]:
    """One point for each distinct confidence, falling; coverage is of all questions asked."""
    points, taken, wrong = [], 0, 0
    for confidence, group in groupby(_falling(candidates), key=lambda item: item.confidence):
        members = list(group)
        taken += len(members)
        wrong += sum(not item.right for item in members)
        points.append(RiskPoint(confidence, taken / questions, wrong / taken))
    return points


def aurc(candidates: Sequence[Candidate]) -> float:
    """Mean risk over every number of candidates taken, the most confident first.

    Geifman and El-Yaniv 2017. Equal confidences share their errors evenly, whatever their order.
    """
    errors: list[float] = []
    for _, group in groupby(_falling(candidates), key=lambda item: item.confidence):
        members = list(group)
        errors += [sum(not item.right for item in members) / len(members)] * len(members)
    risks = (wrong / taken for taken, wrong in enumerate(accumulate(errors), 1))
    return sum(risks) / len(errors)


def coverage_at(candidates: Sequence[Candidate], questions: int, risk: float) -> float:
    """The largest coverage of which at most this share is wrong; 0 where there is none."""
    points = risk_curve(candidates, questions)
    return max((point.coverage for point in points if point.risk <= risk), default=0.0)


def auroc(candidates: Sequence[Candidate]) -> float | None:
    """Chance that a right candidate has more confidence than another; `None` without both."""
    right = np.array([item.confidence for item in candidates if item.right])
    wrong = np.array([item.confidence for item in candidates if not item.right])
    if not len(right) or not len(wrong):
        return None
    more = right[:, None] > wrong[None, :]
    same = right[:, None] == wrong[None, :]
    return float(more.mean() + same.mean() / 2)


def brier(candidates: Sequence[Candidate]) -> float:
    """Mean squared difference of confidence and being right (Brier 1950)."""
    return sum((item.confidence - item.right) ** 2 for item in candidates) / len(candidates)


def reliability(candidates: Sequence[Candidate]) -> list[Bin]:
    """The candidates in at most ten bins of equal mass, rising confidence."""
    rising = sorted(candidates, key=lambda item: (item.confidence, item.id))
    count = min(BINS, len(rising))
    edges = [len(rising) * place // count for place in range(count + 1)]
    return [_bin(rising[first:last]) for first, last in pairwise(edges)]


def ece(candidates: Sequence[Candidate]) -> float:
    """Expected calibration error: the bins' mean gap, weighted by size (Naeini et al. 2015)."""
    bins = reliability(candidates)
    gaps = [item.size * abs(item.confidence - item.accuracy) for item in bins]
    return sum(gaps) / len(candidates)


def confidence_measures(candidates: Sequence[Candidate], questions: int) -> dict[str, float]:
    """The measures of confidence by name; none where nothing was answered."""
    if not candidates:
        return {}
    ranked = auroc(candidates)
    measures = {
        "aurc": aurc(candidates),
        "brier": brier(candidates),
        "ece": ece(candidates),
        **{
            f"coverage@{risk}%risk": coverage_at(candidates, questions, risk / 100)
            for risk in RISKS
        },
    }
    return measures if ranked is None else measures | {"auroc": ranked}


def refusal_measures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Precision and recall of refusing; absent where there was nothing to refuse or no refusal."""
    right = outcomes.count(Outcome.RIGHT_REFUSAL)
    refused = right + outcomes.count(Outcome.NEEDLESS_REFUSAL)
    unanswerable = right + outcomes.count(Outcome.FALSE_ANSWER)
    measures = {"refusal_precision": right / refused} if refused and unanswerable else {}
    return measures | ({"refusal_recall": right / unanswerable} if unanswerable else {})


def _falling(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda item: (-item.confidence, item.id))


def _bin(members: Sequence[Candidate]) -> Bin:
    size = len(members)
    confidence = sum(item.confidence for item in members) / size
    return Bin(confidence, sum(item.right for item in members) / size, size)
