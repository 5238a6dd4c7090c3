"""The files derived from the store of record: made for a generation, mended, swept away."""

import contextlib
import errno
import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from rag.errors import IndexLocked
from rag.storage.database import Database
from rag.storage.embeddings import vector_batches
from rag.storage.failures import damaged
from rag.storage.files import Seal, SealBroken, remove
from rag.storage.hashing import NOTES_NAME
from rag.storage.keywords import KeywordIndex
from rag.storage.lock import WriterLock
from rag.storage.manifest import Manifest
from rag.storage.passages import count_above, last_id, titled_passages
from rag.storage.removed import NOTHING, Removed
from rag.storage.segments import DenseIndex, Kind, Layout, Part, merged_tail, write_part
from rag.storage.state import State, count_rows, read_state, require_no_loss, write_state
from rag.storage.vectors import VectorIndex
from rag.text.headed import headed_text

_TITLE_EXTRA = 2
"""Times that a title is counted beside the once in the headed text (eval/LOG.md, storage)."""
_PATTERNS = ("vectors-*", "keywords-*", f"{NOTES_NAME}.*")
LAYOUT = Layout()


def build_vectors(database: Database, dimensions: int, passages: int) -> DenseIndex:
    """Every passage's vector, in memory; raises `IndexDamaged` where one is lost or altered."""
    index = VectorIndex.build(dimensions, vector_batches(database))
    _require_count(database, "vectors", len(index), passages)
    return DenseIndex([index])


def build_keywords(database: Database, passages: int) -> KeywordIndex:
    """Every passage's terms, in memory; raises `IndexDamaged` where one is lost or altered."""
    index = KeywordIndex.build(_headed_texts(database))
    _require_count(database, "passages", len(index), passages)
    return index


@dataclass(frozen=True, slots=True)
class Edition:
    """A generation in the making: from what, where, and under which names."""

    database: Database
    folder: Path
    generation: int
    commit: str
    manifest: Manifest
    layout: Layout

    @classmethod
    def of(
        cls,
        database: Database,
        folder: Path,
        generation: int,
        manifest: Manifest,
        layout: Layout = LAYOUT,
    ) -> Self:
        """One that nobody has made before."""
        return cls(database, folder, generation, secrets.token_hex(4), manifest, layout)

    @property
    def stem(self) -> str:
        """What the names of its files have in common."""
        return f"{self.generation}-{self.commit}"


def publish(
    edition: Edition, before: State | None = None, removed: Collection[int] | None = None
) -> State:
    """Make the files of a generation and record them, in the caller's transaction.

    Until it commits, nobody looks at them: the commit publishes everything at once. Files of the
    generation `before` are taken over where what was added and `removed` since is little; without
    either, everything is made from the store.
    """
    articles, passages = count_rows(edition.database)
    grown = None
    if before is not None and removed is not None:
        grown = _grown(edition, before, removed, passages)
    files = grown or _made(edition, passages)
    state = State(
        generation=edition.generation,
        commit=edition.commit,
        manifest=edition.manifest,
        articles=articles,
        passages=passages,
        vectors=files.vectors,
        keywords=files.keywords,
        removed=files.removed,
        stale=files.stale,
        earlier=tuple(seal.name for seal in before.files) if before else (),
    )
    write_state(edition.database, state)
    return state


def mend(folder: Path, state: State) -> State | None:
    """Make the files of this generation again and record them, where one may write.

    `None` where one may not: the folder is read-only, a writer is at work, or the generation is
    no longer the newest. Raises `IndexDamaged` where the store of record is damaged too.
    """
    lock = WriterLock(folder)
    try:
        lock.acquire()
        with contextlib.closing(Database.open_for_writing(folder)) as database:
            return _mended(database, folder, state)
    except (IndexLocked, OSError):
        return None
    finally:
        lock.release()


def sweep(folder: Path, *kept: State | None) -> None:
    """Delete the derived files of all other generations, and what a crash has left."""
    names = {seal.name for state in kept if state for seal in state.files}
    for pattern in _PATTERNS:
        for path in folder.glob(pattern):
            if path.name not in names:
                remove(path)


