import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench.peers.statistics import figure, percentile

FLOATS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def test_gives_the_median_with_the_range_and_the_number_of_repeats() -> None:
    found = figure([3.0, 1.0, 2.0, 10.0])
    assert found is not None
    assert (found.median, found.low, found.high, found.count) == (2.5, 1.0, 10.0, 4)


def test_gives_nothing_where_nothing_was_measured() -> None:
    assert figure([]) is None


def test_takes_the_nearest_rank() -> None:
    values = [float(value) for value in range(1, 101)]
    assert [percentile(values, share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]


@given(FLOATS, st.sampled_from([0.05, 0.5, 0.95, 1.0]))
def test_is_the_least_value_that_bounds_the_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    within = sum(value <= found for value in values)
    below = sum(value < found for value in values)
    assert within >= share * len(values) - 1e-9
    assert below < share * len(values) + 1e-9


def test_refuses_a_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no percentile"):
        percentile([], 0.5)
