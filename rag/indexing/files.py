"""A file's bytes as an index takes them, read without waiting for anything.

Apart from what makes an article of them: a citation's file is looked at without those libraries.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UnreadableFile

MAX_BYTES = 64 * 2**20
"""A larger file is a log or a dump: it would take minutes and answer nothing."""

_OPEN_FLAGS = (
    getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
"""Neither wait for a pipe's other end, nor follow a link that has taken a file's place."""


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes with where it lies."""

    path: str
    """Relative to the corpus folder, with `/` between its parts."""
    content: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes, in lower-case hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path, root: Path) -> File:
    """The file's bytes. A pipe is never waited for.

    Raises `OSError` where it cannot be opened now, `UnreadableFile` where it never can.
    """
    if not path.is_relative_to(root):
        raise UnreadableFile(f"lies outside the folder of articles, {root}")
    relative = path.relative_to(root).as_posix()
    if not _is_unicode(relative):
        raise UnreadableFile("its name is not UTF-8: rename it")
    return File(relative, _content(path))


def unopened(error: OSError) -> str:
    """The reason to tell."""
    return f"cannot be opened: {error.strerror or error}"


def _is_unicode(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _content(path: Path) -> bytes:
    """Opened without waiting, and looked at when open, so that nothing can take its place."""
    descriptor = os.open(path, os.O_RDONLY | _OPEN_FLAGS)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("not a regular file")
        if status.st_size > MAX_BYTES:
            raise UnreadableFile(
                f"{status.st_size / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20}: split the file"
            )
        return stream.read(MAX_BYTES + 1)[:MAX_BYTES]
