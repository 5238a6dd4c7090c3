"""Medians, ranges and percentiles of a few repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of the repeats, the least and the most of them, and how many there were."""

    median: float
    low: float
    high: float
    count: int


def figure(values: Sequence[float]) -> Figure | None:
    """Of the repeats; `None` where there are none."""
    if not values:
        return None
    return Figure(median(values), min(values), max(values), len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least this share of the values does not exceed (nearest rank)."""
    if not values or not 0 < share <= 1:
        raise ValueError(f"no percentile {share} of {len(values)} values")
    ordered = sorted(values)
    rank = -(-len(ordered) * share // 1)
    return ordered[int(rank) - 1]
