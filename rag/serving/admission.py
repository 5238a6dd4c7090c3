"""Bounded work: so many at once, so many waiting, each by its deadline."""

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")
_GLANCE = 0.02
"""Seconds between looks whether the work has ended."""


class Overloaded(Exception):
    """Every worker is busy and the queue is full: ask again later."""


class DeadlinePassed(Exception):
    """The work was not done in time. What had begun still ends, and keeps its place until then."""


class Stopping(Exception):
    """The service ends before the work is done."""


class Admission:
    """Runs blocking work on threads, never more of it than was agreed."""

    def __init__(self, name: str, workers: int, queue: int, deadline: float) -> None:
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._places = workers + queue
        self._deadline = deadline
        self._stopping = asyncio.Event()
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Pieces of work that run or wait now."""
        return self._taken

    async def run(self, work: Callable[[], _T]) -> _T:
        """The work's result; raises `Overloaded` at once, or `DeadlinePassed`, or `Stopping`.

        The work runs in a copy of the caller's context, so that a span knows its parent.
        """
        answer = asyncio.wrap_future(self._submit(work))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait(
                (answer, stopping), timeout=self._deadline, return_when=asyncio.FIRST_COMPLETED
            )
            if answer.done():
                return answer.result()
            raise Stopping if stopping.done() else DeadlinePassed
        finally:
            answer.cancel()
            stopping.cancel()

    def stop(self) -> None:
        """Tell everybody who waits for work, now or later, that it will not be done."""
        self._stopping.set()

    def close(self, seconds: float) -> bool:
        """Wait so long for what has begun; what only waits is dropped. Is all of it done?"""
        self._executor.shutdown(wait=False, cancel_futures=True)
        end = time.monotonic() + seconds
        while self._taken and time.monotonic() < end:
            time.sleep(_GLANCE)
        return not self._taken

    def _submit(self, work: Callable[[], _T]) -> Future[_T]:
        with self._lock:
            if self._taken >= self._places:
                raise Overloaded
            self._taken += 1
        future = self._executor.submit(contextvars.copy_context().run, work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _future: Future[_T]) -> None:
        with self._lock:
            self._taken -= 1
