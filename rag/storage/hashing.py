"""SHA-256 of files; of large ones once, until they change, so that opening reads no gigabytes.

A hash is remembered under device, inode, size and time of change: a file that was replaced, cut,
swapped or written to is hashed again. It protects neither from a disk that alters bytes in silence
nor from somebody who sets the time back; `rag doctor` reads every byte. Small files are always
hashed: that takes less time than a question.
"""

import contextlib
import json
import os
from hashlib import file_digest
from pathlib import Path

LARGE = 16 * 2**20
"""Bytes from which a file's hash is remembered, and the file is mapped rather than read."""
NOTES_NAME = "hashed.json"
_KEPT = 64
"""Files that the notes tell of, the newest."""

_known: dict[str, str] = {}
"""What this process has hashed: the notes cannot be kept in a read-only folder."""


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes as they are now, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def hash_once(path: Path, folder: Path) -> str:
    """As `hash_file`, but remembered in the index folder where the file is large."""
    identity = _identity(path)
    if identity is None:
        return hash_file(path)
    if identity not in _known:
        _known.update(_read_notes(folder))
    if identity not in _known:
        remember(path, folder, hash_file(path), identity)
    return _known[identity]


def remember(path: Path, folder: Path, sha256: str, identity: str | None = None) -> None:
    """Note the hash of a file just written or read whole; of a small one nothing is noted."""
    identity = identity or _identity(path)
    if identity is None:
        return
    _known[identity] = sha256
    notes = {**_read_notes(folder), identity: sha256}
    _write_notes(folder, dict(list(notes.items())[-_KEPT:]))


def forget(folder: Path) -> None:
    """Let every file of this folder be hashed again."""
    _known.clear()
    with contextlib.suppress(OSError):
        (folder / NOTES_NAME).unlink()


def _identity(path: Path) -> str | None:
    status = path.stat()
    if status.st_size < LARGE:
        return None
    return f"{status.st_dev}-{status.st_ino}-{status.st_size}-{status.st_mtime_ns}"


def _read_notes(folder: Path) -> dict[str, str]:
    """Whatever is not notes is none: then the files are hashed."""
    try:
        notes = json.loads((folder / NOTES_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(notes, dict):
        return {}
    return {str(identity): str(sha256) for identity, sha256 in notes.items()}


def _write_notes(folder: Path, notes: dict[str, str]) -> None:
    """Not synced: what a power cut takes is hashed again."""
    temporary = folder / f"{NOTES_NAME}.{os.getpid()}.tmp"
    with contextlib.suppress(OSError):
        temporary.write_text(json.dumps(notes), "utf-8")
        temporary.replace(folder / NOTES_NAME)
