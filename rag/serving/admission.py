"""Bounded work: so many at once, so many waiting, each by its deadline."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


class Overloaded(Exception):
    """Every worker is busy and the queue is full: ask again later."""


class DeadlinePassed(Exception):
    """The work was not done in time. What had begun still ends, and keeps its place until then."""


class Admission:
    """Runs blocking work on threads, never more of it than was agreed."""

    def __init__(self, name: str, workers: int, queue: int, deadline: float) -> None:
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._places = workers + queue
        self._deadline = deadline
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Pieces of work that run or wait now."""
        return self._taken

    async def run(self, work: Callable[[], _T]) -> _T:
        """The work's result; raises `Overloaded` at once, or `DeadlinePassed`."""
        future = self._submit(work)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._deadline)
        except TimeoutError as error:
            raise DeadlinePassed from error

    def close(self) -> None:
        """Wait for what has begun; what only waits is dropped."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, work: Callable[[], _T]) -> Future[_T]:
        with self._lock:
            if self._taken >= self._places:
                raise Overloaded
            self._taken += 1
        future = self._executor.submit(work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _future: Future[_T]) -> None:
        with self._lock:
            self._taken -= 1
