"""Files written so that a crash leaves the old or the new, and seals that prove them unaltered."""

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.storage.hashing import hash_once


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


def seal_folder(folder: Path, name: str, version: int) -> Seal:
    """The seal of a folder's files (tantivy's lock files apart) as this version makes them."""
    digest, size = hashlib.sha256(b"%d\n" % version), 0
    for path in _sealed_files(folder):
        length = path.stat().st_size
        sha256 = hash_once(path, folder.parent)
        digest.update(f"{path.name}\0{length}\0{sha256}\n".encode())
        size += length
    return Seal(name, digest.hexdigest(), size)


def sealed_path(folder: Path, seal: Seal) -> Path:
    """Where the sealed file lies; raises `SealBroken` where it is not what was written."""
    path = folder / seal.name
    try:
        same = path.stat().st_size == seal.size and hash_once(path, folder) == seal.sha256
    except OSError as error:
        raise SealBroken(f"{seal.name} cannot be read ({error.strerror})") from error
    if not same:
        raise SealBroken(f"{seal.name} is not what was written")
    return path


def sealed_bytes(folder: Path, seal: Seal) -> bytes:
    """What the sealed file holds; raises `SealBroken` where it is not what was written."""
    try:
        content = (folder / seal.name).read_bytes()
    except OSError as error:
        raise SealBroken(f"{seal.name} cannot be read ({error.strerror})") from error
    if (len(content), hashlib.sha256(content).hexdigest()) != (seal.size, seal.sha256):
        raise SealBroken(f"{seal.name} is not what was written")
    return content


def write_blocks(path: Path, blocks: Iterable[bytes]) -> Seal:
    """Write under a temporary name, sync, rename, sync the folder: whole or not there."""
    temporary = temporary_path(path)
    digest, size = hashlib.sha256(), 0
    with temporary.open("wb") as file:
        for block in blocks:
            file.write(block)
            digest.update(block)
            size += len(block)
        file.flush()
        _sync_descriptor(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
    return Seal(path.name, digest.hexdigest(), size)


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


def share_folder(folder: Path, target: Path) -> None:
    """A folder with the same files: those that may be written to copied, the others linked."""
    target.mkdir()
    for path in _sealed_files(folder):
        shared = target / path.name
        if path.suffix == ".json":
            shutil.copyfile(path, shared)
            continue
        try:
            shared.hardlink_to(path)
        except OSError:  # not every file system knows links
            shutil.copyfile(path, shared)


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
