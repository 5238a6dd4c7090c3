"""One writer at a time, and who it is: the only module that imports filelock."""

import contextlib
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexLocked

LOCK_NAME = "writer.lock"
HOLDER_NAME = "writer.json"


class WriterLock:
    """Held from `acquire` to `release`; the system frees it when the holder dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK_NAME, timeout=0)

    def acquire(self) -> None:
        """Take the lock without waiting; raise `IndexLocked` naming who holds it."""
        self._take()
        try:
            self._note_holder()
        except BaseException:
            self.release()
            raise

    def dead_holder(self) -> str | None:
        """Who died with the lock in hand, by the note that is left; `None` where nobody did.

        Changes nothing. Raises `IndexLocked` while somebody holds it.
        """
        self._take()
        try:
            return _holder(self._folder) if (self._folder / HOLDER_NAME).exists() else None
        finally:
            self._lock.release()

    def release(self) -> None:
        """Give the lock back; a second release does nothing.

        A note that cannot be deleted stays, and whoever takes the lock next writes its own.
        """
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                (self._folder / HOLDER_NAME).unlink(missing_ok=True)
            self._lock.release()

    def _take(self) -> None:
        try:
            self._lock.acquire()
        except Timeout:
            raise IndexLocked(
                f"index {self._folder} is being written by {_holder(self._folder)}: "
                "wait until it is done, or stop it"
            ) from None

    def _note_holder(self) -> None:
        # A file of its own: Windows lets nobody read a locked one.
        since = datetime.now(UTC).isoformat(timespec="seconds")
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        (self._folder / HOLDER_NAME).write_text(json.dumps(note), encoding="utf-8")


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / HOLDER_NAME).read_text(encoding="utf-8"))
        return f"process {note['pid']} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
