import threading

import numpy as np
import pytest

from rag.models.networks import Crew, Network, Pieces, padded, usable_cores
from rag.protocols import Vectors

BATCHES = [[np.array([1, 2, 3], dtype=np.int32), np.array([4], dtype=np.int32)]] * 7


def sums(ids: Pieces, mask: Pieces) -> Vectors:
    """A network whose vectors are seen through: the sum of the pieces, and how many there are."""
    return np.stack([ids.sum(axis=1), mask.sum(axis=1)], axis=1).astype(np.float32)


def test_rows_are_padded_to_the_longest_and_the_mask_says_what_is_a_piece() -> None:
    ids, mask = padded(BATCHES[0])
    assert ids.tolist() == [[1, 2, 3], [4, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_every_batch_comes_back_in_its_place() -> None:
    batches = [[np.full(length, length, dtype=np.int32)] for length in range(1, 40)]
    found = Crew(lambda _: sums, threads=3).vectors(batches)
    assert [rows.tolist() for rows in found] == [[[n * n, n]] for n in range(1, 40)]


def test_as_many_batches_are_read_at_once_as_there_are_threads() -> None:
    meeting = threading.Barrier(3, timeout=30)

    def meets(ids: Pieces, mask: Pieces) -> Vectors:
        meeting.wait()  # raises unless three callers are here at once
        return sums(ids, mask)

    assert len(list(Crew(lambda _: meets, threads=3).vectors(BATCHES[:6]))) == 6


def test_the_network_is_loaded_once_and_told_of_the_workers() -> None:
    told: list[int] = []

    def load(workers: int) -> Network:
        told.append(workers)
        return sums

    crew = Crew(load, threads=2)
    assert told == []
    for _ in range(2):
        list(crew.vectors(BATCHES))
    assert told == [2]
    assert usable_cores() >= 1


def test_after_an_error_no_further_batch_is_begun() -> None:
    begun: list[int] = []

    def fails(ids: Pieces, mask: Pieces) -> Vectors:
        begun.append(1)
        raise MemoryError

    with pytest.raises(MemoryError):
        list(Crew(lambda _: fails, threads=1).vectors(BATCHES * 100))
    assert len(begun) < len(BATCHES) * 100
