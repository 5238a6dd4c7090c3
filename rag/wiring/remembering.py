"""Networks that read nothing twice."""

from collections.abc import Sequence

from rag.protocols import Reader, Reranker
from rag.types import Guess, Hit, Reading

KEPT = 40_000
"""Readings, or verdicts, kept; then all are forgotten at once."""

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


class RememberingReranker:
    """The same for possible answers."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker
        self._kept: dict[tuple[Pair, int, int], float] = {}

    @property
    def name(self) -> str:
        """The name of the reranker behind it."""
        return self._reranker.name

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> list[float]:
        """Log odds in the order of the guesses; only new ones are judged."""
        if len(self._kept) > KEPT:
            self._kept.clear()
        places = [(_pair(question, guess.hit), guess.start, guess.end) for guess in guesses]
        new = {
            place: guess
            for place, guess in zip(places, guesses, strict=True)
            if place not in self._kept
        }
        verdicts = self._reranker.verdicts(question, list(new.values())) if new else ()
        self._kept |= dict(zip(new, verdicts, strict=True))
        return [self._kept[place] for place in places]

    def oppositions(self, question: str, statement: str, others: Sequence[str]) -> Sequence[float]:
        """As the reranker behind it says, each time: no pair is asked twice."""
        return self._reranker.oppositions(question, statement, others)


def _pair(question: str, hit: Hit) -> Pair:
    passage = hit.passage
    return (question, passage.article_id, passage.text, passage.start, passage.end)
