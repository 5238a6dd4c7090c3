import math
from pathlib import Path
from random import Random

import numpy as np
import pytest
from scipy.optimize import minimize

from rag.answering.confidence import ConfidenceModel, fit, load_confidence
from rag.answering.features import FEATURES
from rag.errors import ModelUnusable, UsageError


def _answers(count: int, seed: int = 7) -> tuple[list[dict[str, float]], list[bool]]:
    """Answers whose odds of being right grow with two of the features."""
    random = Random(seed)
    rows = [{name: random.gauss(0, 1) for name in FEATURES} for _ in range(count)]
    odds = [math.exp(3 * row["score"] - 1.5 * row["names_missing"]) for row in rows]
    right = [random.random() < each / (1 + each) for each in odds]
    return rows, right


def _fitted(count: int = 400) -> ConfidenceModel:
    return fit(*_answers(count), reader="scripted", provenance={"made": "in a test"})


def test_finds_the_features_that_matter() -> None:
    weights = _fitted(2000).weights
    ranked = sorted(weights, key=lambda name: -abs(weights[name]))
    assert ranked[:2] == ["score", "names_missing"]
    assert weights["score"] > 0 > weights["names_missing"]


def test_reaches_the_minimum_that_a_general_optimiser_finds() -> None:
    rows, right = _answers(300)
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
    assert _fitted() == _fitted()


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


def test_no_risk_is_promised_where_none_was_measured() -> None:
    with pytest.raises(UsageError, match="lexical reader's confidence is not fitted"):
        load_confidence("lexical").threshold_for(0.2)


@pytest.mark.parametrize("right", [[True] * 20, [False] * 20, [True, False]])
def test_too_little_to_fit_on_is_refused(right: list[bool]) -> None:
    with pytest.raises(UsageError, match="too few to fit"):
        fit([dict.fromkeys(FEATURES, 0.0)] * len(right), right, reader="scripted", provenance={})


def test_a_model_reads_back_as_it_was_written(tmp_path: Path) -> None:
    model = _fitted()
    model.write(tmp_path / "fit.json")
    assert load_confidence("scripted", tmp_path / "fit.json") == model


def test_a_model_of_another_reader_is_refused(tmp_path: Path) -> None:
    _fitted().write(tmp_path / "fit.json")
    with pytest.raises(ModelUnusable, match="fitted for the scripted reader, not for lexical"):
        load_confidence("lexical", tmp_path / "fit.json")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"risks": 3}', '{"risks": [], "reader": 1}'])
def test_a_damaged_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "fit.json").write_text(content, "utf-8")
    with pytest.raises(ModelUnusable, match="damaged"):
        load_confidence("lexical", tmp_path / "fit.json")


def test_a_reader_without_a_fit_says_so() -> None:
    with pytest.raises(ModelUnusable, match="no confidence was fitted for the parrot reader"):
        load_confidence("parrot")


def test_the_shipped_threshold_is_the_one_for_the_risk_that_its_file_states() -> None:
    shipped = load_confidence("pincite-reader-4")
    assert shipped.threshold == shipped.threshold_for(float(shipped.provenance["risk"]))
