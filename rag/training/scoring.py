"""Exact match and F1 as the SQuAD scripts define them, and the measures built on them."""

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Scored:
    """One question: how sure the reader is, and how right its best span."""

    certainty: float
    answerable: bool
    exact: float
    f1: float
    """Of the best span, were it given; 0 where nothing answers."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Percentages at one threshold: answers are given from `threshold` upwards."""

    threshold: float
    exact: float
    f1: float
    has_exact: float
    has_f1: float
    none_accuracy: float
    forced_f1: float
    """F1 over the answerable questions were every one answered."""
    auroc: float
    """Certainty: answerable questions against the others."""
    right_auroc: float
    """Certainty: right answers (F1 of .5 or more) against everything else."""


def normalised(answer: str) -> str:
    """Lower case, without punctuation, articles and extra space (Rajpurkar et al. 2016)."""
    plain = _ARTICLES.sub(" ", answer.lower().translate(_PUNCTUATION))
    return " ".join(plain.split())


def exact_match(given: str, gold: Sequence[str]) -> float:
    """1 where the given answer equals one of the gold ones, else 0."""
    return float(any(normalised(given) == normalised(answer) for answer in gold))


def f1(given: str, gold: Sequence[str]) -> float:
    """Best word overlap with any of the gold answers."""
    return max((_f1(normalised(given).split(), normalised(a).split()) for a in gold), default=0.0)


def figures(scored: Sequence[Scored], threshold: float) -> Figures:
    """The official figures at one threshold."""
    has = [one for one in scored if one.answerable]
    none = [one for one in scored if not one.answerable]
    answerable = np.array([one.answerable for one in scored], dtype=bool)
    right = answerable & np.array([one.f1 >= 0.5 for one in scored], dtype=bool)
    certainty = np.array([one.certainty for one in scored], dtype=np.float64)
    return Figures(
        threshold=threshold,
        exact=_mean([_given(one, threshold, one.exact) for one in scored]),
        f1=_mean([_given(one, threshold, one.f1) for one in scored]),
        has_exact=_mean([_given(one, threshold, one.exact) for one in has]),
        has_f1=_mean([_given(one, threshold, one.f1) for one in has]),
        none_accuracy=_mean([_given(one, threshold, 0.0) for one in none]),
        forced_f1=_mean([one.f1 for one in has]),
        auroc=auroc(certainty, answerable),
        right_auroc=auroc(certainty, right),
    )


def best_threshold(scored: Sequence[Scored], *, balanced: bool = False) -> float:
    """The threshold with the highest F1: fix it on one set, use it on another.

    `balanced` counts the questions with and without an answer as if there were as many of each.
    """
    order = sorted(scored, key=lambda one: -one.certainty)
    answerable = sum(one.answerable for one in scored)
    share = answerable / max(1, len(scored) - answerable) if balanced else 1.0
    if not order:
        return 0.0
    gain = np.cumsum([one.f1 if one.answerable else -share for one in order])
    best = int(np.argmax(gain))
    if gain[best] <= 0:
        return order[0].certainty + 1.0
    following = order[best + 1].certainty if best + 1 < len(order) else order[best].certainty - 1.0
    return (order[best].certainty + following) / 2


def auroc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Chance that a positive scores above a negative, ties counted half; nan without both."""
    ranks = np.empty(len(scores))
    order = np.sort(scores)
    ranks = (np.searchsorted(order, scores, "left") + np.searchsorted(order, scores, "right")) / 2
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return float("nan")
    above = float(ranks[positive].sum()) - positives * positives / 2
    return above / (positives * negatives)


def _f1(given: Sequence[str], gold: Sequence[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    shared = sum((Counter(given) & Counter(gold)).values())
    return 2 * shared / (len(given) + len(gold))


def _given(one: Scored, threshold: float, score: float) -> float:
    if one.certainty < threshold:
        return float(not one.answerable)
    return score if one.answerable else 0.0


def _mean(values: Sequence[float]) -> float:
    return 100.0 * float(np.mean(values)) if values else float("nan")
