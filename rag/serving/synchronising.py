"""Bringing the index in step with its articles, in the background, once at a time."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from queue import SimpleQueue

from rag.errors import IndexLocked, PinciteError
from rag.serving.journal import log, logger
from rag.serving.problems import Refusal
from rag.serving.service import Synchronise


class State(StrEnum):
    """Where a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One synchronisation, as far as it has come."""

    state: State
    started: str
    """ISO 8601, UTC."""
    finished: str | None
    encoded: int
    """Passages encoded so far."""
    report: Mapping[str, object] | None
    """What was added, changed and removed; `None` until it is done."""
    fault: str | None
    """Why it failed."""


class SyncJobs:
    """Runs one job at a time, all on one thread, and remembers the last."""

    def __init__(self, synchronise: Synchronise | None, done: Callable[[], object]) -> None:
        """`done` is called after each job, to take the new generation into use."""
        self._synchronise = synchronise
        self._done = done
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._wanted: SimpleQueue[Synchronise | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)

    @property
    def last(self) -> Job | None:
        """The job that runs, or ran last."""
        return self._job

    @property
    def running(self) -> bool:
        """Is one at work now?"""
        return self._job is not None and self._job.state is State.RUNNING

    def start(self) -> Job:
        """Begin a job; raises `Refusal` while one runs, or where none may."""
        if self._synchronise is None:
            raise Refusal(HTTPStatus.FORBIDDEN, "This service does not change its index.")
        with self._lock:
            if self.running:
                raise Refusal(HTTPStatus.CONFLICT, "A synchronisation is running already.")
            self._job = Job(State.RUNNING, _now(), None, 0, None, None)
            if self._thread.ident is None:
                self._thread.start()
            self._wanted.put(self._synchronise)
            return self._job

    def close(self, seconds: float) -> None:
        """Wait for the job that runs; what it has encoded is kept if it is cut off."""
        self._wanted.put(None)
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        while (synchronise := self._wanted.get()) is not None:
            self._run(synchronise)

    def _run(self, synchronise: Synchronise) -> None:
        try:
            report = synchronise(self._count)
            self._done()
        except Exception as error:
            logger.exception("synchronisation failed")
            self._change(state=State.FAILED, finished=_now(), fault=_fault(error))
        else:
            self._change(state=State.DONE, finished=_now(), report=report)
        log("synchronised", state=str(self._job.state) if self._job else None)

    def _count(self, passages: int) -> None:
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, encoded=self._job.encoded + passages)

    def _change(self, **facts: object) -> None:
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, **facts)  # type: ignore[arg-type]  # fields of Job


def _fault(error: Exception) -> str:
    """For the client: the kind of fault; its message may name files."""
    match error:
        case IndexLocked():
            return "Another process is writing the index."
        case PinciteError():
            return "The index could not be brought in step: see the server's log."
    return "The synchronisation failed: see the server's log."


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
