"""What is served: the joints between this room and the parts that the wiring chooses."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

from rag.protocols import Found, Progress
from rag.types import Article, ArticleHeader, Hit, IndexSummary, Reply


class Service(Protocol):
    """The pipeline over one generation of the index, from opening to closing.

    Every method may be called from several threads at once.
    """

    @property
    def corpus(self) -> Path:
        """The folder that the articles' paths are relative to."""

    def ask(self, question: str, found: Found | None = None) -> Reply:
        """Answer a question, and tell what is found before it is read.

        Raises `UsageError` where it is none.
        """

    def search(self, question: str, limit: int) -> list[Hit]:
        """The passages nearest to a question, best first."""

    def summary(self) -> IndexSummary:
        """Which index answers."""

    def articles(self) -> Iterable[ArticleHeader]:
        """Every article, by path."""

    def article(self, article_id: str) -> Article:
        """One of `articles()`, with its text."""

    def stale(self) -> bool:
        """Is there a newer generation to open? Called about once a second.

        Raises `IndexUnusable` where what lies on the disk cannot be read.
        """

    def close(self) -> None:
        """Let go of the index's files; called once, when the last question of it is answered."""


OpenService: TypeAlias = Callable[[], Service]
"""Opens the newest generation, ready to answer; raises `IndexUnusable` where there is none."""

Synchronise: TypeAlias = Callable[[Progress], Mapping[str, object]]
"""Brings the index in step with its articles; calls back with each batch of passages encoded, and
returns the report as plain JSON types."""
