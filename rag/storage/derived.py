"""The files derived from the store of record: made for a generation, mended, swept away."""

import contextlib
import re
from collections.abc import Collection
from pathlib import Path

from rag.errors import IndexLocked
from rag.storage.database import Database
from rag.storage.files import remove
from rag.storage.hashing import NOTES_NAME
from rag.storage.lock import WriterLock
from rag.storage.making import Edition, grown, made
from rag.storage.state import State, count_rows, read_state, require_no_loss, write_state

_PATTERNS = ("vectors-*", "keywords-*", f"{NOTES_NAME}.*")


def publish(
    edition: Edition, before: State | None = None, removed: Collection[int] | None = None
) -> State:
    """Make the files of a generation and record them, in the caller's transaction.

    Until it commits, nobody looks at them: the commit publishes everything at once. Files of the
    generation `before` are taken over where what was added and `removed` since is little; without
    either, everything is made from the store.
    """
    articles, passages = count_rows(edition.database)
    files = None
    if before is not None and removed is not None:
        files = grown(edition, before, removed, passages)
    files = files or made(edition, passages)
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
        mended = publish(Edition(database, folder, state.generation, state.manifest))
    sweep(folder, mended)
    return mended
