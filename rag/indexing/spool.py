"""Articles on their way into the index, on disk so that memory does not grow with the corpus."""

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from rag.storage.changes import IndexedArticle


class Spool:
    """Holds what is added, in order, and gives it back as often as wanted."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="pincite-")  # noqa: SIM115 - closed on exit
        self._length = 0
        self.passages = 0

    def __len__(self) -> int:
        return self._length

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
        """Append one article. Nothing may be added while it is read."""
        pickle.dump(entry, self._file, pickle.HIGHEST_PROTOCOL)
        self._length += 1
        self.passages += len(entry.passages)

    def __iter__(self) -> Iterator[IndexedArticle]:
        self._file.seek(0)
        for _ in range(self._length):
            yield pickle.load(self._file)  # noqa: S301 - no one else can reach the unnamed file
