"""How wrong are the answers that are given, at every confidence from which they could be given."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_POINTS = 100
_CHANCE = 0.05
_FEWEST = 10  # answers: a share of fewer says nothing


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Giving every answer from `threshold` upwards answers `coverage` of the questions."""

    threshold: float
    risk: float
    """The share of wrong answers among those given."""
    coverage: float


def risk_curve(confidences: Sequence[float], right: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """Risk and coverage at up to a hundred thresholds, highest first (El-Yaniv, Wiener 2010)."""
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    points: list[RiskPoint] = []
    wrong = 0
    step = max(1, len(ranked) // _POINTS)
    for given, (confidence, is_right) in enumerate(ranked, 1):
        wrong += not is_right
        ends = given == len(ranked) or ranked[given][0] < confidence
        if ends and given >= _FEWEST and (given % step == 0 or given == len(ranked)):
            points.append(RiskPoint(_down(confidence), wrong / given, given / len(ranked)))
    return tuple(points)


def least_threshold(confidences: Sequence[float], given: int) -> float:
    """The lowest threshold that gives at most that many of the answers with these confidences."""
    ranked = sorted(confidences, reverse=True)
    return _up(ranked[given]) if given < len(ranked) else 0.0


def most_by_chance(trials: int, share: float) -> int:
    """The largest count that a binomial of this share reaches with a probability of 5% or more."""
    if not 0 < share < 1:
        return round(trials * share)
    tail = 0.0
    for count in range(trials, -1, -1):
        ways = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
        tail += math.exp(ways + count * math.log(share) + (trials - count) * math.log1p(-share))
        if tail >= _CHANCE:
            return count
    return 0


def _up(confidence: float) -> float:
    """Rounded up, so that the answer is not given."""
    return math.floor(confidence * 1e6 + 1) / 1e6


def _down(confidence: float) -> float:
    """Rounded down, so that the answers counted are still given."""
    return int(confidence * 1e6) / 1e6
