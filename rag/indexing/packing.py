"""Which sentences go together into a passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How large passages are."""

    max_tokens: int
    sentences: int
    """Enough for a passage; more are taken while they fill less than half of `max_tokens`, so that
    a list of short items is not cut to crumbs."""
    overlap: int
    """Sentences that a passage shares with the one before it, where both have room for them."""


def packed(costs: Sequence[int], size: PassageSize) -> Iterator[range]:
    """Runs of sentences in order, given the tokens of each; together they hold every sentence.

    None costs more than `max_tokens` but a single sentence that does alone. The last run reaches
    back until it has half of `sentences`, so that no crumb is left at the end.
    """
    start = 0
    while True:
        end = _end(costs, start, size)
        if end == len(costs):
            if end:
                yield range(_reached_back(costs, start, size), end)
            return
        yield range(start, end)
        start = _next_start(costs, start, end, size)


def _end(costs: Sequence[int], start: int, size: PassageSize) -> int:
    tokens = 0
    for place in range(start, len(costs)):
        enough = place - start >= size.sentences and tokens >= size.max_tokens // 2
        if place > start and (enough or tokens + costs[place] > size.max_tokens):
            return place
        tokens += costs[place]
    return len(costs)


def _next_start(costs: Sequence[int], start: int, end: int, size: PassageSize) -> int:
    """With the overlap, where it leaves most of the next passage to what is new."""
    shared = max(start + 1, end - size.overlap)
    while shared < end:
        tokens = sum(costs[shared:end])
        if tokens <= size.max_tokens // 3 and tokens + costs[end] <= size.max_tokens:
            return shared
        shared += 1
    return end


def _reached_back(costs: Sequence[int], start: int, size: PassageSize) -> int:
    tokens = sum(costs[start:])
    while start > 0 and len(costs) - start < size.sentences // 2:
        tokens += costs[start - 1]
        if tokens > size.max_tokens:
            break
        start -= 1
    return start
