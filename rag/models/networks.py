"""Networks that turn padded pieces into vectors, and how many batches keep every core busy."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors

Pieces: TypeAlias = NDArray[np.int32]
"""Numbers of word pieces: shape (pieces,), or (texts, pieces) padded with 0."""


class Network(Protocol):
    """An encoder's network; several threads may call it at once."""

    def __call__(self, ids: Pieces, mask: Pieces) -> Vectors:
        """The vectors of texts, one a row; `mask` is 1 where `ids` is a piece, else 0."""


class LateNetwork:
    """A network that is loaded when it is first called."""

    def __init__(self, load: Callable[[], Network]) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._network: Network | None = None

    def __call__(self, ids: Pieces, mask: Pieces) -> Vectors:
        """As the network that it loads."""
        with self._loading:
            if self._network is None:
                self._network = self._load()
        return self._network(ids, mask)


class Crew:
    """Many batches on many cores: each worker has a core and reads a batch of its own.

    Measured against one batch on all cores: nobody waits for the others between two operators,
    and a batch stays in its core's cache. The network is loaded by the first call.
    """

    def __init__(self, load: Callable[[int], Network], threads: int | None) -> None:
        """`load` is told for how many workers; `None` threads takes every core."""
        self._load = load
        self._workers = threads or usable_cores()

    def vectors(self, batches: Iterable[Sequence[Pieces]]) -> Iterator[Vectors]:
        """The vectors of each batch, in order. What has not begun is dropped on an error."""
        network = self._network
        with ThreadPoolExecutor(self._workers, thread_name_prefix="encoder") as workers:
            yield from workers.map(lambda batch: network(*padded(batch)), batches)

    @cached_property
    def _network(self) -> Network:
        return self._load(self._workers)


def padded(windows: Sequence[Pieces]) -> tuple[Pieces, Pieces]:
    """The windows as rows of `ids` and `mask`, as long as the longest of them."""
    shape = (len(windows), max(len(window) for window in windows))
    ids, mask = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        mask[row, : len(window)] = 1
    return ids, mask


def usable_cores() -> int:
    """Cores that this process may use, where the system says so; else all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
