import pytest

from rag.evaluation.scoring import Outcome
from rag.evaluation.selective import (
    Candidate,
    aurc,
    auroc,
    brier,
    confidence_measures,
    coverage_at,
    ece,
    refusal_measures,
    reliability,
    risk_curve,
)

FOUR = [
    Candidate("a", 0.9, True),
    Candidate("b", 0.8, False),
    Candidate("c", 0.7, True),
    Candidate("d", 0.2, False),
]


def test_aurc_is_the_mean_of_the_risks_at_each_coverage() -> None:
    assert aurc(FOUR) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_aurc_shares_errors_evenly_among_equal_confidences() -> None:
    same = [Candidate(name, 0.5, name in "ab") for name in "abcd"]
    assert aurc(same) == pytest.approx(0.5)
    assert aurc(same[::-1]) == pytest.approx(0.5)


def test_auroc_is_the_share_of_pairs_in_order_ties_half() -> None:
    assert auroc(FOUR) == pytest.approx(3 / 4)
    assert auroc([Candidate("a", 0.5, True), Candidate("b", 0.5, False)]) == 0.5
    assert auroc([Candidate("a", 0.5, True)]) is None


def test_coverage_is_of_all_questions_and_never_cuts_through_equal_confidences() -> None:
    many = [Candidate(f"r{n}", 0.9, True) for n in range(9)] + [Candidate("w", 0.9, False)]
    assert coverage_at(many, 20, 0.10) == pytest.approx(10 / 20)
    assert coverage_at(many, 20, 0.05) == 0


def test_risk_curve_has_a_point_for_each_confidence() -> None:
    points = [(point.coverage, point.risk) for point in risk_curve(FOUR, 8)]
    assert points == [(1 / 8, 0), (2 / 8, 1 / 2), (3 / 8, pytest.approx(1 / 3)), (4 / 8, 1 / 2)]


def test_brier_and_ece_are_as_worked_out_by_hand() -> None:
    assert brier(FOUR) == pytest.approx((0.01 + 0.64 + 0.09 + 0.04) / 4)
    assert ece(FOUR) == pytest.approx((0.1 + 0.8 + 0.3 + 0.2) / 4)  # four bins of one


def test_the_bins_hold_equal_mass() -> None:
    many = [Candidate(f"{n:03}", n / 205, n % 2 == 0) for n in range(205)]
    assert {item.size for item in reliability(many)} == {20, 21}
    assert len(reliability(many)) == 10


def test_without_a_candidate_no_measure_of_confidence_applies() -> None:
    assert confidence_measures([], 10) == {}
    assert "auroc" not in confidence_measures([Candidate("a", 0.9, True)], 1)


def test_refusals_have_precision_and_recall() -> None:
    outcomes = [Outcome.RIGHT_REFUSAL] * 3 + [Outcome.NEEDLESS_REFUSAL, Outcome.FALSE_ANSWER]
    assert refusal_measures(outcomes) == {"refusal_precision": 3 / 4, "refusal_recall": 3 / 4}
    assert refusal_measures([Outcome.RIGHT]) == {}
