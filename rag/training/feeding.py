"""Batches from several processes: a GPU reads faster than one process can cut text into pieces."""

import atexit
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from queue import Empty, Full
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor

Part = TypeVar("Part", bound=tuple[Tensor, ...])
"""A named tuple of tensors."""

WAITING = 4
"""Steps that a process makes ahead."""
PATIENCE = 5.0
"""Seconds after which either side looks whether the other one is still there."""


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
    """The steps of all shards as they come; the processes are forked here and end with this one.

    Make it before anything touches a GPU: its driver does not survive a fork. Signals to end are
    this process's to act on: the others go on until `close`, or until they find it gone.
    """

    def __init__(self, steps: Steps[Part], kind: Callable[..., Part], processes: int) -> None:
        """`kind` puts the tensors of a part together again."""
        context = multiprocessing.get_context("fork")
        self._kind = kind
        self._parent = os.getpid()
        self._queue = context.Queue(WAITING * processes)
        self._processes: list[BaseProcess] = [
            context.Process(target=self._fill, args=(steps, Shard(n, processes)), daemon=True)
            for n in range(processes)
        ]
        atexit.register(self.close)
        for process in self._processes:
            process.start()

    def __iter__(self) -> Iterator[list[Part]]:
        """Without end; raises `RuntimeError` where a process failed or is no longer there."""
        while True:
            try:
                step, failure = self._queue.get(timeout=PATIENCE)
            except Empty:
                if not all(process.is_alive() for process in self._processes):
                    raise RuntimeError("a process that makes batches has died") from None
                continue
            if failure:
                raise RuntimeError(f"a process that makes batches failed:\n{failure}")
            yield [self._kind(*map(torch.from_numpy, part)) for part in step]

    def close(self) -> None:
        """End the processes; a second time it does nothing."""
        atexit.unregister(self.close)
        for process in self._processes:
            process.kill()
            process.join()

    def _fill(self, steps: Steps[Part], shard: Shard) -> None:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.SIG_IGN)
        torch.set_num_threads(1)  # the pool of threads does not survive a fork either
        try:
            for step in steps(shard):  # as arrays: tensors would each take a file descriptor
                self._put([[tensor.numpy() for tensor in part] for part in step], "")
        except Exception:
            self._put([], traceback.format_exc())

    def _put(self, step: Sequence[object], failure: str) -> None:
        while True:
            try:
                self._queue.put((step, failure), timeout=PATIENCE)
            except Full:
                if os.getppid() != self._parent:
                    os._exit(1)
            else:
                return
