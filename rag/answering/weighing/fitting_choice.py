"""Fits what an answer is chosen by on possible answers that are known to be right or wrong."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.choosing.choice import CHOICE, SHARPNESS
from rag.answering.weighing.logistic import scales_of

_RIDGE = 3.0  # the prior of a standardised weight: normal, variance a third

Floats = NDArray[np.float64]
Labelled = tuple[Floats, NDArray[np.bool_]]
"""A row of features for each possible answer of a question, and which of them are right."""


def fit_choice(
    groups: Sequence[tuple[Sequence[Mapping[str, float]], Sequence[bool]]],
) -> dict[str, float]:
    """Weights, of log odds times `SHARPNESS`, from the possible answers of questions.

    Each group holds the features of a question's possible answers and which of them are right;
    groups without a right answer say nothing of the choice. Maximises the log of the right ones'
    summed probability with a normal prior; the same input gives the same weights.
    """
    from scipy.optimize import minimize

    tables: list[Labelled] = [
        (np.array([[each[name] for name in CHOICE] for each in rows]), np.array(right, dtype=bool))
        for rows, right in groups
        if any(right)
    ]
    scales = scales_of(np.concatenate([table for table, _ in tables]))
    scaled = [(table / scales, right) for table, right in tables]

    def loss(weights: Floats) -> float:
        return _loss(weights, scaled)[0]

    def slope(weights: Floats) -> Floats:
        return _loss(weights, scaled)[1]

    found = minimize(loss, np.zeros(len(CHOICE)), jac=slope, method="L-BFGS-B").x
    weights = SHARPNESS * found / scales
    return {name: round(float(x), 4) for name, x in zip(CHOICE, weights, strict=True)}


def _loss(weights: Floats, groups: Sequence[Labelled]) -> tuple[float, Floats]:
    loss, slope = _RIDGE / 2 * float(weights @ weights), _RIDGE * weights
    for table, right in groups:
        odds = table @ weights
        odds = np.exp(odds - odds.max())
        every, mine = odds / odds.sum(), np.where(right, odds, 0.0)
        loss -= float(np.log(mine.sum() / odds.sum()))
        slope = slope + table.T @ (every - mine / mine.sum())
    return loss, slope
