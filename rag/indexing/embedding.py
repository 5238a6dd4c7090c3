"""Encodes the passages whose text was never encoded before."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Protocol

from rag.protocols import Encoder, Vectors
from rag.storage.changes import IndexedArticle
from rag.text.headed import headed_text
from rag.types import Article, Passage

BATCH = 1_024
"""Passages between two commits: an interrupted run loses at most these. Within a batch the encoder
puts texts of like length together."""


class VectorCache(Protocol):
    """The vectors that are kept by the text they encode."""

    def missing(self, keys: Sequence[str]) -> set[str]:
        """The keys without a vector of this encoder."""

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Commit at once."""


def indexed(article: Article, passages: Iterable[Passage]) -> IndexedArticle:
    """The article with its passages and their keys."""
    passages = tuple(passages)
    title = article.header.title
    keys = tuple(text_key(headed_text(title, each.heading, each.text)) for each in passages)
    return IndexedArticle(article, passages, keys)


def text_key(text: str) -> str:
    """SHA-256 in hexadecimal: equal texts share a vector."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def embed(
    entries: Iterable[IndexedArticle],
    cache: VectorCache,
    encoder: Encoder,
    advance: Callable[[int], None],
) -> int:
    """Encode each text that has no vector, once, and keep it; returns how many these were.

    `advance` is told of every passage: of one that has a vector when it is met, of others when
    they are encoded.
    """
    encoded = 0
    batch: dict[str, str] = {}
    for entry in entries:
        missing = cache.missing(entry.keys) - batch.keys()
        texts = _texts(entry, missing)
        advance(len(entry.keys) - len(texts))
        batch.update(texts)
        while len(batch) >= BATCH:
            encoded += _keep(list(islice(batch.items(), BATCH)), batch, cache, encoder, advance)
    while batch:
        encoded += _keep(list(islice(batch.items(), BATCH)), batch, cache, encoder, advance)
    return encoded


def _texts(entry: IndexedArticle, missing: set[str]) -> dict[str, str]:
    """What is encoded of the passages that miss a vector, by key."""
    title = entry.article.header.title
    return {
        key: headed_text(title, passage.heading, passage.text)
        for key, passage in zip(entry.keys, entry.passages, strict=True)
        if key in missing
    }


def _keep(
    part: Sequence[tuple[str, str]],
    batch: dict[str, str],
    cache: VectorCache,
    encoder: Encoder,
    advance: Callable[[int], None],
) -> int:
    vectors = encoder.encode([text for _, text in part], advance)
    cache.keep([key for key, _ in part], vectors)
    for key, _ in part:
        del batch[key]
    return len(part)
