"""Logistic regression with a normal prior on standardised features, by Newton's method.

Small enough to be read whole; scikit-learn would be a heavy dependency for it. The same input gives
the same model.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS = 50
_CONVERGED = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights of the columns of a table, each less its mean and over its scale."""

    intercept: float
    weights: Floats
    means: Floats
    scales: Floats

    def log_odds(self, table: Floats) -> Floats:
        """Of each row."""
        odds: Floats = (table - self.means) / self.scales @ self.weights + self.intercept
        return odds


def fit_logistic(table: Floats, labels: Floats, ridge: float) -> Logistic:
    """Fit by penalised maximum likelihood; the intercept is not penalised.

    `ridge` is the inverse variance of a standardised weight's prior. Labels are 0 and 1.
    """
    means, scales = table.mean(axis=0), scales_of(table)
    weights = _newton(
        np.hstack([(table - means) / scales, np.ones((len(table), 1))]), labels, ridge
    )
    return Logistic(float(weights[-1]), weights[:-1], means, scales)


def scales_of(table: Floats) -> Floats:
    """The spread of each column; 1 where all its values are the same."""
    spread: Floats = table.std(axis=0)
    return np.where(spread > 1e-9, spread, 1.0)


def sigmoid(x: Floats) -> Floats:
    """From log odds to probabilities."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def _newton(rows: Floats, labels: Floats, ridge: float) -> Floats:
    """Weights of the columns, the last of which is the intercept's."""
    penalty = np.full(rows.shape[1], ridge)
    penalty[-1] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        given = sigmoid(rows @ weights)
        gradient = rows.T @ (given - labels) + penalty * weights
        curvature = (rows.T * (given * (1 - given))) @ rows + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step * min(1.0, 5.0 / float(np.abs(step).max() + 1e-12))
        if float(np.abs(step).max()) < _CONVERGED:
            break
    return weights
