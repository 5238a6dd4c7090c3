"""Numbers of passages that derived files still hold although the store does not.

Written as first and last of each run, for an article's numbers follow each other.
"""

import itertools
from collections.abc import Iterable
from typing import TypeAlias

Removed: TypeAlias = frozenset[int]
NOTHING: Removed = frozenset()
Runs: TypeAlias = list[list[int]]


def to_runs(numbers: Iterable[int]) -> Runs:
    """The first and the last number of each run, ascending."""
    keyed = itertools.groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in run] for _, run in keyed]
    return [[run[0], run[-1]] for run in runs]


def from_runs(runs: Iterable[Iterable[int]]) -> Removed:
    """All numbers of the runs."""
    return frozenset(number for first, last in runs for number in range(first, last + 1))
