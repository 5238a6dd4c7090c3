"""How sure the figures are: intervals, tests, and the smallest drop a set can show.

Seeded throughout, so that two runs on the same input agree to the last byte.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
ALPHA = 1 - CONFIDENCE
POWER = 0.8
RESAMPLES = 9_999
SEED = 20_240_215
PART = 500
"""Draws held in memory at once."""
FEW_KINDS = 32
"""Up to it, drawing counts is faster than drawing clusters; the distribution is the same."""
Z = 1.959963984540054
"""The normal quantile of 0.975."""
Z_POWER = 0.8416212335729143
"""The normal quantile of 0.8."""

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% confidence interval."""

    low: float
    high: float


def wilson(successes: float, trials: int) -> Interval:
    """The interval of a rate (Wilson 1927); never outside 0 to 1, sensible at 0 and 1."""
    rate, square = successes / trials, Z * Z / trials
    centre = (rate + square / 2) / (1 + square)
    half = Z / (1 + square) * math.sqrt(rate * (1 - rate) / trials + square / (4 * trials))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def bootstrap(
    values: Sequence[float], clusters: Sequence[str], resamples: int = RESAMPLES
) -> Interval:
    """The BCa interval of the mean, whole clusters drawn (Efron 1987; Field and Welsh 2007).

    One cluster alone, or clusters that do not differ, give an interval without width.
    """
    sums, sizes = cluster_totals(values, clusters)
    mean = float(sums.sum() / sizes.sum())
    if len(set((sums / sizes).tolist())) == 1:
        return Interval(mean, mean)
    means = _resampled_means(sums, sizes, resamples)
    low, high = _bca_levels(means, mean, _jackknife(sums, sizes))
    return Interval(*(float(edge) for edge in np.quantile(means, [low, high])))


def sign_flip(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """Two-sided p of a mean difference of 0, the signs of whole clusters flipped.

    Exact up to 13 clusters, else 9,999 seeded draws (Phipson and Smyth 2010 correction).
    """
    from scipy.stats import permutation_test

    sums, _ = cluster_totals(differences, clusters)
    moved = sums[sums != 0]
    if len(moved) < 2:
        return 1.0
    outcome = permutation_test(
        (moved,),
        lambda sample, axis: np.sum(sample, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return float(outcome.pvalue)


def mcnemar(lost: int, won: int) -> float:
    """Exact two-sided p that as many questions break as mend (McNemar 1947)."""
    from scipy.special import bdtr

    asked = lost + won
    return min(1.0, 2 * float(bdtr(min(lost, won), asked, 0.5))) if asked else 1.0


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """The p-values adjusted for how many there are (Holm 1979)."""
    adjusted, greatest = {}, 0.0
    rising = sorted(p_values, key=lambda name: (p_values[name], name))
    for place, name in enumerate(rising):
        greatest = max(greatest, min(1.0, p_values[name] * (len(rising) - place)))
        adjusted[name] = greatest
    return adjusted


def smallest_certain_drop(questions: int) -> int:
    """How many questions must break, none mending, before the gate's interval lies below 0.

    Counted with the gate's own bootstrap, each question a cluster of its own; 0 where even
    all of them would not do.
    """
    clusters = [str(index) for index in range(questions)]
    for lost in range(1, questions + 1):
        differences = [-1.0] * lost + [0.0] * (questions - lost)
        if bootstrap(differences, clusters).high < 0:
            return lost
    return 0


def detectable_drop(questions: int, discordant: float) -> float:
    """The drop of a rate seen with 80% power when this share of questions changes either way.

    Connor 1987 for paired proportions, solved by bisection; 1 where no drop would be seen.
    """
    low, high = 0.0, discordant
    if not _is_seen(high, questions, discordant):
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_seen(middle, questions, discordant) else (middle, high)
    return high


def cluster_totals(values: Sequence[float], clusters: Sequence[str]) -> tuple[Floats, Floats]:
    """Sum and size of each cluster, in the order of their names."""
    names, place = np.unique(np.array(clusters), return_inverse=True)
    sums, sizes = np.zeros(len(names)), np.zeros(len(names))
    np.add.at(sums, place, np.array(values, dtype=np.float64))
    np.add.at(sizes, place, 1.0)
    return sums, sizes


def _resampled_means(sums: Floats, sizes: Floats, resamples: int) -> Floats:
    """Draws of as many clusters as there are; where few kinds differ, by their counts."""
    kinds, counts = np.unique(np.stack([sums, sizes]), axis=1, return_counts=True)
    generator = np.random.default_rng(SEED)
    if kinds.shape[1] <= FEW_KINDS:
        drawn = generator.multinomial(len(sums), counts / counts.sum(), resamples)
        means: Floats = (drawn @ kinds[0]) / (drawn @ kinds[1])
        return means
    parts = [min(PART, resamples - first) for first in range(0, resamples, PART)]
    return np.concatenate([_part_of_means(sums, sizes, part, generator) for part in parts])


def _part_of_means(
    sums: Floats, sizes: Floats, resamples: int, generator: np.random.Generator
) -> Floats:
    drawn = generator.integers(0, len(sums), (resamples, len(sums)))
    means: Floats = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return means


def _jackknife(sums: Floats, sizes: Floats) -> Floats:
    left: Floats = (sums.sum() - sums) / (sizes.sum() - sizes)
    return left


def _bca_levels(means: Floats, mean: float, jackknife: Floats) -> tuple[float, float]:
    """The two quantiles to read off; the plain percentiles where all draws lie on one side."""
    from scipy.special import ndtr, ndtri

    tolerance = 1e-12  # the same mean summed in another order is not below itself
    below = float(np.mean((means < mean - tolerance) + 0.5 * (np.abs(means - mean) <= tolerance)))
    if below in (0.0, 1.0):
        return ALPHA / 2, 1 - ALPHA / 2
    bias = ndtri(below)
    pull = jackknife.mean() - jackknife
    spread = np.sum(pull**2) ** 1.5
    skew = float(np.sum(pull**3) / (6 * spread)) if spread else 0.0
    low, high = (bias + edge for edge in (-Z, Z))
    return (
        float(ndtr(bias + low / (1 - skew * low))),
        float(ndtr(bias + high / (1 - skew * high))),
    )


def _is_seen(drop: float, questions: int, discordant: float) -> bool:
    spread = math.sqrt(max(0.0, discordant - drop * drop))
    return drop * math.sqrt(questions) >= Z * math.sqrt(discordant) + Z_POWER * spread
