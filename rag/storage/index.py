"""The index as readers see it: one whole generation, from opening to closing."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexLocked, IndexUnusable
from rag.protocols import Vectors
from rag.storage.articles import read_article, read_headers
from rag.storage.database import Database
from rag.storage.derived import mend
from rag.storage.embeddings import read_vectors, vector_batches
from rag.storage.failures import damaged
from rag.storage.files import SealBroken
from rag.storage.keywords import KeywordIndex
from rag.storage.making import build_keywords, build_vectors
from rag.storage.manifest import Manifest
from rag.storage.passages import count_by_article, first_numbers, read_hits, titled_passages
from rag.storage.removed import NOTHING, Removed
from rag.storage.segments import DenseIndex, Part
from rag.storage.state import State, require_state
from rag.storage.writer import IndexWriter
from rag.types import Article, ArticleHeader, Hit, IndexSummary

__all__ = ["Index", "IndexWriter"]

Found: TypeAlias = list[tuple[int, float]]
"""Passage ids with scores, best first."""
_Part = TypeVar("_Part", tuple[DenseIndex, Removed], tuple[KeywordIndex, Removed])
"""A derived index, and what it names of passages that were removed."""


class Index:
    """A snapshot that several threads may read. Every row read is verified by its checksum."""

    def __init__(self, database: Database, state: State, threads: int | None) -> None:
        self.folder = database.path.parent
        self.warnings: list[str] = []
        """What was found damaged and made again, a sentence each, with the file's name."""
        self._database = database
        self._state = state
        self._threads = threads
        self._loading = threading.Lock()
        self._vectors: tuple[DenseIndex, Removed] | None = None
        self._keywords: tuple[KeywordIndex, Removed] | None = None
        self._firsts: NDArray[np.int64] | None = None

    @classmethod
    def open(cls, folder: Path, threads: int | None = None) -> Self:
        """Open the newest generation; `threads` bounds the cores that one search takes.

        Raises `IndexMissing`, `IndexDamaged`, and `IndexStale` for another format.
        """
        database = Database.open_snapshot(folder)
        with database.closed_on_error():
            return cls(database, require_state(database), threads)

    @property
    def manifest(self) -> Manifest:
        """What this generation was built with."""
        return self._state.manifest

    @property
    def generation(self) -> int:
        """Counts the changes of the index from 1."""
        return self._state.generation

    @property
    def corpus(self) -> Path:
        """The folder that article paths are relative to."""
        return self._state.manifest.corpus

    def summary(self) -> IndexSummary:
        """What an answer says of where it came from."""
        state = self._state
        encoder = state.manifest.encoder.name
        return IndexSummary(state.generation, state.articles, state.passages, encoder)

    def stale(self) -> bool:
        """Is there another generation to open now? Raises `IndexUnusable` where none can be read.

        This one goes on answering then: it holds what it needs.
        """
        try:
            with contextlib.closing(Database.open_snapshot(self.folder)) as database:
                newest = require_state(database)
        except IndexLocked:
            return False
        except OSError as error:
            raise IndexUnusable(f"the index {self.folder} cannot be opened: {error}") from error
        return (newest.generation, newest.commit) != (self.generation, self._state.commit)

    def warm(self) -> None:
        """Load the derived files now rather than at the first question."""
        self._loaded_vectors()
        self._loaded_keywords()
        self.articles_of([])

    def article(self, article_id: str) -> Article:
        """The article as indexed; raises `IndexDamaged` where the index does not hold it."""
        return read_article(self._database, article_id)

    def articles(self) -> Iterator[ArticleHeader]:
        """Every article, by path; raises `IndexDamaged` at the end where one was lost."""
        count = 0
        for header in read_headers(self._database):
            yield header
            count += 1
        self._require_count("articles", count, self._state.articles)

    def passage_counts(self) -> dict[str, int]:
        """How many passages each article has, by its id."""
        counts = count_by_article(self._database)
        self._require_count("passages", sum(counts.values()), self._state.passages)
        return counts

    def articles_of(self, passage_ids: Sequence[int]) -> NDArray[np.int64]:
        """A number for each passage, the same for those of one article."""
        with self._loading:
            if self._firsts is None:
                self._firsts = np.array(first_numbers(self._database), dtype=np.int64)
        wanted = np.array(passage_ids, dtype=np.int64)
        numbers: NDArray[np.int64] = np.searchsorted(self._firsts, wanted, side="right")
        return numbers

    def hits(self, passage_ids: Sequence[int]) -> list[Hit]:
        """These passages in their order, without scores; raises `IndexDamaged` for one not held."""
        return read_hits(self._database, passage_ids)

    def vectors(self, passage_ids: Sequence[int]) -> Vectors:
        """Vectors of these passages, one a row, in their order.

        From the derived file, which takes a third of the time of the store; `IndexDamaged` where
        neither holds one.
        """
        dimensions = self.manifest.dimensions
        index, removed = self._loaded_vectors()
        if removed.isdisjoint(passage_ids):
            with contextlib.suppress(LookupError):
                return index.vectors(passage_ids, dimensions)
        return read_vectors(self._database, passage_ids, dimensions)

    def dense(self, vector: NDArray[np.float32], limit: int) -> Found:
        """Passage ids with inner products, best first, equal ones by article path and start.

        What was added since everything was last made comes after its equals. The vector has shape
        (dimensions,).
        """
        index, removed = self._loaded_vectors()
        return _left(lambda reach: index.search(vector, reach, self._threads), removed, limit)

    def keyword(self, question: str, limit: int) -> Found:
        """Passage ids with BM25 scores, best first, equal ones as in `dense`."""
        index, removed = self._loaded_keywords()
        return _left(lambda reach: index.search(question, reach), removed, limit)

    @property
    def parts(self) -> Sequence[Part]:
        """How the vectors are kept: what is searched approximately, and how well it finds."""
        return self._state.vectors

    def verify(self) -> None:
        """Check the store and load the derived files, made again where they are damaged."""
        self.verify_store()
        self.warm()

    def verify_store(self) -> None:
        """Read every row against its checksum; raises `IndexDamaged` at the first that differs."""
        self._database.require_sound()
        for header in self.articles():
            self.article(header.id)
        for _ in titled_passages(self._database):
            pass
        for _ in vector_batches(self._database):
            pass

    def close(self) -> None:
        """Give the snapshot up; a second close does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _require_count(self, what: str, found: int, expected: int) -> None:
        if found != expected:
            fault = f"{found} {what} where {expected} were written"
            raise damaged(self._database.path, fault)

    def _loaded_vectors(self) -> tuple[DenseIndex, Removed]:
        with self._loading:
            if self._vectors is None:
                self._vectors = self._open_or_rebuild(
                    lambda state: (DenseIndex.load(self.folder, state.vectors), state.stale),
                    lambda state: (
                        build_vectors(self._database, state.manifest.dimensions, state.passages),
                        NOTHING,
                    ),
                )
            return self._vectors

    def _loaded_keywords(self) -> tuple[KeywordIndex, Removed]:
        with self._loading:
            if self._keywords is None:
                self._keywords = self._open_or_rebuild(
                    lambda state: (KeywordIndex.load(self.folder, state.keywords), state.removed),
                    lambda state: (build_keywords(self._database, state.passages), NOTHING),
                )
            return self._keywords

    def _open_or_rebuild(
        self,
        load: Callable[[State], _Part],
        build: Callable[[State], _Part],
    ) -> _Part:
        try:
            return load(self._state)
        except SealBroken as fault:
            self.warnings.append(f"{fault}: made again from the articles in the index")
        mended = mend(self.folder, self._state)
        if mended is not None:
            self._state = mended
            with contextlib.suppress(SealBroken):  # on a full disk it may not even be opened
                return load(mended)
        return build(self._state)


def _left(search: Callable[[int], Found], removed: Removed, limit: int) -> Found:
    """The best but for those removed; what else the store lacks is damage, and told as that."""
    if not removed:
        return search(limit)
    reach = limit + limit // 4
    while True:
        found = search(reach)
        kept = [pair for pair in found if pair[0] not in removed]
        if len(kept) >= limit or len(found) < reach:
            return kept[:limit]
        reach *= 2
