import math
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from statistics import median

import numpy as np
import pytest
from scipy.optimize import minimize

from rag.answering.weighing.confidence import ConfidenceModel
from rag.answering.weighing.features import FEATURES
from rag.answering.weighing.fitting import adjust, false_answers, fit, stated_risk
from rag.errors import UsageError


def _answers(count: int, seed: int = 7) -> tuple[list[dict[str, float]], list[bool]]:
    """Answers whose odds of being right grow with two of the features."""
    random = Random(seed)
    rows = [{name: random.gauss(0, 1) for name in FEATURES} for _ in range(count)]
    odds = [math.exp(3 * row["score"] - 1.5 * row["names_missing"]) for row in rows]
    right = [random.random() < each / (1 + each) for each in odds]
    return rows, right


@cache
def _fitted(count: int = 400) -> ConfidenceModel:
    return fit(*_answers(count), reader="scripted", provenance={"made": "in a test"})


def test_finds_the_features_that_matter() -> None:
    weights = _fitted(2000).weights
    ranked = sorted(weights, key=lambda name: -abs(weights[name]))
    assert ranked[:2] == ["score", "names_missing"]
    assert weights["score"] > 0 > weights["names_missing"]


def test_that_articles_agree_never_lowers_the_confidence() -> None:
    rows, _ = _answers(400)
    raised = fit(rows, [row["agreement"] > 0 for row in rows], reader="scripted", provenance={})
    lowered = fit(rows, [row["agreement"] < 0 for row in rows], reader="scripted", provenance={})
    assert raised.weights["agreement"] > 1
    assert lowered.weights["agreement"] == 0


def test_reaches_the_minimum_that_a_general_optimiser_finds() -> None:
    rows, right = _answers(300)
    rows = [{**row, "agreement": -row["agreement"]} for row in rows]  # raises by chance, so
    model = fit(rows, right, reader="scripted", provenance={})
    table = np.array([[row[name] for name in FEATURES] for row in rows])
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    labels = np.array(right, dtype=float)

    def loss(weights: np.ndarray) -> float:
        z = table @ weights[:-1] + weights[-1]
        penalty = 10 / 2 * (weights[:-1] ** 2).sum()  # a normal prior of variance a tenth
        return float((np.logaddexp(0, z) - labels * z).sum() + penalty)

    best = minimize(loss, np.zeros(len(FEATURES) + 1), method="BFGS").x
    assert np.allclose([model.weights[name] for name in FEATURES], best[:-1], atol=1e-3)


def test_the_same_answers_give_the_same_model() -> None:
    assert _fitted() == _fitted.__wrapped__()


def test_confidence_is_calibrated_on_answers_it_has_not_seen() -> None:
    model = _fitted(2000)
    rows, right = _answers(10_000, seed=8)
    given = np.array([model.confidence(row) for row in rows])
    for low in np.arange(0, 1, 0.2):
        inside = (given >= low) & (given < low + 0.2)
        assert abs(given[inside].mean() - np.array(right)[inside].mean()) < 0.06


def test_the_threshold_for_a_risk_keeps_it_on_new_answers() -> None:
    model = _fitted(2000)
    threshold = model.threshold_for(0.1)
    rows, right = _answers(4000, seed=9)
    answered = [
        ok for row, ok in zip(rows, right, strict=True) if model.confidence(row) >= threshold
    ]
    assert len(answered) > 1000
    assert 1 - sum(answered) / len(answered) < 0.13  # 0.1, and what 2,000 answers leave uncertain


def test_a_risk_that_was_never_reached_is_refused_with_the_lowest() -> None:
    rows, _ = _answers(100)
    model = fit(rows, [i % 2 == 0 for i in range(100)], reader="scripted", provenance={})
    with pytest.raises(
        UsageError, match=r"a risk of 0\.001 was never reached, 0\.\d+ was the lowest"
    ):
        model.threshold_for(0.001)


@pytest.mark.parametrize("right", [[True] * 20, [False] * 20, [True, False]])
def test_too_little_to_fit_on_is_refused(right: list[bool]) -> None:
    with pytest.raises(UsageError, match="too few to fit"):
        fit([dict.fromkeys(FEATURES, 0.0)] * len(right), right, reader="scripted", provenance={})


def _answered_otherwise(count: int, seed: int) -> tuple[list[dict[str, float]], list[bool]]:
    """Other articles: the model's log odds, halved and less 1, are the true ones."""
    model, random = _fitted(2000), Random(seed)
    rows, _ = _answers(count, seed)
    right = [random.random() < 1 / (1 + math.exp(1 - model.log_odds(row) / 2)) for row in rows]
    return rows, right


def _error(
    model: ConfidenceModel, rows: Sequence[Mapping[str, float]], right: Sequence[bool]
) -> float:
    """The mean gap of ten bins of equal size."""
    given = np.array([model.confidence(row) for row in rows])
    bins = np.array_split(np.argsort(given), 10)
    labels = np.array(right, dtype=float)
    return float(np.mean([abs(given[each].mean() - labels[each].mean()) for each in bins]))


