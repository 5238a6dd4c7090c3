"""The parts that all routes share, and the one way from a route to the index."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from rag.serving.admission import Admission
from rag.serving.generations import Generation, Generations
from rag.serving.metrics import Metrics
from rag.serving.options import ServiceOptions
from rag.serving.service import OpenService, Synchronise
from rag.serving.synchronising import SyncJobs
from rag.types import Reply

READERS = 4
"""Articles read from disk at once."""
WAITING_READERS = 64
"""Articles that may wait to be read; each takes milliseconds."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Parts:
    """One application's parts, made once."""

    options: ServiceOptions
    generations: Generations
    asking: Admission
    reading: Admission
    jobs: SyncJobs
    metrics: Metrics

    async def ask(self, question: str) -> Reply:
        """Answer as one piece of bounded work, and count it."""
        reply = await self.with_model(lambda generation: generation.service.ask(question))
        self.metrics.count_reply(reply)
        return reply

    async def with_model(self, work: Callable[[Generation], _T]) -> _T:
        """Run what needs the models; raises `Overloaded`, `DeadlinePassed`, `IndexUnusable`."""
        return await self.asking.run(lambda: self._leased(work))

    async def with_articles(self, work: Callable[[Generation], _T]) -> _T:
        """Run what only reads articles: it never waits behind questions."""
        return await self.reading.run(lambda: self._leased(work))

    def refresh(self) -> None:
        """Take a newer generation into use, if there is one."""
        if self.generations.refresh():
            with self.generations.lease() as generation:
                self.metrics.show_index(generation.service.summary())

    def close(self) -> None:
        """End what has begun, then let go of the index."""
        self.asking.close()
        self.reading.close()
        self.generations.close()

    def _leased(self, work: Callable[[Generation], _T]) -> _T:
        """The lease is taken on the worker's thread, so it lasts as long as the work does."""
        with self.generations.lease() as generation:
            return work(generation)


def make_parts(
    open_service: OpenService, synchronise: Synchronise | None, options: ServiceOptions
) -> Parts:
    """Nothing is opened yet: `refresh` does that."""
    generations = Generations(open_service)
    metrics = Metrics()
    asking = Admission("ask", options.workers, options.queue, options.deadline)
    reading = Admission("read", READERS, WAITING_READERS, options.deadline)
    jobs = SyncJobs(synchronise, generations.refresh)
    metrics.watch_queue(lambda: asking.taken)
    return Parts(options, generations, asking, reading, jobs, metrics)


def _parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


Shared = Annotated[Parts, Depends(_parts)]
"""A route's parameter of this type is given the application's parts."""
