"""Checks a saved answer against a folder of articles again: no index, no model, no network."""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol

from rag.contract import SavedCitation, saved_citations
from rag.errors import UnreadableFile, UsageError
from rag.extraction.extractor import Extractor

_BLOCK = 1 << 20


class Finding(StrEnum):
    """What became of a citation. The first two hold; the rest do not."""

    HOLDS = "holds"
    FILE_CHANGED = "holds, in a changed file"
    """The file's hash is another, yet the quote stands at its place."""
    MOVED = "quote moved"
    """The file was changed, and the quote stands elsewhere in it."""
    ABSENT = "quote not there"
    RENAMED = "file renamed"
    """The path is gone; a file with the very same bytes lies elsewhere in the folder."""
    GONE = "file gone"
    UNREADABLE = "file unreadable"
    OUTSIDE = "path outside"
    """The path leads out of the folder, and was not followed."""


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """One citation checked."""

    number: int
    path: str
    finding: Finding
    detail: str
    """One sentence for people, with the values that matter."""
    found_path: str | None
    """Where the file lies now, when it was renamed."""
    found_start: int | None
    """Where the quote starts now, when it moved; the place nearest to the old one."""

    @property
    def holds(self) -> bool:
        """Do path, offsets and quote still agree?"""
        return self.finding in {Finding.HOLDS, Finding.FILE_CHANGED}


class Files(Protocol):
    """Which files of the folder may be looked at; paths have `/` between their parts."""

    def holds(self, path: str) -> bool:
        """Is there a file of this path, and may it be looked at? Never raises."""

    def same(self, sha256: str) -> str | None:
        """The path of a file with these bytes."""


class FolderFiles:
    """Every file below a folder. Each is hashed once at most, and none before it must be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unhashed = _files(folder)
        self._paths: dict[str, str] = {}

    def holds(self, path: str) -> bool:
        """Is there such a file?"""
        return os.path.isfile(self._folder / path)  # noqa: PTH113  # of any path; Path's may raise

    def same(self, sha256: str) -> str | None:
        """The first in the folder's order."""
        while sha256 not in self._paths and (file := next(self._unhashed, None)):
            with contextlib.suppress(OSError):
                self._paths.setdefault(_sha256(file), file.relative_to(self._folder).as_posix())
        return self._paths.get(sha256)


def verify(
    answer: Mapping[str, object],
    folder: Path,
    extract: Callable[[Path], str] | None = None,
    files: Files | None = None,
) -> list[CitationCheck]:
    """One check a citation, those of alternatives included, in the answer's order.

    `extract` gives the text that a file's citations point into; without it, as indexing has it:
    decoded, or extracted again. No file is opened that `files` does not hold; without it, every
    one of the folder may be, and of several answers each should be given the same `FolderFiles`.
    Raises `UsageError` where `answer` is not an answer's JSON, or the folder is none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: give the articles' with --articles")
    root = folder.resolve()
    known = files or FolderFiles(root)
    with Extractor() as extractor:
        read = extract or cache(extractor.text_of)
        return [_check(each, root, known, read) for each in saved_citations(answer)]


def saved_answers(text: str) -> list[Mapping[str, object]]:
    """The answers in a file: one JSON value, a list of them, or one on each line.

    Raises `UsageError` with the line where something is not an answer.
    """
    try:
        whole = json.loads(text)
    except ValueError:
        return [_parsed(line, number) for number, line in _lines(text)]
    values = whole if isinstance(whole, list) else [whole]
    return [_object(value, f"value {number}") for number, value in enumerate(values, 1)]


def _check(
    saved: SavedCitation, folder: Path, files: Files, read: Callable[[Path], str]
) -> CitationCheck:
    """What the path is is looked at first: of a file that may not be, nothing is told."""
    saved = replace(saved, path=_printable(saved.path))
    if not _leads_down(saved.path):
        return _found(saved, Finding.OUTSIDE, f"{saved.path} leads out of {folder}")
    if not files.holds(saved.path):
        return _check_missing(saved, files)
    file = folder / saved.path
    if not file.resolve().is_relative_to(folder):
        return _found(saved, Finding.OUTSIDE, f"{saved.path} leads out of {folder}")
    return _check_file(saved, file, read)


def _check_file(saved: SavedCitation, file: Path, read: Callable[[Path], str]) -> CitationCheck:
    try:
        text, unchanged = read(file), _sha256(file) == saved.sha256
    except UnreadableFile as error:
        return _found(saved, Finding.UNREADABLE, f"{saved.path} cannot be read: {error}")
    except OSError as error:  # whose own words name the folder
        reason = error.strerror or "it cannot be opened"
        return _found(saved, Finding.UNREADABLE, f"{saved.path} cannot be read: {reason}")
    return _check_text(saved, text, unchanged)


def _check_text(saved: SavedCitation, text: str, unchanged: bool) -> CitationCheck:
    state = "unchanged" if unchanged else "changed since the answer was given"
    if saved.quote and saved.start >= 0 and text[saved.start : saved.end] == saved.quote:
        finding = Finding.HOLDS if unchanged else Finding.FILE_CHANGED
        return _found(saved, finding, f"{saved.path} is {state}; the quote stands at its place")
    start = _nearest(text, saved.quote, saved.start)
    if start is None:
        return _found(saved, Finding.ABSENT, f"{saved.path} is {state}; the quote is not in it")
    detail = f"{saved.path} is {state}; the quote stands at {start}, not at {saved.start}"
    return _found(saved, Finding.MOVED, detail, start=start)


def _check_missing(saved: SavedCitation, files: Files) -> CitationCheck:
    path = files.same(saved.sha256)
    if path is None:
        detail = f"{saved.path} is gone, and no file there has its content"
        return _found(saved, Finding.GONE, detail)
    return _found(saved, Finding.RENAMED, f"{saved.path} is now {path}", path=path)


def _found(
    saved: SavedCitation,
    finding: Finding,
    detail: str,
    path: str | None = None,
    start: int | None = None,
) -> CitationCheck:
    return CitationCheck(saved.number, saved.path, finding, detail, path, start)


def _printable(path: str) -> str:
    """The path without half characters, which no output can carry and no article's name has."""
    return path.encode("utf-8", "replace").decode()


def _leads_down(path: str) -> bool:
    """Does the path, read as it stands, name something below the folder, on any system?"""
    parts = PurePosixPath(path).parts
    windows = PureWindowsPath(path)
    strange = path.startswith("/") or windows.drive or "\\" in path or "\0" in path
    return bool(parts) and ".." not in parts and not strange


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where the quote stands, nearest to where it stood; of two as near, the first."""
    if not quote:
        return None
    start = max(start, 0)
    around = text.rfind(quote, 0, start + len(quote)), text.find(quote, start)
    return min((at for at in around if at >= 0), key=lambda at: abs(at - start), default=None)


def _files(folder: Path) -> Iterator[Path]:
    """Every regular file below the folder in a settled order; links are not followed."""
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(here, name)
            if file.is_file() and not file.is_symlink():
                yield file


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _parsed(line: str, number: int) -> Mapping[str, object]:
    try:
        return _object(json.loads(line), f"line {number}")
    except ValueError as error:
        raise UsageError(f"line {number} is not JSON: {error}") from error


def _object(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise UsageError(f"{place} is not an answer of `rag ask --json`: {value!r:.60}")
    return value
