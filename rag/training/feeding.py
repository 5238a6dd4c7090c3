"""Batches from several processes: a GPU reads faster than one process can cut text into pieces."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor

Part = TypeVar("Part", bound=tuple[Tensor, ...])
"""A named tuple of tensors."""

WAITING = 4
"""Steps that a process makes ahead."""


class Shard(NamedTuple):
    """Every so-many-th item of the data, from one of the first."""

    number: int
    of: int

    def cut(self) -> slice:
        """The items as a slice of all of them."""
        return slice(self.number, None, self.of)


WHOLE = Shard(0, 1)

Steps = Callable[[Shard], Iterator[Sequence[Part]]]
"""Makes the steps of a shard, without end."""


class Feed(Generic[Part]):
    """The steps of all shards as they come; the processes are forked here and die with this one.

    Make it before anything touches a GPU: its driver does not survive a fork.
    """

    def __init__(self, steps: Steps[Part], kind: Callable[..., Part], processes: int) -> None:
        """`kind` puts the tensors of a part together again."""
        context = multiprocessing.get_context("fork")
        self._kind = kind
        self._queue = context.Queue(WAITING * processes)
        self._processes: list[BaseProcess] = [
            context.Process(target=self._fill, args=(steps, Shard(n, processes)), daemon=True)
            for n in range(processes)
        ]
        for process in self._processes:
            process.start()

    def __iter__(self) -> Iterator[list[Part]]:
        """Without end."""
        while True:
            step = self._queue.get()
            if isinstance(step, BaseException):
                raise step
            yield [self._kind(*map(torch.from_numpy, part)) for part in step]

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.kill()
            process.join()

    def _fill(self, steps: Steps[Part], shard: Shard) -> None:
        torch.set_num_threads(1)  # the pool of threads does not survive a fork either
        try:
            for step in steps(shard):  # as arrays: tensors would each take a file descriptor
                self._queue.put([[tensor.numpy() for tensor in part] for part in step])
        except Exception as error:
            self._queue.put(error)
