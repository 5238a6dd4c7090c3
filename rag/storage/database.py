"""The store of record as SQLite holds it: the only module that imports sqlite3.

One connection, shared by threads under a lock. Failures leave as `IndexDamaged`, `IndexLocked`
or `OSError` (a full disk, no permission), never as SQLite's own.
"""

import contextlib
import errno
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, TypeAlias

from rag.errors import IndexLocked, IndexStale
from rag.storage.checksum import Field
from rag.storage.failures import damaged, missing
from rag.storage.files import sync_folder
from rag.storage.schema import APPLICATION_ID, FORMAT_VERSION, SCHEMA

DATABASE_NAME = "pincite.sqlite3"

Row: TypeAlias = tuple[Any, ...]
"""As SQLite gives it: untyped until its checksum is verified."""

_WAIT_MS = 5000
"""For a writer's commit, or for another's recovery after a crash."""
_FETCHED = 256
"""Rows of a long answer that are in memory at once."""
_SYSTEM_ERRORS = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_IOERR": errno.EIO,
    "SQLITE_READONLY": errno.EROFS,
    "SQLITE_CANTOPEN": errno.EACCES,
    "SQLITE_PERM": errno.EACCES,
    "SQLITE_NOMEM": errno.ENOMEM,
}
_UNSHARED = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR_SHM")
"""No shared memory can be had: the folder is read-only, or the disk is full."""
_READING = ("PRAGMA cell_size_check = ON", "PRAGMA query_only = ON", "BEGIN")
_WRITING = (
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # On macOS an ordinary fsync leaves the bytes in the drive's cache (sqlite.org/pragma.html).
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    # Deleted means gone: freed pages are overwritten.
    "PRAGMA secure_delete = ON",
)


class Database:
    """A connection: `open_for_writing` for the one writer, `open_snapshot` for readers."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open_for_writing(cls, folder: Path) -> Self:
        """Create the store where there is none. The caller holds the writer's lock."""
        path = folder / DATABASE_NAME
        with _translated(path):
            database = cls(_connect(path, "mode=rwc"), path)
        with database.closed_on_error():
            database._prepare(_WRITING)
            database._create_tables()
            database._require_format()
        sync_folder(folder)
        return database

    @classmethod
    def open_snapshot(cls, folder: Path) -> Self:
        """See one state of the store until closed; the folder may be read-only.

        Raises `IndexMissing`, `IndexStale` for another format, `IndexDamaged`.
        """
        path = folder / DATABASE_NAME
        if not path.is_file():
            raise missing(folder)
        database = cls(_connect_for_reading(path), path)
        with database.closed_on_error():
            database._prepare(_READING)
            database._require_format()
        return database

    def execute(self, statement: str, fields: Sequence[Field] = ()) -> list[Row]:
        """Run one statement and fetch all its rows."""
        with self._lock, _translated(self.path):
            return self._connection.execute(statement, fields).fetchall()

    def execute_many(self, statement: str, rows: Iterable[Sequence[Field]]) -> None:
        """Run one statement for each row."""
        with self._lock, _translated(self.path):
            self._connection.executemany(statement, rows)

    def stream(self, statement: str, fields: Sequence[Field] = ()) -> Iterator[Row]:
        """Run one statement and yield its rows without holding them all."""
        with self._lock, _translated(self.path):
            cursor = self._connection.execute(statement, fields)
        while rows := self._fetch(cursor):
            yield from rows

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on the disk when the block ends; undone when it raises."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            # Some failures, such as a full disk, have undone it already.
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    def empty_log(self) -> bool:
        """Move the log into the database; `False` where readers of older states keep some of it."""
        self.execute("PRAGMA busy_timeout = 0")
        [(busy, *_)] = self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
        return not busy

    def require_sound(self) -> None:
        """Have SQLite check the whole file; raises `IndexDamaged` with its first complaint."""
        [(first,), *_] = self.execute("PRAGMA integrity_check")
        broken = self.execute("PRAGMA foreign_key_check")
        if first != "ok" or broken:
            raise damaged(self.path, f"broken reference {broken[0]}" if broken else first)

    @contextlib.contextmanager
    def closed_on_error(self) -> Iterator[None]:
        """Close the connection where the block raises."""
        try:
            yield
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Give the snapshot up; a second close does nothing."""
        with self._lock, _translated(self.path):
            self._connection.close()

    def _prepare(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def _create_tables(self) -> None:
        if self.execute("SELECT count(*) FROM sqlite_master") == [(0,)]:
            with self.transaction():
                self._prepare(SCHEMA)

    def _require_format(self) -> None:
        [(application,)] = self.execute("PRAGMA application_id")
        [(version,)] = self.execute("PRAGMA user_version")
        if (application, version) == (0, 0):
            raise missing(self.path.parent)
        if application != APPLICATION_ID:
            raise damaged(self.path, f"application id {application:#x}, not {APPLICATION_ID:#x}")
        if version != FORMAT_VERSION:
            raise IndexStale(
                f"the index in {self.path.parent} has format {version}, not {FORMAT_VERSION}: "
                "run `rag index --rebuild`"
            )

    def _fetch(self, cursor: sqlite3.Cursor) -> list[Row]:
        with self._lock, _translated(self.path):
            return cursor.fetchmany(_FETCHED)


def _connect_for_reading(path: Path) -> "_Connection":
    """Open with shared memory where the folder allows it, else from the bytes as they lie."""
    for mode in ("mode=rw", "mode=ro"):
        connection = _probe(path, mode)
        if connection is not None:
            return connection
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return _connect_to_copy(path, log)
    with _translated(path):
        return _connect(path, "immutable=1")


def _probe(path: Path, mode: str) -> "_Connection | None":
    with _translated(path):
        connection = _connect(path, mode)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            connection.close()
            if _name(error).startswith(_UNSHARED):
                return None
            raise
        return connection


def _connect_to_copy(path: Path, log: Path) -> "_Connection":
    """A crash left commits in the log, which can be replayed only where one may write."""
    folder = tempfile.TemporaryDirectory(prefix="pincite-", ignore_cleanup_errors=True)
    for file in (path, log):
        shutil.copyfile(file, Path(folder.name, file.name))
    with _translated(path):
        connection = _connect(Path(folder.name, path.name), "mode=rw")
    connection.borrowed = folder
    return connection


def _connect(path: Path, mode: str) -> "_Connection":
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_WAIT_MS / 1000,
        factory=_Connection,
    )


class _Connection(sqlite3.Connection):
    """Takes the folder with it, where it reads a copy."""

    borrowed: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        super().close()
        if self.borrowed is not None:
            self.borrowed.cleanup()


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.IntegrityError as error:
        raise ValueError(f"not an index that can be: {error}") from error
    except sqlite3.Error as error:
        raise _failure(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite's complaint of a damaged schema quotes the damage.
        raise damaged(path, error.reason) from error


def _failure(error: sqlite3.Error, path: Path) -> Exception:
    name = _name(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return IndexLocked(f"the index {path} is busy with another process ({error}): try again")
    for prefix, number in _SYSTEM_ERRORS.items():
        if name.startswith(prefix):
            return OSError(number, str(error), str(path))
    return damaged(path, str(error))


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or ""
