"""From guesses to padded tensors: every guess marked in its passage, in batches of like length."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import torch
from torch import Tensor

from rag.models.marked import Marked, Marker
from rag.training.guesses import Guesses, GuessPair

POOL = 2000
"""Pairs whose readings are sorted by length before they are cut into batches."""


class MarkedQuestion(NamedTuple):
    """One question's guesses, marked, and which of them are right."""

    marked: list[Marked]
    right: list[bool]


class MarkedPair(NamedTuple):
    """A question and, where it has one, its unanswerable twin."""

    own: MarkedQuestion | None
    twin: MarkedQuestion | None

    @property
    def readings(self) -> int:
        """How many passages are read for it."""
        return sum(len(asked.marked) for asked in self if asked)

    @property
    def longest(self) -> int:
        """Pieces of its longest reading."""
        return max((len(one.ids) for asked in self if asked for one in asked.marked), default=0)


class MarkedBatch(NamedTuple):
    """B readings of G questions, padded to L word pieces."""

    ids: Tensor
    types: Tensor
    attended: Tensor
    right: Tensor
    """(B,) bool."""
    group: Tensor
    """(B,) the question's number within the batch, from 0."""
    twin_of: Tensor
    """(G,) the number of the question that this one is the twin of; -1: none."""
    opposing: Tensor
    """() bool: statements that contradict or not, instead of guesses that are right or not."""


def question_of(guesses: Guesses, marker: Marker) -> MarkedQuestion:
    """The guesses in their order."""
    marked = [
        marker.marked(
            guesses["question"],
            *guesses["passages"][guess["passage"]],
            (guess["start"], guess["end"]),
        )
        for guess in guesses["guesses"]
    ]
    return MarkedQuestion(marked, [guess["right"] for guess in guesses["guesses"]])


def pair_of(pair: GuessPair, marker: Marker) -> MarkedPair:
    """Both questions of a pair."""
    own, twin = pair["own"], pair["twin"]
    return MarkedPair(
        None if own is None else question_of(own, marker),
        None if twin is None else question_of(twin, marker),
    )


def marked_batches(
    pairs: Sequence[GuessPair], marker: Marker, size: int, parts: int, chance: random.Random
) -> Iterator[list[MarkedBatch]]:
    """All pairs once, shuffled, about `size` readings of like length for each step.

    A step comes in at most `parts` batches of about equal work, none of them empty.
    """
    order = list(pairs)
    chance.shuffle(order)
    for first in range(0, len(order), POOL):
        pool = [pair_of(pair, marker) for pair in order[first : first + POOL]]
        pool.sort(key=lambda pair: pair.longest)
        steps = list(_cut(pool, size))
        chance.shuffle(steps)
        yield from (
            [collated(step[n::parts]) for n in range(min(parts, len(step)))] for step in steps
        )


def collated(pairs: Sequence[MarkedPair]) -> MarkedBatch:
    """Pad the readings of some pairs to one length, a multiple of 8."""
    asked = [(one, place) for pair in pairs for place, one in enumerate(pair) if one]
    with_own = [pair.own is not None for pair in pairs for one in pair if one]
    rows = list(chain.from_iterable(one.marked for one, _ in asked))
    return MarkedBatch(
        *padded(rows),
        right=torch.tensor([right for one, _ in asked for right in one.right]),
        group=torch.tensor([n for n, (one, _) in enumerate(asked) for _ in one.right]),
        twin_of=torch.tensor(
            [
                n - 1 if place and own else -1
                for n, ((_, place), own) in enumerate(zip(asked, with_own, strict=True))
            ]
        ),
        opposing=torch.tensor(False),
    )


def padded(rows: Sequence[Marked]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, types and what is no padding, to one length, a multiple of 8."""
    length = -(-max(len(row.ids) for row in rows) // 8) * 8
    ids, types, attended = (torch.zeros(len(rows), length, dtype=torch.long) for _ in range(3))
    for number, row in enumerate(rows):
        size = len(row.ids)
        ids[number, :size] = torch.tensor(row.ids)
        types[number, :size] = torch.tensor(row.types)
        attended[number, :size] = 1
    return ids, types, attended


def _cut(pool: Sequence[MarkedPair], size: int) -> Iterator[list[MarkedPair]]:
    part: list[MarkedPair] = []
    for pair in pool:
        part += [pair] if pair.readings else []
        if sum(held.readings for held in part) >= size:
            yield part
            part = []
    if part:
        yield part
