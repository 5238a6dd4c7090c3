"""Passages of the public collections with their vectors, in blocks on disk: made once, kept.

A block is `block-NNNNN.jsonl`, an article a line with its text and the spans of its passages, and
`block-NNNNN.npy`, a row a passage. Articles come in one random order, so any prefix of the blocks
is a fair sample. What is encoded of a passage is its headed text, as `rag index` does it.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import UnreadableFile
from rag.evaluation.collections import document_path, document_text, read_collection
from rag.indexing.files import File
from rag.indexing.reading import article_of
from rag.indexing.splitting import Splitter
from rag.models.encoder import load_encoder
from rag.protocols import Encoder, Vectors
from rag.text.headed import headed_text
from rag.text.tokens import load_tokenizer
from rag.types import Article

COLLECTIONS = ("aws-docs", "medquad-liveqa")
ENCODER, TOKENIZER = "all-MiniLM-L6-v2", "pincite-16k"
PASSAGES = 2_048
"""Of one block, about."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with what is searched of it."""

    path: str
    text: str
    passages: tuple[str, ...]
    """Headed texts."""
    vectors: Vectors
    """A row a passage."""


def entries(folder: Path, data: Path, passages: int) -> Iterator[Entry]:
    """Articles until `passages` are reached; blocks that are not there are made from `data`."""
    if _count(folder) < passages:
        _extend(folder, data, passages)
    found = 0
    for block in sorted(folder.glob("block-*.jsonl")):
        for entry in _read(block):
            yield entry
            found += len(entry.passages)
            if found >= passages:
                return


def default_splitter(encoder: Encoder) -> Splitter:
    """The one of `rag index` with default settings."""
    return Splitter(load_tokenizer(TOKENIZER), encoder.count_pieces, encoder.window)


def headed_passages(article: Article, splitter: Splitter) -> list[str]:
    """What would be encoded of the article."""
    title = article.header.title
    return [headed_text(title, each.heading, each.text) for each in splitter.split(article)]


def _count(folder: Path) -> int:
    files = (file.with_suffix(".npy") for file in folder.glob("block-*.jsonl"))
    return sum(len(np.load(file, mmap_mode="r")) for file in files)


def _read(block: Path) -> Iterator[Entry]:
    vectors = np.load(block.with_suffix(".npy"), mmap_mode="r")
    row = 0
    for line in block.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        record = json.loads(line)
        texts = tuple(
            headed_text(record["title"], heading, record["text"][start:end])
            for start, end, heading in record["passages"]
        )
        yield Entry(record["path"], record["text"], texts, vectors[row : row + len(texts)])
        row += len(texts)


def _extend(folder: Path, data: Path, passages: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(ENCODER)
    splitter = default_splitter(encoder)
    done = sorted(folder.glob("block-*.jsonl"))
    position = _last_position(done[-1]) + 1 if done else 0
    number = len(done)
    lines: list[dict[str, Any]] = []
    files = _files(data)
    while position < len(files) and _count(folder) < passages:
        lines += _line(position, files[position], splitter)
        position += 1
        if sum(len(line["passages"]) for line in lines) >= PASSAGES or position == len(files):
            _write(folder / f"block-{number:05d}.jsonl", lines, encoder)
            number, lines = number + 1, []


def _files(data: Path) -> list[File]:
    files = [
        File(f"{name}/{document_path(key)}", document_text(record).encode())
        for name in COLLECTIONS
        for key, record in read_collection(data / name).corpus.items()
    ]
    random.Random(0).shuffle(files)  # noqa: S311 - no secret
    return files


def _line(position: int, file: File, splitter: Splitter) -> list[dict[str, Any]]:
    try:
        article = article_of(file)
        passages = splitter.split(article)
    except UnreadableFile:
        return []
    spans = [[each.start, each.end, each.heading] for each in passages]
    header = article.header
    return [
        {
            "position": position,
            "path": header.path,
            "title": header.title,
            "text": article.text,
            "passages": spans,
        }
    ]


def _write(block: Path, lines: Sequence[dict[str, Any]], encoder: Encoder) -> None:
    """The article lines last, so that their presence means the block is whole."""
    texts = [
        headed_text(line["title"], heading, line["text"][start:end])
        for line in lines
        for start, end, heading in line["passages"]
    ]
    np.save(block.with_suffix(".npy"), encoder.encode(texts))
    unnamed = block.with_suffix(".tmp")
    unnamed.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
    unnamed.rename(block)


def _last_position(block: Path) -> int:
    return int(
        json.loads(block.read_text(encoding="utf-8").rstrip("\n").split("\n")[-1])["position"]
    )
