"""The files derived from the store of record: made for a generation, mended, swept away."""

import contextlib
import errno
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from rag.errors import IndexLocked
from rag.storage.database import Database
from rag.storage.embeddings import vector_batches
from rag.storage.failures import damaged
from rag.storage.files import Seal, SealBroken, remove
from rag.storage.keywords import KeywordIndex
from rag.storage.lock import WriterLock
from rag.storage.manifest import Manifest
from rag.storage.passages import titled_passages
from rag.storage.state import State, count_rows, read_state, require_no_loss, write_state
from rag.storage.vectors import VectorIndex
from rag.text.headed import headed_text

_TITLE_EXTRA = 2
"""Times that a title is counted beside the once in the headed text (eval/LOG.md, storage)."""
_PATTERNS = ("vectors-*", "keywords-*")


def build_vectors(database: Database, dimensions: int, passages: int) -> VectorIndex:
    """Every passage's vector, in memory; raises `IndexDamaged` where one is lost or altered."""
    index = VectorIndex.build(dimensions, vector_batches(database))
    _require_count(database, "vectors", len(index), passages)
    return index


def build_keywords(database: Database, passages: int) -> KeywordIndex:
    """Every passage's terms, in memory; raises `IndexDamaged` where one is lost or altered."""
    index = KeywordIndex.build(_headed_texts(database))
    _require_count(database, "passages", len(index), passages)
    return index


def publish(database: Database, folder: Path, generation: int, manifest: Manifest) -> State:
    """Make the files of a generation and record them, in the caller's transaction.

    Until it commits, nobody looks at them: the commit publishes everything at once.
    """
    articles, passages = count_rows(database)
    commit = secrets.token_hex(4)
    vectors = build_vectors(database, manifest.dimensions, passages)
    state = State(
        generation=generation,
        commit=commit,
        manifest=manifest,
        articles=articles,
        passages=passages,
        vectors=vectors.save(folder, f"vectors-{generation}-{commit}.faiss"),
        keywords=_write_keywords(database, folder, f"keywords-{generation}-{commit}", passages),
    )
    write_state(database, state)
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
    names = {seal.name for state in kept if state for seal in (state.vectors, state.keywords)}
    for pattern in _PATTERNS:
        for path in folder.glob(pattern):
            if path.name not in names:
                remove(path)


def strays(folder: Path, state: State) -> list[Path]:
    """What killed runs have left: derived files neither of this generation nor of the one before.

    Those of the one before are there for readers that have not opened them yet.
    """
    names = {state.vectors.name, state.keywords.name}
    found = sorted(path for pattern in _PATTERNS for path in folder.glob(pattern))
    before = re.compile(rf"[a-z]+-{state.generation - 1}-[0-9a-f]+(\.faiss)?")
    return [path for path in found if path.name not in names and not before.fullmatch(path.name)]


def _mended(database: Database, folder: Path, state: State) -> State | None:
    with database.transaction():
        newest = read_state(database)
        if newest is None or newest.generation != state.generation:
            return None
        if newest != state:
            return newest
        require_no_loss(database, state)
        mended = publish(database, folder, state.generation, state.manifest)
    sweep(folder, mended)
    return mended


def _write_keywords(database: Database, folder: Path, name: str, passages: int) -> Seal:
    seal = KeywordIndex.write(folder, name, _headed_texts(database))
    try:
        written = KeywordIndex.load(folder, seal)
    except SealBroken as fault:
        raise OSError(errno.EIO, f"what was just written is not there: {fault}") from fault
    _require_count(database, "passages", len(written), passages)
    return seal


def _headed_texts(database: Database) -> Iterator[tuple[int, str]]:
    for passage_id, title, passage in titled_passages(database):
        headed = headed_text(title, passage.heading, passage.text)
        yield passage_id, "\n".join([*[title] * _TITLE_EXTRA, headed])


def _require_count(database: Database, what: str, found: int, expected: int) -> None:
    if found != expected:
        raise damaged(database.path, f"{found} {what} where {expected} were written")
