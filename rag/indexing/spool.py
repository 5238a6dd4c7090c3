"""Articles on their way into the index, on disk so that memory does not grow with the corpus."""

import os
import pickle
import tempfile
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from rag.storage.changes import IndexedArticle


class Spool:
    """Holds what is added, in order, and gives it back as often as wanted.

    One thread adds, until it says `finish`; others may follow it meanwhile.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="pincite-")  # noqa: SIM115 - closed on exit
        self._places: list[tuple[int, int]] = []
        """Where each article starts in the file, and its size in bytes."""
        self._end = 0
        self._news = threading.Condition()
        self.passages = 0
        self.finished = False

    def __len__(self) -> int:
        return len(self._places)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, entry: IndexedArticle) -> None:
        """Append one article."""
        content = pickle.dumps(entry, pickle.HIGHEST_PROTOCOL)
        self._file.write(content)
        self._file.flush()
        with self._news:
            self._places.append((self._end, len(content)))
            self._end += len(content)
            self.passages += len(entry.passages)
            self._news.notify_all()

    def finish(self) -> None:
        """Nothing more will be added."""
        with self._news:
            self.finished = True
            self._news.notify_all()

    def follow(self) -> Iterator[IndexedArticle]:
        """Every article, those too that are still to come: waits for them until `finish`."""
        number = 0
        while self._has(number):
            yield self._read(number)
            number += 1

    def __iter__(self) -> Iterator[IndexedArticle]:
        return map(self._read, range(len(self._places)))

    def _has(self, number: int) -> bool:
        with self._news:
            self._news.wait_for(lambda: number < len(self._places) or self.finished)
            return number < len(self._places)

    def _read(self, number: int) -> IndexedArticle:
        start, size = self._places[number]
        entry: IndexedArticle = pickle.loads(self._content(start, size))  # noqa: S301 - no one else can reach the unnamed file
        return entry

    def _content(self, start: int, size: int) -> bytes:
        parts = []
        while size > 0:
            part = os.pread(self._file.fileno(), size, start)
            if not part:
                raise OSError(f"{size} bytes of the spool are missing")
            parts.append(part)
            start, size = start + len(part), size - len(part)
        return b"".join(parts)