def strays(folder: Path, state: State) -> list[Path]:
    """What killed runs have left: derived files neither of this generation nor of the one before.

    Those of the one before are there for readers that have not opened them yet.
    """
    names = {*(seal.name for seal in state.files), *state.earlier}
    found = sorted(path for pattern in _PATTERNS for path in folder.glob(pattern))
    before = re.compile(rf"[a-z]+-{state.generation - 1}-[0-9a-f]+(\.faiss|\.rows)?")
    return [path for path in found if path.name not in names and not before.fullmatch(path.name)]


def _mended(database: Database, folder: Path, state: State) -> State | None:
    with database.transaction():
        newest = read_state(database)
        if newest is None or newest.generation != state.generation:
            return None
        if newest != state:
            return newest
        require_no_loss(database, state)
        mended = publish(Edition.of(database, folder, state.generation, state.manifest))
    sweep(folder, mended)
    return mended


@dataclass(frozen=True, slots=True)
class _Files:
    vectors: tuple[Part, ...]
    keywords: Seal
    removed: Removed = NOTHING
    stale: Removed = NOTHING


def _made(edition: Edition, passages: int) -> _Files:
    """Everything from the store."""
    part = _write_part(edition, edition.layout.kind(passages), after=0, expected=passages)
    name = f"keywords-{edition.stem}"
    keywords = KeywordIndex.write(edition.folder, name, _headed_texts(edition.database))
    _require_keywords(edition, keywords, passages)
    return _Files((part,), keywords)


def _grown(
    edition: Edition, before: State, removed: Collection[int], passages: int
) -> _Files | None:
    """What is new beside what is there; `None` where everything is to be made from the store."""
    last = before.vectors[-1].last
    if not before.vectors[0].last:
        return None
    added = count_above(edition.database, last)
    left = {number for number in removed if number <= last}
    _require_count(edition.database, "passages", passages, before.passages + added - len(left))
    files = _Files(before.vectors, before.keywords, before.removed | left, before.stale | left)
    changed = len(files.removed) + added + sum(part.count for part in before.vectors[1:])
    if not edition.layout.grows(before.vectors[0].count, changed):
        return None
    try:
        return _extended(edition, files, passages, added) if added else files
    except SealBroken:
        return None


def _extended(edition: Edition, files: _Files, passages: int, added: int) -> _Files:
    texts = _headed_texts(edition.database, files.vectors[-1].last)
    name = f"keywords-{edition.stem}"
    keywords = KeywordIndex.extend(edition.folder, files.keywords, name, texts)
    _require_keywords(edition, keywords, passages + len(files.removed))
    kept = merged_tail(files.vectors, added)
    after = kept[-1].last
    stale = frozenset(number for number in files.stale if number <= after)
    held = sum(part.count for part in kept) - len(stale)
    # Not by counting rows: one that damage has taken would not be missed.
    tail = _write_part(edition, Kind.FLAT, after, passages - held)
    return _Files((*kept, tail), keywords, files.removed, stale)


def _write_part(edition: Edition, kind: Kind, after: int, expected: int) -> Part:
    batches = vector_batches(edition.database, after)
    stem = f"vectors-{edition.stem}"
    part = write_part(edition.folder, stem, kind, batches, edition.manifest.dimensions)
    _require_count(edition.database, "vectors", part.count, expected)
    return replace(part, last=last_id(edition.database))


def _require_keywords(edition: Edition, seal: Seal, expected: int) -> None:
    try:
        written = KeywordIndex.load(edition.folder, seal)
    except SealBroken as fault:
        raise OSError(errno.EIO, f"what was just written is not there: {fault}") from fault
    _require_count(edition.database, "passages", len(written), expected)


def _headed_texts(database: Database, after: int = 0) -> Iterator[tuple[int, str]]:
    for passage_id, title, passage in titled_passages(database, after):
        headed = headed_text(title, passage.heading, passage.text)
        yield passage_id, "\n".join([*[title] * _TITLE_EXTRA, headed])


def _require_count(database: Database, what: str, found: int, expected: int) -> None:
    if found != expected:
        raise damaged(database.path, f"{found} {what} where {expected} were written")
