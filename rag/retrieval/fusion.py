"""Two rankings made one. Scores map a passage's id to a number; higher is better."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Scores: TypeAlias = Mapping[int, float]
Fusion: TypeAlias = Callable[[Scores, Scores], Scores]
"""From dense scores of every candidate, and keyword scores of those that share a word with the
question, to fused scores of every candidate."""

RANK_OFFSET = 60  # Cormack, Clarke & Büttcher 2009
DENSE_WEIGHT = 0.5
"""Equal weights: `eval/LOG.md` shows what other weights give."""
SHARED = 0.6
"""Of an article's mean that is taken from its passages' dense scores, see `eval/LOG.md`."""
DIGITS = 6
"""Kept of dense and fused scores: processors that differ in the last bits agree on ties."""


def convex_sum(dense: Scores, keyword: Scores, weight: float = DENSE_WEIGHT) -> Scores:
    """`weight` of the dense score and the rest of the keyword score, both standardised.

    Each is brought to mean 0 and deviation 1 over the candidates of this question. A candidate
    without a keyword score counts as 0 there: BM25 gives that to a passage without the words.
    """
    near = standardised(list(dense.values()))
    worded = standardised([keyword.get(passage, 0.0) for passage in dense])
    return rounded(dense, weight * near + (1 - weight) * worded)


def centred(dense: Scores, articles: ArrayLike) -> Scores:
    """The dense scores less a part of what all candidates of an article have in common.

    In a folder about one thing a passage is near to a question also by its article's title and
    subject, which tell nothing of which passage answers. `articles` holds a number for each score,
    in their order. The mean is one of the article's candidates and one more that scores as all do
    on average, so that a single passage of an article keeps most of its lead.
    """
    scores = np.fromiter(dense.values(), np.float64, len(dense))
    if not len(scores):
        return dense
    _, places = np.unique(np.asarray(articles), return_inverse=True)
    sums = np.bincount(places, scores) + scores.mean()
    means = sums / (np.bincount(places) + 1)
    return rounded(dense, scores - SHARED * means[places])


def reciprocal_rank(dense: Scores, keyword: Scores) -> Scores:
    """The sum of `1 / (RANK_OFFSET + rank)` over both rankings; ranks count from 1."""
    fused = dict.fromkeys(dense, 0.0)
    for scores in (dense, keyword):
        for passage, rank in _ranks(scores).items():
            fused[passage] = fused.get(passage, 0.0) + 1 / (RANK_OFFSET + rank)
    return rounded(fused, list(fused.values()))


def standardised(values: Sequence[float]) -> NDArray[np.float64]:
    """The values with mean 0 and deviation 1; equal ones are all 0: they say nothing of order."""
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0:
        return array
    centred = array - array.mean()
    deviation = float(centred.std())
    return centred / deviation if deviation > 10**-DIGITS else np.zeros_like(array)


def rounded(passages: Iterable[int], values: ArrayLike) -> Scores:
    """The passages with these values to `DIGITS` decimals, in their order."""
    kept = np.round(np.asarray(values, dtype=np.float64), DIGITS)
    return dict(zip(passages, kept.tolist(), strict=True))


def _ranks(scores: Scores) -> dict[int, int]:
    """Equal scores share the better rank: an id says nothing about relevance."""
    ordered = sorted(scores.values(), reverse=True)
    first = {score: rank for rank, score in reversed(list(enumerate(ordered, start=1)))}
    return {passage: first[score] for passage, score in scores.items()}
