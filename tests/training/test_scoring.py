import math
import random

import numpy as np
import pytest

from rag.training.scoring import Scored, auroc, best_threshold, exact_match, f1, figures, normalised


def test_answers_are_normalised_as_the_official_script_does() -> None:
    assert normalised("The  Answer, a U.S. one!") == "answer us one"


@pytest.mark.parametrize(
    ("given", "gold", "score"),
    [
        ("the cat sat", ["a cat"], 2 * 1 / 3),  # "cat sat" against "cat": 1 shared of 2 and 1
        ("blue", ["red", "blue"], 1.0),
        ("blue", ["red"], 0.0),
        ("", ["red"], 0.0),
    ],
)
def test_f1_is_word_overlap_with_the_best_gold_answer(
    given: str, gold: list[str], score: float
) -> None:
    assert f1(given, gold) == pytest.approx(score)


def test_exact_match_ignores_case_articles_and_marks() -> None:
    assert exact_match("The Nile.", ["nile"]) == 1.0
    assert exact_match("Nile river", ["nile"]) == 0.0


SCORED = [
    Scored(certainty=4.0, answerable=True, exact=1.0, f1=1.0),
    Scored(certainty=3.0, answerable=True, exact=0.0, f1=0.5),
    Scored(certainty=2.0, answerable=False, exact=0.0, f1=0.0),
    Scored(certainty=1.0, answerable=True, exact=1.0, f1=1.0),
    Scored(certainty=0.0, answerable=False, exact=0.0, f1=0.0),
]


def test_figures_at_a_threshold_worked_by_hand() -> None:
    found = figures(SCORED, 2.5)
    assert found.f1 == pytest.approx(100 * (1 + 0.5 + 1 + 0 + 1) / 5)
    assert found.exact == pytest.approx(100 * (1 + 0 + 1 + 0 + 1) / 5)
    assert found.has_f1 == pytest.approx(100 * 1.5 / 3)
    assert found.none_accuracy == pytest.approx(100.0)
    assert found.forced_f1 == pytest.approx(100 * 2.5 / 3)
    assert found.auroc == pytest.approx(5 / 6)


def test_the_best_threshold_is_as_good_as_trying_them_all() -> None:
    chance = random.Random(2)
    for _ in range(50):
        scored = [
            Scored(chance.random(), chance.random() < 0.5, 0.0, chance.random())
            for _ in range(chance.randint(2, 30))
        ]
        tried = [figures(scored, one.certainty + shift).f1 for one in scored for shift in (0, 1e-9)]
        assert figures(scored, best_threshold(scored)).f1 == pytest.approx(max(tried))


def test_a_balanced_threshold_does_not_change_when_one_kind_is_doubled() -> None:
    doubled = SCORED + [one for one in SCORED if not one.answerable]
    assert best_threshold(doubled, balanced=True) == best_threshold(SCORED, balanced=True)


def test_auroc_counts_pairs_and_halves_ties() -> None:
    scores = np.array([3.0, 1.0, 1.0, 0.0])
    positive = np.array([True, True, False, False])
    assert auroc(scores, positive) == pytest.approx((2 + 1 + 0.5) / 4)


def test_auroc_of_one_kind_alone_is_not_a_number() -> None:
    assert math.isnan(auroc(np.array([1.0]), np.array([True])))
