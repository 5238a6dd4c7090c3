from hypothesis import given
from hypothesis import strategies as st

from rag.storage.removed import NOTHING, from_runs, to_runs


@given(st.sets(st.integers(1, 60)))
def test_numbers_come_back_from_their_runs(numbers: set[int]) -> None:
    assert from_runs(to_runs(numbers)) == numbers


def test_an_article_that_was_removed_takes_one_pair() -> None:
    assert to_runs([*range(900, 1_000), *range(3, 5), 17]) == [[3, 4], [17, 17], [900, 999]]


def test_nothing_takes_nothing() -> None:
    assert to_runs(NOTHING) == []
