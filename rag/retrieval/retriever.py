"""From a question to hits: by meaning, by words, or by both. Start reading here."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Encoder
from rag.retrieval.fusion import Fusion, Scores, centred, convex_sum, rounded
from rag.retrieval.ranking import PassageIndex, ranked
from rag.types import Hit

CANDIDATES = 100
"""Passages that each of the two rankings proposes."""


class HybridRetriever:
    """Dense and keyword candidates, fused. Each candidate gets its exact dense score."""

    def __init__(self, encoder: Encoder, index: PassageIndex, fusion: Fusion = convex_sum) -> None:
        self._encoder = encoder
        self._index = index
        self._fusion = fusion

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first; ties are broken by article path, then start."""
        vector = self._encoder.encode_question(question)
        reach = max(CANDIDATES, limit)
        keyword = dict(self._index.keyword(question, reach))
        dense = self._completed(self._index.dense(vector, reach), keyword, vector)
        fused = self._fusion(centred(dense, self._index.articles_of(list(dense))), keyword)
        stages = {"dense": dense, "keyword": keyword, "fused": fused}
        return ranked(self._index, fused, stages, limit)

    def _completed(
        self, found: Sequence[tuple[int, float]], keyword: Scores, vector: NDArray[np.float32]
    ) -> Scores:
        """The dense scores, with those of the keyword candidates computed from their vectors."""
        passages = [passage for passage, _ in found]
        scores = [score for _, score in found]
        seen = set(passages)
        missing = [passage for passage in keyword if passage not in seen]
        if missing:
            scores += (self._index.vectors(missing) @ vector).tolist()
        return rounded(passages + missing, scores)


class DenseRetriever:
    """By meaning only: the inner product of the question's and the passages' vectors."""

    def __init__(self, encoder: Encoder, index: PassageIndex) -> None:
        self._encoder = encoder
        self._index = index

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first; ties are broken by article path, then start."""
        vector = self._encoder.encode_question(question)
        found = self._index.dense(vector, max(CANDIDATES, limit))
        scores = rounded([passage for passage, _ in found], [score for _, score in found])
        return ranked(self._index, scores, {"dense": scores}, limit)


class KeywordRetriever:
    """By words only (BM25): needs no encoder, so it answers at once."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first; none where no word of the question is indexed."""
        scores = dict(self._index.keyword(question, max(CANDIDATES, limit)))
        return ranked(self._index, scores, {"keyword": scores}, limit)
