"""How much of the exact answer an approximate search finds, measured on vectors held out for it.

A question is made from a stored vector: turned away from it, in a random direction, until their
inner product is `NEARNESS`, which is where real questions lie from their nearest passage (.58 on
average over 84 questions to two collections; eval/reports/scale.md compares their recall).
"""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors

QUESTIONS = 200
DEPTH = 10
"""Recall is of the first ten."""
NEARNESS = 0.58
FLOOR = 0.97
"""Below this a search takes more effort, or says that it cannot."""
_TIE = 1e-6
"""Products that differ by less are equal: copies of a passage stand for each other."""

Search = Callable[[NDArray[np.float32], int], Iterable[float]]
"""From a question and a limit to the inner products of what was found."""


def made_questions(vectors: Vectors) -> Vectors:
    """Questions near an even sample of the vectors, the same at every build."""
    step = max(1, len(vectors) // QUESTIONS)
    near = np.array(vectors[::step][:QUESTIONS], dtype=np.float32)
    away = np.random.default_rng(0).normal(size=near.shape).astype(np.float32)
    away -= np.sum(away * near, axis=1, keepdims=True) * near
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    made: Vectors = NEARNESS * near + np.float32(np.sqrt(1 - NEARNESS**2)) * away
    return made


def recall(search: Search, questions: Vectors, exact: NDArray[np.float32]) -> float:
    """The mean share of the `DEPTH` nearest that are found.

    `exact` holds the inner products of the nearest, best first, a row a question.
    """
    least = exact[:, min(DEPTH, exact.shape[1]) - 1] - _TIE
    wanted = min(DEPTH, exact.shape[1])
    found = [
        sum(product >= bar for product in search(question, DEPTH)) / wanted
        for question, bar in zip(questions, least, strict=True)
    ]
    return float(np.mean(np.minimum(found, 1)))
