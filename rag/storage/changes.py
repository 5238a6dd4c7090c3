"""What one sync changes in the index."""

from collections.abc import Iterable
from dataclasses import dataclass

from rag.types import Article, Passage


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article with its passages, and for each passage the key of its cached vector."""

    article: Article
    passages: tuple[Passage, ...]
    keys: tuple[str, ...]
    """SHA-256 of the passage's headed text, in hexadecimal; one a passage, in their order."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Articles that go and articles that come, in one transaction. A rename is one of each."""

    written: Iterable[IndexedArticle]
    """Each replaces the article of its id, whole. Read once and lazily: a generator will do."""
    removed: tuple[str, ...]
    """Article ids, removed before anything is written."""
