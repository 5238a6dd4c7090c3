"""Which files of a folder are articles."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError
from rag.extraction.kinds import SUFFIXES
from rag.indexing.sections import MARKDOWN_SUFFIXES

READ_SUFFIXES = MARKDOWN_SUFFIXES | {".txt", ".text", *SUFFIXES}

NOT_READ = frozenset(
    (
        *(".doc", ".docm", ".dot", ".dotx", ".rtf", ".pages", ".tex", ".rst", ".mobi", ".azw3"),
        *(".ppt", ".pptm", ".odp", ".key", ".xls", ".xlsx", ".ods", ".numbers", ".tsv", ".djvu"),
        *(".msg", ".mbox", ".mht", ".mhtml", ".ps"),
        *(".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"),
    )
)
"""Kinds that may hold articles and are passed over with a word of it, archives among them; pictures
and code are not articles."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found below the sources, each list in the order of the paths."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...]
    """Articles of kinds that are not read."""
    failed: tuple[tuple[Path, str], ...]
    """Folders and links that could not be followed, and why."""


@dataclass(frozen=True, slots=True)
class _Found:
    files: list[Path]
    skipped: list[Path]
    failed: list[tuple[Path, str]]


def scan(sources: Sequence[Path], corpus: Path) -> Scan:
    """The articles below the sources, hidden files left out.

    A file that is itself a source is an article whatever its kind; in a folder, only those of a
    kind that is read. Links within folders are not followed, so there is no loop, and no way out
    of the corpus. Raises `UsageError` where a source is missing or lies outside the corpus folder.
    """
    found = _Found([], [], [])
    for source in sources:
        _require_within(source, corpus)
        if source.is_dir():
            _scan_folder(source, corpus, found)
        else:
            found.files.append(source)
    return Scan(
        tuple(_in_order(found.files)),
        tuple(_in_order(found.skipped)),
        tuple(sorted(found.failed, key=lambda failure: os.fsencode(failure[0]))),
    )


def _require_within(source: Path, corpus: Path) -> None:
    if not source.exists():
        raise UsageError(f"{source} does not exist: name a file or folder of articles")
    if not source.resolve().is_relative_to(corpus.resolve()):
        raise UsageError(f"{source} lies outside the index's folder of articles, {corpus}")


def _scan_folder(folder: Path, corpus: Path, found: _Found) -> None:
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                waiting.extend(_sorted_in(entries, corpus, found))
        except OSError as error:
            found.failed.append((current, f"cannot be listed: {error.strerror or error}"))


def _sorted_in(
    entries: Iterable["os.DirEntry[str]"], corpus: Path, found: _Found
) -> Iterator[Path]:
    """Puts each entry where it belongs, and yields the folders."""
    for entry in entries:
        path = Path(entry.path)
        suffix = path.suffix.lower()
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            if reason := _unfollowed(path, corpus):
                found.failed.append((path, reason))
        elif entry.is_dir(follow_symlinks=False):
            yield path
        elif suffix in READ_SUFFIXES:
            found.files.append(path)
        elif suffix in NOT_READ:
            found.skipped.append(path)


def _unfollowed(link: Path, corpus: Path) -> str | None:
    """Why nothing is read through the link; `None` where its target is found without it."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a link to nothing"
    return None if target.is_relative_to(corpus.resolve()) else "a link that leaves the folder"


def _in_order(paths: Iterable[Path]) -> list[Path]:
    """Each once, by the bytes of its name, as on every machine."""
    return sorted(set(paths), key=os.fsencode)
