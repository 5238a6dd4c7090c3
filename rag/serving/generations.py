"""The index generation that answers now, and its replacement by a newer one without a pause."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

from rag.errors import IndexUnusable
from rag.serving.journal import log, logger
from rag.serving.service import OpenService, Service
from rag.types import ArticleHeader


class Generation:
    """An open service and how many questions it is answering."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.examples: list[str] | None = None
        """Questions that this generation answers, once they were looked for."""
        self._users = 0
        self._retired = False

    @cached_property
    def headers(self) -> Mapping[str, ArticleHeader]:
        """Every article by its id, in order of path."""
        return {header.id: header for header in self.service.articles()}

    @cached_property
    def by_path(self) -> Mapping[str, ArticleHeader]:
        """Every article by its path."""
        return {header.path: header for header in self.headers.values()}

    @cached_property
    def by_hash(self) -> Mapping[str, ArticleHeader]:
        """Every content by its hash: the first article by path that has it."""
        return {header.sha256: header for header in reversed(list(self.headers.values()))}

    def enter(self) -> None:
        """Count one question more."""
        self._users += 1

    def leave(self) -> bool:
        """Count one question fewer. Is it time to close?"""
        self._users -= 1
        return self._retired and self._users == 0

    def retire(self) -> bool:
        """Take no more questions. Is it time to close?"""
        self._retired = True
        return self._users == 0


class Generations:
    """Hands out the newest generation; an older one is closed when its last question is done."""

    def __init__(self, open_service: OpenService) -> None:
        self._open = open_service
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()
        self._current: Generation | None = None
        self._fault: Exception | None = None

    @property
    def fault(self) -> Exception | None:
        """Why what lies on the disk could not be taken into use at the last look."""
        return self._fault

    def refresh(self) -> bool:
        """Open what is newer, if anything is. Was there something?

        While nothing newer can be opened, the present generation goes on answering. Raises what is
        no fault of the index; any fault is logged when it comes, and when it is gone.
        """
        with self._refreshing:
            try:
                service = self._newer()
            except Exception as fault:
                self._note(fault)
                if isinstance(fault, IndexUnusable):
                    return False
                raise
            self._note(None)
            if service is not None:
                self._replace(Generation(service))
            return service is not None

    @contextmanager
    def lease(self) -> Iterator[Generation]:
        """The generation of now, open until the block ends; raises `IndexUnusable`."""
        with self._lock:
            generation = self._current
            if generation is None:
                raise IndexUnusable(str(self._fault or "the index has not been opened yet"))
            generation.enter()
        try:
            yield generation
        finally:
            with self._lock:
                last = generation.leave()
            if last:
                generation.service.close()

    def close(self) -> None:
        """Close the generation of now, when its last question is done."""
        self._replace(None)

    def _newer(self) -> Service | None:
        current = self._current
        return self._open() if current is None or current.service.stale() else None

    def _note(self, fault: Exception | None) -> None:
        """The index is looked at every second: only what is another than before is a line."""
        before, self._fault = self._fault, fault
        if repr(before) == repr(fault):
            return
        if fault is None:
            log("index_usable")
        elif isinstance(fault, IndexUnusable):
            log("index_unusable", fault=str(fault), answering=self._current is not None)
        else:
            logger.error("the newer index could not be opened", exc_info=fault)

    def _replace(self, newer: Generation | None) -> None:
        with self._lock:
            older, self._current = self._current, newer
            idle = older is not None and older.retire()
        if older is not None and idle:
            older.service.close()
