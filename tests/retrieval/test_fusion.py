import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.fusion import centred, convex_sum, reciprocal_rank


def test_reciprocal_rank_sums_over_both_rankings() -> None:
    fused = reciprocal_rank({1: 0.9, 2: 0.8, 3: 0.1}, {3: 12.0, 1: 7.0})
    assert fused == {
        1: pytest.approx(1 / 61 + 1 / 62, abs=1e-6),
        2: pytest.approx(1 / 62, abs=1e-6),
        3: pytest.approx(1 / 63 + 1 / 61, abs=1e-6),
    }


def test_equal_scores_share_the_better_rank() -> None:
    fused = reciprocal_rank({1: 0.5, 2: 0.5, 3: 0.4}, {})
    assert fused[1] == fused[2] == pytest.approx(1 / 61, abs=1e-6)
    assert fused[3] == pytest.approx(1 / 63, abs=1e-6)


def test_convex_sum_by_hand() -> None:
    # dense: mean .4, deviation .2 -> +1, -1; keyword: mean 3, deviation 3 -> -1, +1.
    fused = convex_sum({1: 0.6, 2: 0.2}, {2: 6.0}, weight=0.75)
    assert fused == {1: pytest.approx(0.5), 2: pytest.approx(-0.5)}


def test_a_candidate_without_the_words_counts_as_zero() -> None:
    assert convex_sum({1: 0.6, 2: 0.2}, {1: 0.0, 2: 6.0}) == convex_sum({1: 0.6, 2: 0.2}, {2: 6.0})


def test_words_that_none_holds_leave_the_dense_order() -> None:
    fused = convex_sum({1: 0.1, 2: 0.3, 3: 0.2}, {})
    assert sorted(fused, key=lambda passage: -fused[passage]) == [2, 3, 1]


def test_scores_that_are_all_equal_say_nothing() -> None:
    fused = convex_sum({1: 0.7, 2: 0.7}, {1: 1.0, 2: 2.0})
    assert fused == {1: pytest.approx(-0.5), 2: pytest.approx(0.5)}


def test_no_candidates_give_no_scores() -> None:
    assert convex_sum({}, {}) == reciprocal_rank({}, {}) == {}


def test_last_bits_do_not_break_a_tie() -> None:
    fused = convex_sum({1: 0.3, 2: math.nextafter(0.3, 1), 3: 0.1}, {1: 2.0, 2: 2.0})
    assert fused[1] == fused[2]


scores = st.dictionaries(
    st.integers(0, 20), st.integers(-99, 99).map(lambda hundredths: hundredths / 100), min_size=1
)


@given(scores, st.floats(0.01, 0.99), st.floats(0.5, 50), st.floats(-5, 5))
def test_the_scale_of_a_ranking_does_not_count(
    dense: dict[int, float], weight: float, factor: float, shift: float
) -> None:
    keyword = {passage: 1 + score for passage, score in dense.items() if passage % 2}
    scaled = {passage: factor * score + shift for passage, score in dense.items()}
    plain = convex_sum(dense, keyword, weight)
    assert convex_sum(scaled, keyword, weight) == pytest.approx(plain, abs=1e-5)


@given(scores, scores)
def test_every_candidate_is_scored_by_both_ways(
    dense: dict[int, float], words: dict[int, float]
) -> None:
    keyword = {passage: score for passage, score in words.items() if passage in dense}
    assert set(convex_sum(dense, keyword)) == set(reciprocal_rank(dense, keyword)) == set(dense)


def test_what_an_articles_passages_share_does_not_lift_them_all() -> None:
    """Four passages of one article that is about the subject, and the one that answers."""
    dense = {1: 0.60, 2: 0.59, 3: 0.58, 4: 0.57, 5: 0.55, 6: 0.20}
    assert max(dense, key=lambda one: dense[one]) == 1
    moved = centred(dense, [7, 7, 7, 7, 8, 8])
    assert max(moved, key=lambda one: moved[one]) == 5
    assert sorted([1, 2, 3, 4], key=lambda one: -moved[one]) == [1, 2, 3, 4]


def test_passages_of_as_many_articles_keep_their_order() -> None:
    dense = {1: 0.2, 2: 0.9, 3: 0.5}
    moved = centred(dense, [1, 2, 3])
    assert sorted(moved, key=lambda one: -moved[one]) == [2, 3, 1]
    assert centred({}, []) == {}
