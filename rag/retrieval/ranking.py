"""From scored passage ids to the hits that a question gets."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors
from rag.retrieval.fusion import Scores
from rag.retrieval.neighbours import distinct
from rag.types import Hit

_SPARE = 5
"""Hits fetched beyond the limit at least: near-identical ones are left out."""


class PassageIndex(Protocol):
    """What retrieval needs of an index; `rag.storage.index.Index` is one."""

    def dense(self, vector: NDArray[np.float32], limit: int) -> Sequence[tuple[int, float]]:
        """Passage ids with inner products, best first."""

    def keyword(self, question: str, limit: int) -> Sequence[tuple[int, float]]:
        """Passage ids with BM25 scores, best first; none without a word of the question."""

    def vectors(self, passage_ids: Sequence[int]) -> Vectors:
        """Rows in the order asked."""

    def articles_of(self, passage_ids: Sequence[int]) -> NDArray[np.int64]:
        """A number for each passage, the same for those of one article."""

    def hits(self, passage_ids: Sequence[int]) -> Sequence[Hit]:
        """Hits without scores, in the order asked."""


def ranked(
    index: PassageIndex, order: Scores, stages: Mapping[str, Scores], limit: int
) -> list[Hit]:
    """The best `limit` distinct hits by `order`, each with its score at every stage that saw it.

    Equal scores are in the order of article path, then start. Only as many passages are fetched
    as it takes.
    """
    ids = sorted(order, key=lambda passage: -order[passage])
    wanted = limit + max(_SPARE, limit // 4)
    while True:
        hits = _scored(index, _through_ties(ids, order, wanted), order, stages)
        chosen = list(islice(distinct(hits), limit))
        if len(chosen) == limit or wanted >= len(ids):
            return chosen
        wanted *= 2


def _through_ties(ids: Sequence[int], order: Scores, wanted: int) -> Sequence[int]:
    """The first `wanted` ids, and those after them with the same score as the last."""
    end = min(wanted, len(ids))
    while 0 < end < len(ids) and order[ids[end]] == order[ids[end - 1]]:
        end += 1
    return ids[:end]


def _scored(
    index: PassageIndex, ids: Sequence[int], order: Scores, stages: Mapping[str, Scores]
) -> list[Hit]:
    pairs = sorted(
        zip(ids, index.hits(ids), strict=True),
        key=lambda pair: (-order[pair[0]], pair[1].article.path, pair[1].passage.start),
    )
    return [Hit(hit.passage, hit.article, _stage_scores(passage, stages)) for passage, hit in pairs]


def _stage_scores(passage: int, stages: Mapping[str, Scores]) -> dict[str, float]:
    return {stage: scores[passage] for stage, scores in stages.items() if passage in scores}
