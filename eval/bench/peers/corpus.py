"""What every system is handed: the same passages, the same edits, the same questions.

pincite gets the articles as files and reads and splits them itself; the others get the passages
that it makes of them, as JSON lines.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.bench.peers.blocks import (
    COLLECTIONS,
    ENCODER,
    Entry,
    default_splitter,
    entries,
    headed_passages,
)
from eval.bench.peers.runners.protocol import write_passages
from rag.evaluation.collections import Collection, export_collection, read_collection
from rag.indexing.files import File
from rag.indexing.reading import article_of
from rag.models.encoder import load_encoder

EDITS = 12
"""Versions of the edited article, so that no repeat finds its own work done."""
ADDED = "The wording of this passage was revised in edition {}."
FROM_PASSAGES, TO_PASSAGES = 5, 20
"""Of the article that is edited: neither the shortest nor a book."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder that holds it."""

    folder: Path
    passages: int
    articles: int
    edited: str
    """Path of the article that is edited, below `articles/`."""

    @property
    def passages_file(self) -> Path:
        """Ids with texts."""
        return self.folder / "passages.jsonl"

    @property
    def vectors_file(self) -> Path:
        """A row a passage."""
        return self.folder / "vectors.npy"

    def edit_file(self, version: int) -> Path:
        """The one passage that differs, for the systems that take passages."""
        return self.folder / "edits" / f"{version}.jsonl"

    def write_edit(self, version: int) -> None:
        """Put a version of the edited article among the files; 0 is the one that it started as."""
        source = self.folder / "edits" / f"{version}.md"
        shutil.copyfile(source, self.folder / "articles" / self.edited)


def prepare_corpus(folder: Path, blocks: Path, data: Path, passages: int) -> Corpus:
    """The corpus of at least so many passages, in whole articles; made once."""
    about = folder / "corpus.json"
    if not about.exists():
        found = list(entries(blocks, data, passages))
        _write_articles(folder, found)
        facts = {
            "passages": _write_passages(folder, found),
            "articles": len(found),
            "edited": _write_edits(folder, found),
        }
        about.write_text(json.dumps(facts), encoding="utf-8")
    return Corpus(folder, **json.loads(about.read_text(encoding="utf-8")))


def questions(data: Path) -> list[str]:
    """All that the collections ask, each collection in its order."""
    found = [read_collection(data / name).queries for name in COLLECTIONS]
    return [str(query["text"]) for queries in found for query in queries]


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection whose rankings are judged."""

    collection: Collection
    folder: Path
    """Holds `articles/` for pincite and `passages.jsonl`, a document a line, for the others."""

    @property
    def questions(self) -> Mapping[str, str]:
        """By id."""
        return {str(query["_id"]): str(query["text"]) for query in self.collection.queries}


def prepare_judged(folder: Path, data: Path, name: str) -> Judged:
    """The collection as files and as passages."""
    collection = read_collection(data / name)
    if not (folder / "passages.jsonl").exists():
        export_collection(collection, folder)
        texts = [
            (key, f"{record.get('title') or ''} {record['text']}".strip())
            for key, record in collection.corpus.items()
        ]
        write_passages(folder / "passages.jsonl", texts)
    return Judged(collection, folder)


def _write_articles(folder: Path, found: Sequence[Entry]) -> None:
    for entry in found:
        file = folder / "articles" / entry.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(entry.text, encoding="utf-8", newline="")


def _write_passages(folder: Path, found: Sequence[Entry]) -> int:
    named = [
        (f"{entry.path}#{number}", text)
        for entry in found
        for number, text in enumerate(entry.passages)
    ]
    write_passages(folder / "passages.jsonl", named)
    np.save(folder / "vectors.npy", np.concatenate([entry.vectors for entry in found]))
    return len(named)


def _write_edits(folder: Path, found: Sequence[Entry]) -> str:
    """Write the versions of the first article in which they change one passage and no other."""
    (folder / "edits").mkdir(exist_ok=True)
    splitter = default_splitter(load_encoder(ENCODER))
    for entry in found:
        if not FROM_PASSAGES <= len(entry.passages) <= TO_PASSAGES:
            continue
        versions = [_version(entry, version) for version in range(1, EDITS + 1)]
        files = [File(entry.path, text.encode()) for text in versions]
        split = [headed_passages(article_of(file), splitter) for file in files]
        if all(_only_last_differs(entry.passages, passages) for passages in split):
            _write_versions(folder / "edits", entry, versions, [each[-1] for each in split])
            return entry.path
    raise ValueError(f"no article of {FROM_PASSAGES} to {TO_PASSAGES} passages can be edited")


def _version(entry: Entry, version: int) -> str:
    return f"{entry.text.rstrip()} {ADDED.format(version)}\n"


def _only_last_differs(before: Sequence[str], after: Sequence[str]) -> bool:
    same = list(before[:-1]) == list(after[:-1])
    return same and len(before) == len(after) and before[-1] != after[-1]


def _write_versions(
    folder: Path, entry: Entry, versions: Sequence[str], passages: Sequence[str]
) -> None:
    (folder / "0.md").write_text(entry.text, encoding="utf-8", newline="")
    last = f"{entry.path}#{len(entry.passages) - 1}"
    for number, (text, passage) in enumerate(zip(versions, passages, strict=True), 1):
        (folder / f"{number}.md").write_text(text, encoding="utf-8", newline="")
        write_passages(folder / f"{number}.jsonl", [(last, passage)])
