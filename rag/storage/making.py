"""A generation in the making: all of its files from the store, or what is new beside the old."""

import errno
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.storage.database import Database
from rag.storage.embeddings import vector_batches
from rag.storage.failures import damaged
from rag.storage.files import Seal, SealBroken
from rag.storage.keywords import KeywordIndex
from rag.storage.manifest import Manifest
from rag.storage.passages import count_above, last_id, titled_passages
from rag.storage.removed import NOTHING, Removed
from rag.storage.segments import (
    LAYOUT,
    DenseIndex,
    Kind,
    Layout,
    Part,
    merged_tail,
    write_part,
)
from rag.storage.state import State
from rag.storage.vectors import VectorIndex
from rag.text.headed import headed_text

_TITLE_EXTRA = 2
"""Times that a title is counted beside the once in the headed text (eval/LOG.md, storage)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A generation in the making: from what, where, and under which names."""

    database: Database
    folder: Path
    generation: int
    manifest: Manifest
    layout: Layout = LAYOUT
    commit: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def stem(self) -> str:
        """What the names of its files have in common."""
        return f"{self.generation}-{self.commit}"


@dataclass(frozen=True, slots=True)
class Files:
    """The derived files of a generation, and what they hold too much."""

    vectors: tuple[Part, ...]
    keywords: Seal
    removed: Removed = NOTHING
    stale: Removed = NOTHING


def made(edition: Edition, passages: int) -> Files:
    """Everything from the store."""
    part = _write_part(edition, edition.layout.kind(passages), after=0, expected=passages)
    name = f"keywords-{edition.stem}"
    keywords = KeywordIndex.write(edition.folder, name, _headed_texts(edition.database))
    _require_keywords(edition, keywords, passages)
    return Files((part,), keywords)


def grown(edition: Edition, before: State, removed: Collection[int], passages: int) -> Files | None:
    """What is new beside what is there; `None` where everything is to be made from the store."""
    last = before.vectors[-1].last
    if not before.vectors[0].last:
        return None
    added = count_above(edition.database, last)
    left = {number for number in removed if number <= last}
    _require_count(edition.database, "passages", passages, before.passages + added - len(left))
    files = Files(before.vectors, before.keywords, before.removed | left, before.stale | left)
    changed = len(files.removed) + added + sum(part.count for part in before.vectors[1:])
    if not edition.layout.grows(before.vectors[0].count, changed):
        return None
    try:
        return _extended(edition, files, passages, added) if added else files
    except SealBroken:
        return None


def build_vectors(database: Database, dimensions: int, passages: int) -> DenseIndex:
    """Every passage's vector, in memory; raises `IndexDamaged` where one is lost or altered."""
    index = VectorIndex.build(dimensions, vector_batches(database))
    _require_count(database, "vectors", len(index), passages)
    return DenseIndex([index])


def build_keywords(database: Database, passages: int) -> KeywordIndex:
    """Every passage's terms, in memory; raises `IndexDamaged` where one is lost or altered."""
    index = KeywordIndex.build(_headed_texts(database))
    _require_count(database, "passages", len(index), passages)
    return index


def _extended(edition: Edition, files: Files, passages: int, added: int) -> Files:
    texts = _headed_texts(edition.database, files.vectors[-1].last)
    name = f"keywords-{edition.stem}"
    keywords = KeywordIndex.extend(edition.folder, files.keywords, name, texts)
    _require_keywords(edition, keywords, passages + len(files.removed))
    kept = merged_tail(files.vectors, added)
    after = kept[-1].last
    stale = frozenset(number for number in files.stale if number <= after)
    held = sum(part.count for part in kept) - len(stale)
    # Not by counting rows: one that damage has taken would not be missed.
    tail = _write_part(edition, Kind.FLAT, after, passages - held)
    return Files((*kept, tail), keywords, files.removed, stale)


def _write_part(edition: Edition, kind: Kind, after: int, expected: int) -> Part:
    batches = vector_batches(edition.database, after)
    stem = f"vectors-{edition.stem}"
    part = write_part(edition.folder, stem, kind, batches, edition.manifest.dimensions)
    _require_count(edition.database, "vectors", part.count, expected)
    return replace(part, last=last_id(edition.database))


def _require_keywords(edition: Edition, seal: Seal, expected: int) -> None:
    try:
        written = KeywordIndex.load(edition.folder, seal)
    except SealBroken as fault:
        raise OSError(errno.EIO, f"what was just written is not there: {fault}") from fault
    _require_count(edition.database, "passages", len(written), expected)


def _headed_texts(database: Database, after: int = 0) -> Iterator[tuple[int, str]]:
    for passage_id, title, passage in titled_passages(database, after):
        headed = headed_text(title, passage.heading, passage.text)
        yield passage_id, "\n".join([*[title] * _TITLE_EXTRA, headed])


def _require_count(database: Database, what: str, found: int, expected: int) -> None:
    if found != expected:
        raise damaged(database.path, f"{found} {what} where {expected} were written")
