import pytest

from rag.answering.weighing.risk import least_threshold, most_by_chance, risk_curve


def test_risk_and_coverage_are_counted_from_the_most_confident_down() -> None:
    confidences = [0.95 - 0.01 * i for i in range(40)]
    right = [i % 4 != 3 for i in range(40)]  # every fourth is wrong
    curve = risk_curve(confidences, right)
    assert [point.coverage for point in curve] == [i / 40 for i in range(10, 41)]
    assert curve[-1].risk == 10 / 40
    assert curve[0].risk == 2 / 10


def test_equal_confidences_are_given_together_or_not_at_all() -> None:
    curve = risk_curve([0.9] * 10 + [0.5] * 20, [True] * 10 + [False] * 20)
    assert [(point.threshold, point.risk) for point in curve] == [(0.9, 0.0), (0.5, 2 / 3)]


def test_a_threshold_never_shuts_out_an_answer_that_it_counted() -> None:
    confidences = [1 / (3 + i) for i in range(30)]
    for point in risk_curve(confidences, [True] * 30):
        assert sum(each >= point.threshold for each in confidences) / 30 == point.coverage


@pytest.mark.parametrize(
    ("trials", "share", "most"), [(30, 0.1, 6), (64, 0.12, 12), (1, 0.04, 0), (9, 0.0, 0)]
)
def test_the_most_that_chance_explains(trials: int, share: float, most: int) -> None:
    assert most_by_chance(trials, share) == most


def test_the_least_threshold_gives_no_more_than_allowed() -> None:
    confidences = [0.9, 0.8, 0.8, 0.1]
    for given in range(5):
        threshold = least_threshold(confidences, given)
        assert sum(each >= threshold for each in confidences) <= given
