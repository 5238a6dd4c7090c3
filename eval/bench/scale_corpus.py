"""Articles for `scale.py`: really encoded ones, then variations of them made by rule.

A cache holds `block-*.jsonl`, a line an article (`path`, `title`, `text`, and `passages` as start,
end, heading), and `block-*.npy`, the vectors of those passages in that order. In variation `n` each
number in a passage is raised by `n`, and the passage begins with the words "Edition n". The vector
of a varied passage is its original's, turned in a random direction to the cosine `VARIED`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from rag.models.encoder import load_encoder
from rag.protocols import Vectors
from rag.storage.changes import IndexedArticle
from rag.text.headed import headed_text
from rag.types import Article, ArticleHeader, Passage

VARIED = 0.983
"""What `variations` measured, the mean of 93 pairs (.809 to .998)."""
NUMBER = re.compile(r"\d+")


class Encoded:
    """A cache of encoded articles, endless: its articles, then their variations."""

    def __init__(self, folder: Path, cosine: float) -> None:
        self._blocks = sorted(folder.glob("block-*.jsonl"))
        self._cosine = cosine

    def articles(self) -> Iterator[tuple[IndexedArticle, Vectors]]:
        """Each article with the vectors of its passages."""
        for variation in range(1_000):
            for block in self._blocks:
                yield from self._block(block, variation)

    def first(self, passages: int) -> Iterator[tuple[IndexedArticle, Vectors]]:
        """Articles until there are so many passages."""
        taken = 0
        for entry, vectors in self.articles():
            if taken >= passages:
                return
            taken += len(vectors)
            yield entry, vectors

    def _block(self, block: Path, variation: int) -> Iterator[tuple[IndexedArticle, Vectors]]:
        vectors, first = np.load(block.with_suffix(".npy")), 0
        for line in block.read_text("utf-8").rstrip("\n").split("\n"):
            record = json.loads(line)
            own = vectors[first : first + len(record["passages"])]
            first += len(own)
            if len(own):
                entry = varied(record, variation)
                yield entry, own if not variation else turned(own, self._cosine, entry)


def varied(record: dict[str, Any], variation: int) -> IndexedArticle:
    """The recorded article, or a variation of it; passages stay slices of the text."""
    text, places = str(record["text"]), record["passages"]
    path = str(record["path"])
    if variation:
        text, places = varied_text(text, places, variation)
        path = f"variation-{variation}/{path}"
    header = ArticleHeader(
        sha256(path.encode()).hexdigest()[:16],
        str(record["title"]),
        path,
        sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        None,
        None,
    )
    passages = tuple(
        Passage(header.id, start, end, text[start:end], heading) for start, end, heading in places
    )
    keys = tuple(sha256(_headed(header.title, each).encode()).hexdigest() for each in passages)
    return IndexedArticle(Article(header, text, {}), passages, keys)


def varied_text(
    text: str, places: Sequence[tuple[int, int, str]], variation: int
) -> tuple[str, list[tuple[int, int, str]]]:
    """Every number raised by the variation's; each passage begins with its mark."""
    moved: list[tuple[int, int, str]] = []
    made = ""
    for start, end, heading in places:
        passage = NUMBER.sub(lambda found: _raised(found[0], variation), text[start:end])
        passage = f"Edition {variation}. {passage}"
        moved.append((len(made), len(made) + len(passage), heading))
        made += f"{passage}\n\n"
    return made, moved


def turned(vectors: Vectors, cosine: float, entry: IndexedArticle) -> Vectors:
    """Each vector turned to that cosine with itself, the same way at each run."""
    chance = np.random.default_rng(int(entry.article.header.id, 16))
    away = chance.normal(size=vectors.shape).astype(np.float32)
    away -= np.sum(away * vectors, axis=1, keepdims=True) * vectors
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    made: Vectors = cosine * vectors + np.float32(np.sqrt(1 - cosine**2)) * away
    return made


def variations(cache: Path) -> None:
    """The cosine between really encoded variations and their originals, one a block."""
    encoder, found = load_encoder("all-MiniLM-L6-v2"), []
    for number, block in enumerate(sorted(cache.glob("block-*.jsonl"))):
        for line in block.read_text("utf-8").split("\n")[:3]:
            entries = [varied(json.loads(line), variation) for variation in (0, number % 20 + 1)]
            texts = [_headed(each.article.header.title, each.passages[0]) for each in entries]
            found.append(float(np.prod(encoder.encode(texts), axis=0).sum()))
    told = {"mean": np.mean(found), "least": min(found), "most": max(found)}
    print(
        json.dumps({"pairs": len(found)} | {name: round(value, 4) for name, value in told.items()})
    )


def _headed(title: str, passage: Passage) -> str:
    return headed_text(title, passage.heading, passage.text)


def _raised(number: str, by: int) -> str:
    return str(int(number) + by) if len(number) < 10 else number
