"""The order of hits once a reader has read them: how it rates them, beside how they were found."""

from collections.abc import Sequence
from dataclasses import replace

from rag.protocols import Reader, Retriever
from rag.retrieval.fusion import rounded, standardised
from rag.types import Hit

READER, FUSED = "reader", "fused"
READ = 20
"""Hits that are read to order them; `eval/LOG.md` shows what more or fewer give."""


def reordered(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that a reader rated by both their scores, each standardised; then the others.

    Equal sums, and the others, stay in the order given.
    """
    read = [hit for hit in hits if READER in hit.scores and FUSED in hit.scores]
    rated = standardised([hit.scores[READER] for hit in read])
    found = standardised([hit.scores[FUSED] for hit in read])
    sums = rounded(dict(enumerate((rated + found).tolist())))
    best = sorted(sums, key=lambda place: -sums[place])
    return [*(read[place] for place in best), *(hit for hit in hits if hit not in read)]


class RerankingRetriever:
    """Hits of another retriever, the first `READ` of them read and put in a better order."""

    def __init__(self, retriever: Retriever, reader: Reader) -> None:
        self._retriever = retriever
        self._reader = reader

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first."""
        hits = list(self._retriever.retrieve(question, max(limit, READ)))
        readings = self._reader.read(question, hits[:READ])
        read = [
            replace(one.hit, scores={**one.hit.scores, READER: one.relevance}) for one in readings
        ]
        return [*reordered(read), *hits[READ:]][:limit]
