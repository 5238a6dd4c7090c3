"""The folder of articles that a gold set is about, read straight from the files.

The harness never asks the index what a file says: what it checks, it reads for itself.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PurePosixPath

from rag.errors import UnreadableFile

ReadText = Callable[[Path], str]
"""From a file to the text that citations point into; raises `UnreadableFile`."""


def utf8_text(path: Path) -> str:
    """The file decoded as UTF-8, newlines untouched; raises `UnreadableFile`."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(str(error)) from error


class Articles:
    """Articles by their path relative to `folder`, with `/` between the parts."""

    def __init__(self, folder: Path, read_text: ReadText = utf8_text) -> None:
        self.folder = folder
        self._read_text = read_text
        self.paths: tuple[str, ...] = tuple(sorted(_relative_paths(folder)))
        self._known = frozenset(self.paths)
        self._text = lru_cache(maxsize=4096)(self._read)
        self._hash = lru_cache(maxsize=None)(self._digest)

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def text(self, path: str) -> str:
        """The article's text; raises `UnreadableFile` where it is missing or not text."""
        return self._text(path)

    def sha256(self, path: str) -> str:
        """Of the file's bytes; raises `UnreadableFile` where it is missing."""
        return self._hash(path)

    def resolve(self, path: str) -> str | None:
        """The article that a reply means, also where its index was made from a folder above.

        `notes/a.md` names `a.md` where the gold set's folder is `notes`. `None`: no such article.
        """
        parts = PurePosixPath(path).parts
        tails = ("/".join(parts[first:]) for first in range(len(parts)))
        return next((tail for tail in tails if tail in self._known), None)

    def fingerprint(self) -> str:
        """SHA-256 over every path and content: it changes when any article does."""
        listing = "\n".join(f"{path}\t{self.sha256(path)}" for path in self.paths)
        return hashlib.sha256(listing.encode()).hexdigest()

    def _read(self, path: str) -> str:
        return self._read_text(self._file(path))

    def _digest(self, path: str) -> str:
        return hashlib.sha256(self._file(path).read_bytes()).hexdigest()

    def _file(self, path: str) -> Path:
        if path not in self._known:
            raise UnreadableFile(f"no article {path!r} in {self.folder}")
        return self.folder / path


def _relative_paths(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder) for path in files)
    return [name.as_posix() for name in names if not _hidden(name)]


def _hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
