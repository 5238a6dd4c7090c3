"""The parts that all routes share, and the one way from a route to the index."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from rag.protocols import Found
from rag.serving.admission import Admission
from rag.serving.generations import Generation, Generations
from rag.serving.metrics import Metrics
from rag.serving.options import ServiceOptions
from rag.serving.service import OpenService, Synchronise
from rag.serving.synchronising import SyncJobs
from rag.serving.tracing import Tracing, Untraced
from rag.types import Reply

READERS = 4
"""Articles read from disk at once."""
WAITING_READERS = 64
"""Articles that may wait to be read; each takes milliseconds."""
CLOSING = 2.0
"""Seconds that work which has begun, and a synchronisation, are given when the service stops."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Parts:
    """One application's parts, made once."""

    options: ServiceOptions
    generations: Generations
    asking: Admission
    reading: Admission
    showing: Admission
    jobs: SyncJobs
    metrics: Metrics
    tracing: Tracing

    async def ask(self, question: str, found: Found | None = None) -> Reply:
        """Answer as one piece of bounded work, counted and traced."""
        since = time.time_ns()

        def answer(held: Generation) -> Reply:
            return self.tracing.asking(since, lambda: held.service.ask(question, found))

        reply = await self.with_model(answer)
        self.metrics.count_reply(reply)
        return reply

    async def with_model(self, work: Callable[[Generation], _T]) -> _T:
        """Run what needs the models.

        Raises `IndexUnusable`, and `Overloaded`, `DeadlinePassed` or `Stopping` as `Admission`.
        """
        return await self.asking.run(lambda: self._leased(work))

    async def with_articles(self, work: Callable[[Generation], _T]) -> _T:
        """Run what only reads articles: it never waits behind questions."""
        return await self.reading.run(lambda: self._leased(work))

    async def with_examples(self, work: Callable[[Generation], _T]) -> _T:
        """Run what asks many questions of its own, one at a time, beside those of the clients."""
        return await self.showing.run(lambda: self._leased(work))

    def refresh(self) -> None:
        """Take a newer generation into use, if there is one."""
        if self.generations.refresh():
            with self.generations.lease() as generation:
                self.metrics.show_index(generation.service.summary())

    def stop(self) -> None:
        """Refuse what is not done yet, so that every open reply ends as a reply."""
        for work in (self.asking, self.reading, self.showing):
            work.stop()

    def close(self) -> None:
        """End what has begun, within `CLOSING`, then let go of the index."""
        end = time.monotonic() + CLOSING
        for last in (self.jobs.close, self.asking.close, self.reading.close, self.showing.close):
            last(max(0.0, end - time.monotonic()))
        self.generations.close()
        self.tracing.close()

    @property
    def busy(self) -> int:
        """Pieces of work that have not ended; after `close`, those that were cut off."""
        taken = self.asking.taken + self.reading.taken + self.showing.taken
        return taken + self.jobs.running

    def _leased(self, work: Callable[[Generation], _T]) -> _T:
        """The lease is taken on the worker's thread, so it lasts as long as the work does."""
        with self.generations.lease() as generation:
            return work(generation)


def make_parts(
    open_service: OpenService,
    synchronise: Synchronise | None,
    options: ServiceOptions,
    tracing: Tracing | None = None,
) -> Parts:
    """Nothing is opened yet: `refresh` does that."""
    generations = Generations(open_service)
    metrics = Metrics()
    asking = Admission("ask", options.workers, options.queue, options.deadline)
    reading = Admission("read", READERS, WAITING_READERS, options.deadline)
    showing = Admission("show", 1, WAITING_READERS, options.deadline)
    jobs = SyncJobs(synchronise, generations.refresh)
    metrics.watch_queue(lambda: asking.taken)
    metrics.watch_index(lambda: generations.fault is not None)
    return Parts(
        options, generations, asking, reading, showing, jobs, metrics, tracing or Untraced()
    )


def _parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


Shared = Annotated[Parts, Depends(_parts)]
"""A route's parameter of this type is given the application's parts."""
