"""Checks a saved answer against a folder of articles again: no index, no model, no network."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath

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


def verify(
    answer: Mapping[str, object],
    folder: Path,
    extract: Callable[[Path], str] | None = None,
) -> list[CitationCheck]:
    """One check a citation, those of alternatives included, in the answer's order.

    `extract` gives the text that a file's citations point into; without it, as indexing has it:
    decoded, or extracted again. Raises `UsageError` where `answer` is not an answer's JSON, or the
    folder is none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: give the articles' with --articles")
    with Extractor() as extractor:
        read = extract or cache(extractor.text_of)
        return [_check(each, folder.resolve(), read) for each in saved_citations(answer)]


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


def _check(saved: SavedCitation, folder: Path, read: Callable[[Path], str]) -> CitationCheck:
    file = _inside(saved.path, folder)
    if file is None:
        return _found(saved, Finding.OUTSIDE, f"{saved.path} leads out of {folder}")
    if not file.is_file():
        return _check_missing(saved, folder)
    try:
        text, unchanged = read(file), _sha256(file) == saved.sha256
    except (UnreadableFile, OSError) as error:
        return _found(saved, Finding.UNREADABLE, f"{saved.path} cannot be read: {error}")
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


def _check_missing(saved: SavedCitation, folder: Path) -> CitationCheck:
    for file in _files(folder):
        if _same_bytes(file, saved.sha256):
            path = file.relative_to(folder).as_posix()
            return _found(saved, Finding.RENAMED, f"{saved.path} is now {path}", path=path)
    return _found(saved, Finding.GONE, f"{saved.path} is gone, and no file there has its content")


def _found(
    saved: SavedCitation,
    finding: Finding,
    detail: str,
    path: str | None = None,
    start: int | None = None,
) -> CitationCheck:
    return CitationCheck(saved.number, saved.path, finding, detail, path, start)


def _inside(path: str, folder: Path) -> Path | None:
    """The file that the path names, links followed; `None` where that leaves the folder."""
    parts = PurePosixPath(path).parts
    windows = PureWindowsPath(path)
    if (
        not parts
        or ".." in parts
        or path.startswith("/")
        or windows.drive
        or "\\" in path
        or "\0" in path
    ):
        return None
    file = folder.joinpath(*parts)
    return file if file.resolve().is_relative_to(folder) else None


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where the quote stands, nearest to where it stood."""
    places: list[int] = []
    place = text.find(quote) if quote else -1
    while place >= 0:
        places.append(place)
        place = text.find(quote, place + 1)
    return min(places, key=lambda each: abs(each - start), default=None)


def _files(folder: Path) -> Iterator[Path]:
    """Every regular file below the folder in a settled order; links are not followed."""
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(here, name)
            if file.is_file() and not file.is_symlink():
                yield file


def _same_bytes(file: Path, sha256: str) -> bool:
    try:
        return _sha256(file) == sha256
    except OSError:
        return False


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
