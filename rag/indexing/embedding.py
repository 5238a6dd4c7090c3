"""Encodes the passages whose text was never encoded before."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
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


def missing_keys(entries: Iterable[IndexedArticle], cache: VectorCache) -> set[str]:
    """The keys of the passages that are still to be encoded."""
    return {key for entry in entries for key in cache.missing(entry.keys)}


def embed(
    entries: Iterable[IndexedArticle],
    missing: set[str],
    cache: VectorCache,
    encoder: Encoder,
    advance: Callable[[int], None],
) -> None:
    """Encode each missing text once and keep its vector. `advance` is told each batch's size."""
    texts = _missing_texts(entries, set(missing))
    while batch := list(islice(texts, BATCH)):
        vectors = encoder.encode([text for _, text in batch], advance)
        cache.keep([key for key, _ in batch], vectors)


def _missing_texts(
    entries: Iterable[IndexedArticle], missing: set[str]
) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for key, passage in zip(entry.keys, entry.passages, strict=True):
            if key in missing:
                missing.remove(key)
                yield key, headed_text(entry.article.header.title, passage.heading, passage.text)
