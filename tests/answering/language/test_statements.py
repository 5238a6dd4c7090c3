import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.language.dates import Date
from rag.answering.language.quantities import Quantity
from rag.answering.language.statements import FARTHEST, distance, statement
from rag.answering.language.values import value_of
from rag.text.spans import Span


def _stated(sentence: str, answer: str) -> tuple[str, object]:
    start = sentence.index(answer)
    found = statement(sentence, Span(start, start + len(answer)))
    return found.span.of(sentence), found.value


@pytest.mark.parametrize(
    ("sentence", "answer", "whole"),
    [
        ("It will take nine years.", "nine", "nine years"),
        ("It opened on 1 May.", "1", "1 May"),
        ("It opened on 1 May.", "on 1 May", "on 1 May"),
        ("It sank 1,040 kilometres away.", "1,040", "1,040 kilometres"),
        ("In the hold lay 58 barrels.", "58", "58"),
        ("It cost $3 or $4.", "$3", "$3"),
        ("Jo Vane drew it in 1990.", "Jo Vane", "Jo Vane"),
    ],
)
def test_a_statement_holds_what_the_answer_left_out(sentence: str, answer: str, whole: str) -> None:
    assert _stated(sentence, answer)[0] == whole


def test_a_number_counts_what_stands_behind_it() -> None:
    _, value = _stated("In the hold lay 58 barrels.", "58")
    assert isinstance(value, Quantity)
    assert "barrel" in value.counted


def test_a_long_answer_is_no_date_because_it_holds_one() -> None:
    sentence = "The keel was raised from the mud on 9 June while thousands watched."
    assert not isinstance(_stated(sentence, sentence)[1], Date)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (("61 barrels", "58 barrels"), ("61 barrels", "9 barrels")),
        (("3 June", "2 June"), ("3 June", "27 June")),
        (("1851", "1853"), ("1851", "1931")),
        (("31 December 2021", "1 January 2022"), ("31 December 2021", "1 June 2022")),
    ],
)
def test_values_that_lie_nearer_have_the_smaller_distance(
    near: tuple[str, str], far: tuple[str, str]
) -> None:
    small, large = (distance(*(value_of(each) for each in pair)) for pair in (near, far))
    assert small is not None
    assert large is not None
    assert 0 < small < large <= FARTHEST


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("15 February", "15 February 2024"),
        ("one minute", "60 seconds"),
        ("over 5%", "6%"),
        ("six kilos", "5.5 percent"),
        ("3 May", "61 barrels"),
        ("small pieces", "large pieces"),
        ("Sam Altman", "Altman"),
    ],
)
def test_values_that_may_agree_have_no_distance(one: str, two: str) -> None:
    assert distance(value_of(one), value_of(two)) is None


def test_bare_numbers_are_apart_as_answers_to_one_question() -> None:
    assert distance(value_of("61"), value_of("58")) is not None


_VALUES = st.one_of(
    st.builds(
        Date,
        st.none() | st.integers(1000, 2099),
        st.none() | st.integers(1, 12),
        st.none() | st.integers(1, 31),
    ),
    st.builds(
        lambda low, more: Quantity(low, low + more, None, frozenset()),
        st.floats(0, 1e12),
        st.floats(0, 1e12),
    ),
)


@given(_VALUES, _VALUES)
def test_a_distance_is_the_same_both_ways_and_within_its_bounds(
    one: Date | Quantity, two: Date | Quantity
) -> None:
    there, back = distance(one, two), distance(two, one)
    assert there == back
    assert there is None or 0 <= there <= FARTHEST


def test_values_below_zero_are_as_far_apart_as_can_be() -> None:
    assert distance(value_of("-61 °C"), value_of("-40 °C")) == FARTHEST
