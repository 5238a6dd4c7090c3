"""Fits a confidence model on answers that are known to be right or wrong.

All weights anew, or, where the answers are few, the slope and the intercept of a model's log odds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from rag.answering.weighing.confidence import ConfidenceModel
from rag.answering.weighing.features import FEATURES
from rag.answering.weighing.logistic import Floats, Logistic, fit_logistic, sigmoid
from rag.answering.weighing.risk import least_threshold, most_by_chance, risk_curve
from rag.errors import UsageError

FEWEST_TO_FIT = 1000
"""Answers from which on all weights are fitted: with 30 to 546 of bench/squad2's kind, two numbers
alone gave better probabilities and kept the order, which weights fitted anew spoilt, see
`eval/LOG.md`."""
FEW = 100
"""A suite with fewer unanswerable questions sets a threshold only together with other such ones."""
_RIDGE = 10.0  # the prior of a standardised weight: normal, variance a tenth; chosen in eval/LOG.md
_RIDGE_OF_SLOPE = 1.0
_RAISES = frozenset({"agreement"})
"""Whoever reads that three articles say so is surer, not less sure. Fits had given it a small
negative weight, beside the lead and the score that it raises, and order no better for it."""
_FOLDS = 5

Aim: TypeAlias = Callable[[ConfidenceModel, Sequence[float]], float]
"""From a fitted model with its risks, and the confidence in each answer by a model that has not
seen it, to the threshold from which answers are given."""
_Fit: TypeAlias = Callable[[Floats, Floats], Logistic]


def even_odds(_: ConfidenceModel, __: Sequence[float]) -> float:
    """An answer is given where it is as likely right as wrong."""
    return 0.5


def stated_risk(risk: float) -> Aim:
    """The threshold from which on at most this share of the answers given were wrong."""
    return lambda model, _: model.threshold_for(risk)


def false_answers(share: float, unanswerable: Sequence[tuple[Sequence[int], int]]) -> Aim:
    """The threshold from which on at most this share of the unanswerable questions is answered.

    Of all suites together, and of every suite; suites with fewer than `FEW` such questions count
    as one, and of them no more than chance explains: one question more or less would move the
    threshold by a tenth. Given is of each suite: which of the answers fitted on are to questions
    that its articles do not answer, and how many such questions were asked.
    """
    few = _together(each for each in unanswerable if each[1] < FEW)
    many = [_together(unanswerable), *(each for each in unanswerable if each[1] >= FEW)]
    counted = [(places, int(share * asked + 1e-9)) for places, asked in many]
    counted.append((few[0], most_by_chance(few[1], share)))

    def threshold(_: ConfidenceModel, held_out: Sequence[float]) -> float:
        return max(
            least_threshold([held_out[place] for place in places], given)
            for places, given in counted
        )

    return threshold


def _together(unanswerable: Iterable[tuple[Sequence[int], int]]) -> tuple[Sequence[int], int]:
    known = list(unanswerable)
    return [place for places, _ in known for place in places], sum(asked for _, asked in known)


def fit(
    features: Sequence[Mapping[str, float]],
    right: Sequence[bool],
    reader: str,
    provenance: Mapping[str, str],
    aim: Aim = even_odds,
) -> ConfidenceModel:
    """Fit by penalised maximum likelihood (Newton's method): the same input, the same model.

    The risk curve, and what the threshold is set by, come from five-fold cross-validation. Raises
    `UsageError` where the answers are all right or all wrong, or fewer than ten.
    """
    _require_both(right)
    table = np.array([[row[name] for name in FEATURES] for row in features], dtype=np.float64)
    labels = np.array(right, dtype=np.float64)
    fitted = _weights(table, labels)
    model = ConfidenceModel(
        reader=reader,
        intercept=fitted.intercept,
        weights=_named(fitted.weights),
        means=_named(fitted.means),
        scales=_named(fitted.scales),
        risks=(),
        threshold=0.5,
        provenance=dict(provenance),
    )
    return _with_risks(model, _held_out(_weights, table, labels), right, aim)


def adjust(
    model: ConfidenceModel,
    features: Sequence[Mapping[str, float]],
    right: Sequence[bool],
    provenance: Mapping[str, str],
    aim: Aim = even_odds,
) -> ConfidenceModel:
    """The model with its log odds stretched and shifted to fit the answers (Platt 1999).

    Which of two answers is the surer one stays as it is. Risks and threshold as in `fit`; raises
    `UsageError` as well where the right answers are not the surer ones.
    """
    _require_both(right)
    odds = np.array([[model.log_odds(row)] for row in features], dtype=np.float64)
    labels = np.array(right, dtype=np.float64)
    fitted = _slope(odds, labels)
    slope = float(fitted.weights[0] / fitted.scales[0])
    if slope <= 0:
        raise UsageError(
            f"of {len(right)} answers the right ones are not the surer ones: give more questions,"
            " and look at their answers with `rag eval`"
        )
    shift = fitted.intercept - slope * float(fitted.means[0])
    adjusted = replace(
        model,
        intercept=slope * model.intercept + shift,
        weights={name: round(slope * weight, 6) for name, weight in model.weights.items()},
        threshold=0.5,
        provenance=dict(provenance),
    )
    return _with_risks(adjusted, _held_out(_slope, odds, labels), right, aim)


def _weights(table: Floats, labels: Floats) -> Logistic:
    """Where a feature of `_RAISES` would lower the confidence, it has no say."""
    fitted = fit_logistic(table, labels, _RIDGE)
    weighed = enumerate(zip(FEATURES, fitted.weights, strict=True))
    lowering = [place for place, (name, each) in weighed if name in _RAISES and each < 0]
    if not lowering:
        return fitted
    silent = table.copy()
    silent[:, lowering] = 0.0
    return fit_logistic(silent, labels, _RIDGE)


def _slope(odds: Floats, labels: Floats) -> Logistic:
    return fit_logistic(odds, labels, _RIDGE_OF_SLOPE)


def _held_out(fitted: _Fit, table: Floats, labels: Floats) -> Floats:
    """The confidence in each answer from a model that has not seen it."""
    folds = np.arange(len(labels)) % _FOLDS
    confidences = np.empty(len(labels))
    for fold in range(_FOLDS):
        seen, unseen = folds != fold, folds == fold
        model = fitted(table[seen], labels[seen])
        confidences[unseen] = sigmoid(model.log_odds(table[unseen]))
    return confidences


def _with_risks(
    model: ConfidenceModel, held_out: Floats, right: Sequence[bool], aim: Aim
) -> ConfidenceModel:
    confidences: list[float] = held_out.tolist()
    measured = replace(model, risks=risk_curve(confidences, list(right)))
    return replace(measured, threshold=aim(measured, confidences))


def _require_both(right: Sequence[bool]) -> None:
    if len(right) < 2 * _FOLDS or len(set(right)) < 2:
        raise UsageError(
            f"{len(right)} answers, {sum(right)} of them right, are too few to fit: give at least"
            f" {2 * _FOLDS}, right and wrong ones"
        )


def _named(values: Floats) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(FEATURES, values, strict=True)}
