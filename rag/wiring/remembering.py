"""A reader that reads no pair of question and passage twice."""

from collections.abc import Sequence

from rag.protocols import Reader
from rag.types import Hit, Reading

KEPT = 40_000
"""Readings kept; then all are forgotten at once."""

Pair = tuple[str, str, str, int, int]


class RememberingReader:
    """For evaluation, which asks each question several times: with and without a threshold."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[Pair, Reading] = {}

    @property
    def name(self) -> str:
        """The name of the reader behind it."""
        return self._reader.name

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """One reading a hit, in the order of the hits; only new pairs are read."""
        if len(self._kept) > KEPT:
            self._kept.clear()
        new = [hit for hit in hits if _pair(question, hit) not in self._kept]
        for reading in self._reader.read(question, new) if new else ():
            self._kept[_pair(question, reading.hit)] = reading
        return [self._kept[_pair(question, hit)] for hit in hits]


def _pair(question: str, hit: Hit) -> Pair:
    passage = hit.passage
    return (question, passage.article_id, passage.text, passage.start, passage.end)
