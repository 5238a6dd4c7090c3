"""Against closed forms, published figures and scipy."""

import numpy as np
import pytest
from scipy import stats

from rag.evaluation.statistics import (
    bootstrap,
    detectable_drop,
    holm,
    mcnemar,
    sign_flip,
    smallest_certain_drop,
    wilson,
)


def test_wilson_is_the_published_interval() -> None:
    found = wilson(81, 263)  # Newcombe 1998, table I: 0.2553 to 0.3662
    assert found.low == pytest.approx(0.2553, abs=5e-5)
    assert found.high == pytest.approx(0.3662, abs=5e-5)
    none = wilson(0, 20)  # the same table: 0 to 0.1611
    assert none.low == 0
    assert none.high == pytest.approx(0.1611, abs=5e-5)


def test_bootstrap_equals_scipys_bca_within_the_noise_of_drawing() -> None:
    values = np.random.default_rng(7).exponential(size=80)
    ours = bootstrap(values.tolist(), [str(n) for n in range(80)])
    theirs = stats.bootstrap((values,), np.mean, method="BCa", rng=1).confidence_interval
    assert ours.low == pytest.approx(theirs.low, abs=0.02)
    assert ours.high == pytest.approx(theirs.high, abs=0.02)


def test_bootstrap_draws_whole_clusters() -> None:
    values = [0.0, 1.0] * 50
    alone = bootstrap(values, [str(n) for n in range(100)])
    twins = bootstrap([0.0] * 50 + [1.0] * 50, [str(n // 10) for n in range(100)])
    assert twins.high - twins.low > 2 * (alone.high - alone.low)


def test_bootstrap_of_equal_values_has_no_width() -> None:
    assert bootstrap([0.3] * 9, list("abcdefghi")).low == pytest.approx(0.3)
    assert bootstrap([0.3] * 9, list("abcdefghi")).high == pytest.approx(0.3)


def test_bootstrap_is_the_same_every_time() -> None:
    values, clusters = [0.1, 0.9, 0.4, 0.7], list("abcd")
    assert bootstrap(values, clusters) == bootstrap(values, clusters)


@pytest.mark.parametrize(("lost", "won"), [(0, 0), (6, 0), (5, 1), (3, 3), (12, 30)])
def test_mcnemar_is_the_exact_binomial_test(lost: int, won: int) -> None:
    expected = stats.binomtest(lost, lost + won).pvalue if lost + won else 1.0
    assert mcnemar(lost, won) == pytest.approx(expected)


def test_sign_flip_counts_every_sign_of_few_differences() -> None:
    # 2 of the 2**4 sign patterns are as extreme as all four alike
    assert sign_flip([1.0, 2.0, 3.0, 4.0], list("abcd")) == pytest.approx(2 / 16)


def test_sign_flip_flips_whole_clusters() -> None:
    assert sign_flip([1.0] * 10, ["a"] * 5 + ["b"] * 5) == pytest.approx(2 / 4)
    assert sign_flip([0.0, 0.0], ["a", "b"]) == 1


def test_holm_is_the_published_example() -> None:
    # Holm 1979 by hand: 0.01*4, 0.02*3, 0.03*2 and never less than the one before
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.02})
    assert found == pytest.approx({"a": 0.04, "d": 0.06, "c": 0.06, "b": 0.06})


def test_the_smallest_certain_drop_is_certain_and_one_fewer_is_not() -> None:
    least = smallest_certain_drop(40)
    names = [str(n) for n in range(40)]
    assert bootstrap([-1.0] * least + [0.0] * (40 - least), names).high < 0
    assert bootstrap([-1.0] * (least - 1) + [0.0] * (41 - least), names).high >= 0


def test_the_detectable_drop_has_the_power_it_promises() -> None:
    questions, churn = 400, 0.1
    drop = detectable_drop(questions, churn)
    generator = np.random.default_rng(3)
    worse, better = (churn + drop) / 2, (churn - drop) / 2
    draws = generator.multinomial(questions, [worse, better, 1 - churn], size=2000)
    z = (draws[:, 0] - draws[:, 1]) / np.sqrt(np.maximum(draws[:, 0] + draws[:, 1], 1))
    assert np.mean(z > 1.96) == pytest.approx(0.8, abs=0.04)


def test_a_drop_that_no_churn_allows_is_not_promised() -> None:
    assert detectable_drop(10, 0.05) == 1
