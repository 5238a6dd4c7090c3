"""How much of one stretch of text others cover. A stretch is (start, end), half open."""

from collections.abc import Iterable
from typing import TypeAlias

Stretch: TypeAlias = tuple[int, int]


def covered(target: Stretch, others: Iterable[Stretch]) -> int:
    """Code points of the target that lie in the union of the others."""
    reached, total = target[0], 0
    for start, end in sorted(others):
        first, last = max(start, reached), min(end, target[1])
        if last > first:
            total += last - first
            reached = last
    return total


def share(target: Stretch, others: Iterable[Stretch]) -> float:
    """The covered part of the target, between 0 and 1; an empty target is covered."""
    length = target[1] - target[0]
    return covered(target, others) / length if length else 1.0
