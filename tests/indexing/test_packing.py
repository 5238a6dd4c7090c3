from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.packing import PassageSize, packed

SIZE = PassageSize(max_tokens=100, sentences=6, overlap=1)


def runs(costs: list[int], size: PassageSize = SIZE) -> list[tuple[int, int]]:
    return [(run.start, run.stop) for run in packed(costs, size)]


def test_takes_about_six_sentences_and_repeats_the_last() -> None:
    assert runs([15] * 16) == [(0, 6), (5, 11), (10, 16)]


def test_takes_more_where_they_are_short() -> None:
    assert runs([4] * 20) == [(0, 13), (12, 20)]


def test_takes_fewer_where_they_are_long() -> None:
    assert runs([60, 60, 60]) == [(0, 1), (1, 2), (2, 3)]


def test_repeats_no_sentence_that_would_fill_the_next_passage() -> None:
    assert runs([30, 30, 40, 70]) == [(0, 3), (3, 4)]


def test_leaves_no_crumb_at_the_end() -> None:
    assert runs([15] * 7) == [(0, 6), (4, 7)]


def test_no_sentences_make_no_passage() -> None:
    assert runs([]) == []


@given(
    st.lists(st.integers(1, 130), max_size=60),
    st.integers(1, 8),
    st.integers(0, 4),
)
def test_holds_every_sentence_in_order_within_the_budget(
    costs: list[int], sentences: int, overlap: int
) -> None:
    found = runs(costs, PassageSize(100, sentences, min(overlap, sentences - 1)))
    assert {place for run in found for place in range(*run)} == set(range(len(costs)))
    for start, end in found:
        assert end - start == 1 or sum(costs[start:end]) <= 100
    for before, after in pairwise(found):
        assert before[0] < after[0] <= before[1] < after[1]
