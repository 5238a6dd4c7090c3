"""Batches from several processes: every shard arrives, and what fails there is told here."""

from collections.abc import Iterator
from itertools import count, islice
from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from rag.training import feeding
from rag.training.feeding import WHOLE, Feed, Shard


class Part(NamedTuple):
    """A made-up part of a step."""

    numbers: Tensor
    odd: Tensor


def _steps(shard: Shard) -> Iterator[list[Part]]:
    for turn in count():
        numbers = torch.tensor(list(range(100))[shard.cut()]) + 100 * turn
        yield [Part(numbers, numbers % 2 == 1)]


def _failing(shard: Shard) -> Iterator[list[Part]]:
    yield from islice(_steps(shard), 2)
    raise ValueError("no more rows")


def test_steps_of_every_shard_arrive_as_they_were_made() -> None:
    feed = Feed(_steps, Part, processes=3)
    found: list[int] = []
    try:
        for step in feed:
            (part,) = step
            assert isinstance(part, Part)
            assert torch.equal(part.odd, part.numbers % 2 == 1)
            found += [number for number in part.numbers.tolist() if number < 100]
            if len(found) >= 100:
                break
    finally:
        feed.close()
    assert sorted(found) == list(range(100))


def test_what_fails_in_a_process_is_raised_where_its_steps_are_used() -> None:
    feed = Feed(_failing, Part, processes=1)
    try:
        with pytest.raises(RuntimeError, match="ValueError: no more rows"):
            list(feed)
    finally:
        feed.close()


def test_a_process_that_died_is_told_instead_of_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeding, "PATIENCE", 0.2)
    feed = Feed(_steps, Part, processes=2)
    steps = iter(feed)
    next(steps)
    feed.close()
    feed.close()
    with pytest.raises(RuntimeError, match="has died"):
        list(steps)


def test_the_whole_is_one_shard() -> None:
    assert list(range(5))[WHOLE.cut()] == [0, 1, 2, 3, 4]
    assert [list(range(5))[Shard(n, 2).cut()] for n in range(2)] == [[0, 2, 4], [1, 3]]