def test_few_answers_of_other_articles_make_the_confidence_true_to_them() -> None:
    before, new = _fitted(2000), _answered_otherwise(10_000, seed=44)
    few = [_answered_otherwise(200, seed) for seed in range(3, 12)]
    errors = [_error(adjust(before, *each, provenance={}), *new) for each in few]
    assert _error(before, *new) > 0.1
    assert median(errors) < 0.04  # one draw of 200 may be off by twice that


def test_adjusting_leaves_the_order_of_answers() -> None:
    before = _fitted(2000)
    after = adjust(before, *_answered_otherwise(200, seed=3), provenance={"made": "anew"})
    rows, _ = _answers(300, seed=5)
    order = [sorted(range(300), key=lambda n: m.log_odds(rows[n])) for m in (before, after)]
    assert order[0] == order[1]
    assert (after.choice, after.reader) == (before.choice, before.reader)
    assert after.provenance == {"made": "anew"}


def test_an_adjusted_model_keeps_a_stated_risk_of_its_own() -> None:
    before = _fitted(2000)
    after = adjust(before, *_answered_otherwise(800, seed=3), provenance={}, aim=stated_risk(0.3))
    assert after.threshold == after.threshold_for(0.3)
    rows, right = _answered_otherwise(10_000, seed=4)
    given = [
        ok for row, ok in zip(rows, right, strict=True) if after.confidence(row) >= after.threshold
    ]
    assert len(given) > 1000
    assert 1 - sum(given) / len(given) < 0.35  # 0.3, and what 800 answers leave uncertain


def test_a_confidence_that_goes_against_the_answers_is_not_turned_round() -> None:
    rows, right = _answers(200)
    with pytest.raises(UsageError, match="the right ones are not the surer ones"):
        adjust(_fitted(2000), rows, [not each for each in right], provenance={})


@pytest.mark.parametrize("right", [[True] * 20, [True, False]])
def test_too_little_to_adjust_by_is_refused(right: list[bool]) -> None:
    with pytest.raises(UsageError, match="too few to fit"):
        adjust(_fitted(), [dict.fromkeys(FEATURES, 0.0)] * len(right), right, provenance={})


def test_few_of_every_suites_unanswerable_questions_are_answered_for_that_aim() -> None:
    """A wrong answer in two is to a question without one; the second suite's are the surer ones."""
    rows, right = _answers(2000)
    wrong = [place for place, ok in enumerate(right) if not ok]
    sure = [place for place in wrong if rows[place]["score"] > 0]
    unsure = [place for place in wrong if rows[place]["score"] <= 0]
    asked = [(unsure[::2], len(unsure[::2])), (sure[::2], 2 * len(sure[::2]))]
    model = fit(rows, right, "scripted", {}, false_answers(0.1, asked))
    new_rows, new_right = _answers(4000, seed=9)
    tempting = [
        row for row, ok in zip(new_rows, new_right, strict=True) if not ok and row["score"] > 0
    ]
    given = sum(model.confidence(row) >= model.threshold for row in tempting)
    assert 0.13 < given / len(tempting) < 0.27  # .2: half of the second suite's have no answer


def test_suites_with_few_unanswerable_questions_set_the_threshold_together() -> None:
    rows, right = _answers(2000)
    wrong = [place for place, ok in enumerate(right) if not ok]
    sure, unsure = [
        [place for place in wrong if (rows[place]["score"] > 0) is sign][:30]
        for sign in (True, False)
    ]
    apart = [(sure, 30), (unsure, 30)]
    thresholds = [
        fit(rows, right, "scripted", {}, false_answers(0.1, asked)).threshold
        for asked in (apart, [(sure + unsure, 60)], [(sure, 30)])
    ]
    assert thresholds[0] == thresholds[1] < thresholds[2]


def _thresholds(*asked: list[tuple[list[int], int]]) -> list[float]:
    rows, right = _answers(2000)
    return [fit(rows, right, "scripted", {}, false_answers(0.1, one)).threshold for one in asked]


def _tempting_and_plain() -> tuple[list[int], list[int]]:
    rows, right = _answers(2000)
    wrong = [place for place, ok in enumerate(right) if not ok]
    sure = [place for place in wrong if rows[place]["score"] > 0]
    return sure, [place for place in wrong if rows[place]["score"] <= 0]


def test_a_small_suite_raises_no_threshold_by_chance() -> None:
    """Five of its thirty where a tenth is three; of thirty answered, it does."""
    sure, unsure = _tempting_and_plain()
    alone, beside, tempted = _thresholds(
        [(unsure, len(unsure))],
        [(unsure, len(unsure)), (sure[:5], 30)],
        [(unsure, len(unsure)), (sure[:30], 30)],
    )
    own = _thresholds([(sure[:5], 30)])[0]
    assert own < alone <= beside < tempted
    assert beside - alone < 0.02  # as all of them together ask for


def test_an_aim_that_every_answer_keeps_gives_them_all() -> None:
    rows, right = _answers(200)
    wrong = [place for place, ok in enumerate(right) if not ok][:5]
    model = fit(rows, right, "scripted", {}, false_answers(0.1, [(wrong, 80)]))
    assert model.threshold == 0.0
