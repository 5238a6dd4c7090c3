"""What is wrong in an index folder beside its store, and how it is mended without encoding."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from rag.storage.database import Database
from rag.storage.derived import mend, strays
from rag.storage.files import SealBroken, remove
from rag.storage.hashing import forget
from rag.storage.keywords import KeywordIndex
from rag.storage.lock import WriterLock
from rag.storage.segments import DenseIndex
from rag.storage.state import State, require_state


def broken_files(folder: Path) -> list[str]:
    """Derived files that are not what was written, a sentence each; every byte is read.

    Raises `IndexUnusable` where the store cannot be opened.
    """
    state = _state(folder)
    forget(folder)
    loads: tuple[Callable[[], object], ...] = (
        lambda: DenseIndex.load(folder, state.vectors),
        lambda: KeywordIndex.load(folder, state.keywords),
    )
    return [fault for load in loads if (fault := _fault(load))]


def make_again(folder: Path) -> bool:
    """Make the derived files from the store and record them; `False` where one may not write.

    Raises `IndexDamaged` where the store is damaged too.
    """
    return mend(folder, _state(folder)) is not None


def leftovers(folder: Path) -> list[str]:
    """What killed runs have left, a few words each; changes nothing.

    Raises `IndexLocked` while a writer is at work, whose files would look the same, and `OSError`
    where one may not write.
    """
    dead = WriterLock(folder).dead_holder()
    notes = [f"the lock's note of {dead}, which is gone"] if dead else []
    return notes + [path.name for path in strays(folder, _state(folder))]


def clear_leftovers(folder: Path) -> None:
    """Remove what `leftovers` names; raises as it does."""
    lock = WriterLock(folder)
    lock.acquire()
    try:
        for path in strays(folder, _state(folder)):
            remove(path)
    finally:
        lock.release()


def _state(folder: Path) -> State:
    with contextlib.closing(Database.open_snapshot(folder)) as database:
        return require_state(database)


def _fault(load: Callable[[], object]) -> str | None:
    try:
        load()
    except SealBroken as fault:
        return str(fault)
    return None
