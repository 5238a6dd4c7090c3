"""The one writer of an index: every change is one transaction, and one generation."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from rag.errors import IndexUnusable
from rag.protocols import Vectors
from rag.storage.articles import delete_article, delete_articles, insert_article, read_headers
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.database import DATABASE_NAME, Database
from rag.storage.derived import publish, strays, sweep
from rag.storage.embeddings import delete_unused_vectors, has_vector, keep_vectors, vector_key
from rag.storage.files import remove, sync_folder
from rag.storage.lock import WriterLock
from rag.storage.making import Edition
from rag.storage.manifest import Manifest
from rag.storage.passages import delete_passages, insert_passages
from rag.storage.segments import LAYOUT, Layout
from rag.storage.state import State, read_state, require_no_loss
from rag.types import ArticleHeader


class IndexWriter:
    """Holds the writer's lock until closed. Readers see its work when `apply` returns."""

    def __init__(
        self,
        lock: WriterLock,
        database: Database,
        manifest: Manifest,
        layout: Layout,
        *,
        emptied: bool,
    ) -> None:
        self.manifest = manifest
        self._layout = layout
        self._lock = lock
        self._database = database
        self._folder = database.path.parent
        self._emptied = emptied
        self._removed = set[int]()
        """Passages that the open transaction has deleted."""
        self._state = read_state(database)

    @classmethod
    def open(cls, folder: Path, manifest: Manifest, layout: Layout = LAYOUT) -> Self:
        """Continue the index in the folder, or start one.

        Raises `IndexLocked`, `IndexDamaged`, and `IndexStale` where the index was built with
        another encoder, tokenizer or splitting.
        """
        with _locked(folder) as lock:
            database = Database.open_for_writing(folder)
            with database.closed_on_error():
                writer = cls(lock, database, manifest, layout, emptied=False)
                if stored := writer.stored_manifest():
                    stored.require(manifest)
        return writer

    @classmethod
    def rebuild(cls, folder: Path, manifest: Manifest, layout: Layout = LAYOUT) -> Self:
        """Start over from any state, damaged too, keeping the cached vectors that are whole.

        What is there keeps answering until `apply` returns, unless the store itself is damaged.
        """
        with _locked(folder) as lock:
            return cls(lock, _sound_database(folder), manifest, layout, emptied=True)

    @property
    def corpus(self) -> Path:
        """The folder that article paths are relative to."""
        return self.manifest.corpus

    @property
    def generation(self) -> int:
        """The newest whole generation; 0 before the first."""
        return self._state.generation if self._state else 0

    @property
    def extracts_alike(self) -> bool:
        """Were the stored texts extracted as the next ones are? Before the first, yes."""
        stored = self.stored_manifest()
        return stored is None or stored.extraction == self.manifest.extraction

    def stored_manifest(self) -> Manifest | None:
        """What the newest generation was built with; `None` before the first."""
        return self._state.manifest if self._state else None

    def articles(self) -> Iterator[ArticleHeader]:
        """What the next generation starts from, by path: nothing when rebuilding."""
        return iter(()) if self._emptied else read_headers(self._database)

    def missing(self, keys: Sequence[str]) -> set[str]:
        """Those of the texts' keys that have no whole vector of this encoder yet."""
        return {key for key in keys if not has_vector(self._database, self._vector_key(key))}

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Commit vectors at once, one a key: an interrupted run does not encode them again."""
        expected = (len(keys), self.manifest.dimensions)
        if vectors.shape != expected or not np.isfinite(vectors).all():
            raise ValueError(f"finite vectors of shape {expected} are needed, not {vectors.shape}")
        with self._database.transaction():
            keep_vectors(self._database, [self._vector_key(key) for key in keys], vectors)

    def apply(self, changes: Changes) -> int:
        """Commit the changes as one generation; returns its number.

        Without any change the current number comes back and nothing is written; what killed runs
        have left goes all the same. Raises `ValueError`, nothing changed, where a passage is not
        its article's slice or has no vector.
        """
        before = self._state
        try:
            with self._database.transaction():
                if not self._write(changes) and before and before.manifest == self.manifest:
                    self._clear_strays(before)
                    return before.generation
                self._state = self._published(before)
        except BaseException:
            self._state = before
            sweep(self._folder, before)
            raise
        self._emptied = False
        self._database.empty_log()
        # Readers of the generation before may not have opened its files yet.
        sweep(self._folder, before, self._state)
        return self.generation

    def compact(self) -> bool:
        """Leave no trace of what was deleted: unused vectors, free pages, log, older files.

        `False` where a reader of an older state keeps its pages: compact again when it is gone.
        """
        with self._database.transaction():
            delete_unused_vectors(self._database)
            state = self._without_removed()
        self._state = state
        self._database.execute("VACUUM")
        sweep(self._folder, self._state)
        return self._database.empty_log()

    def close(self) -> None:
        """Let the next writer in; a second close does nothing."""
        self._database.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _published(self, before: State | None) -> State:
        """The next generation; what is there before is taken over where little changes."""
        following = self.generation + 1
        removed = None if self._emptied else self._removed
        edition = self._edition(following, self.manifest)
        return publish(edition, before, removed)

    def _edition(self, generation: int, manifest: Manifest) -> Edition:
        return Edition(self._database, self._folder, generation, manifest, self._layout)

    def _without_removed(self) -> State | None:
        """The same generation in files that hold nothing of what was deleted."""
        state = self._state
        if state is None or not state.removed:
            return state
        return publish(self._edition(state.generation, state.manifest))

    def _write(self, changes: Changes) -> bool:
        changed = self._emptied
        self._removed.clear()
        if self._emptied:
            delete_articles(self._database)
        elif self._state:
            require_no_loss(self._database, self._state)
        for article_id in changes.removed:
            changed |= self._delete_article(article_id)
        for entry in changes.written:
            self._write_article(entry)
            changed = True
        return changed

    def _clear_strays(self, state: State) -> None:
        for path in strays(self._folder, state):
            remove(path)

    def _write_article(self, entry: IndexedArticle) -> None:
        _require_slices(entry)
        self._delete_article(entry.article.header.id)
        insert_article(self._database, entry.article)
        keys = [self._vector_key(key) for key in entry.keys]
        insert_passages(self._database, entry, keys)

    def _delete_article(self, article_id: str) -> bool:
        self._removed |= delete_passages(self._database, article_id)
        return delete_article(self._database, article_id)

    def _vector_key(self, key: str) -> bytes:
        return vector_key(self.manifest.encoder.fingerprint, key)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[WriterLock]:
    """The lock, given back only when opening fails."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(folder)
    lock.acquire()
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _sound_database(folder: Path) -> Database:
    try:
        return _require_sound(Database.open_for_writing(folder))
    except IndexUnusable:
        for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"):
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
        return Database.open_for_writing(folder)


def _require_sound(database: Database) -> Database:
    with database.closed_on_error():
        read_state(database)
        database.require_sound()
    return database


def _require_slices(entry: IndexedArticle) -> None:
    header, text = entry.article.header, entry.article.text
    for passage in entry.passages:
        if passage.article_id != header.id or text[passage.start : passage.end] != passage.text:
            raise ValueError(f"a passage at {passage.start} is not a slice of {header.path}")
