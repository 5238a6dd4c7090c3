"""Files written so that a crash leaves the old or the new, and seals that prove them unaltered."""

import contextlib
import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 20


class SealBroken(Exception):
    """A file is gone, or is not the one that was sealed. Never leaves the storage room."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a derived file or folder was when it was written."""

    name: str
    """Its name in the index folder."""
    sha256: str
    """Of the file, or of the names, sizes and hashes of the folder's files."""
    size: int
    """In bytes."""


def seal_bytes(name: str, content: bytes) -> Seal:
    """The seal of a file that holds exactly this content."""
    return Seal(name, hashlib.sha256(content).hexdigest(), len(content))


def seal_folder(folder: Path, name: str, version: int) -> Seal:
    """The seal of a folder's files (tantivy's lock files apart) as this version makes them."""
    digest, size = hashlib.sha256(b"%d\n" % version), 0
    for path in _sealed_files(folder):
        length = path.stat().st_size
        digest.update(f"{path.name}\0{length}\0{hash_file(path)}\n".encode())
        size += length
    return Seal(name, digest.hexdigest(), size)


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Write under a temporary name, sync, rename, sync the folder: whole or not there."""
    temporary = temporary_path(path)
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        _sync_descriptor(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def publish_folder(temporary: Path, folder: Path) -> None:
    """Sync every file of a folder made under a temporary name, then give it its own."""
    for path in _sealed_files(temporary):
        # Windows flushes only what is open for writing.
        with path.open("r+b") as file:
            _sync_descriptor(file.fileno())
    sync_folder(temporary)
    temporary.rename(folder)
    sync_folder(folder.parent)


def temporary_path(path: Path) -> Path:
    """The name a file has until it is whole."""
    return path.with_name(path.name + ".tmp")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync_descriptor(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Delete a file or folder; one that a reader holds open on Windows stays for the next time."""
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def mirror(folder: Path, parent: Path) -> Path:
    """A writable folder in `parent` with the same files: links, or copies where links fail."""
    copy = parent / folder.name
    copy.mkdir()
    for path in _sealed_files(folder):
        _link_or_copy(path, copy / path.name)
    return copy


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)


def _sealed_files(folder: Path) -> list[Path]:
    lock_files = (".tantivy-meta.lock", ".tantivy-writer.lock")
    return sorted(path for path in folder.iterdir() if path.name not in lock_files)


def _sync_descriptor(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl  # there is none on Windows

        # On macOS fsync leaves the bytes in the drive's own cache (man fsync).
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)
