import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.language.dates import Date
from rag.answering.language.likeness import Likeness
from rag.answering.language.names import Name
from rag.answering.language.quantities import Quantity
from rag.answering.language.values import Wording, compare, value_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("February 16, 2024", Date),
        ("on 16 February", Date),
        ("late 2022", Date),
        ("sixty seconds", Quantity),
        ("100 million registered users", Quantity),
        ("Jo Vane", Name),
        ("DALL·E 3", Name),
        ("small fragments of a photo", Wording),
        ("", Name),
    ],
)
def test_tells_what_a_short_answer_states(text: str, kind: type) -> None:
    assert isinstance(value_of(text), kind)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Feb 15", "February 16, 2024", Likeness.DIFFERENT),
        ("Feb 15", "2024-02-15", Likeness.SAME),
        ("2月15日", "15 February", Likeness.SAME),
        ("60 seconds", "February 16", Likeness.INCOMPARABLE),
        ("2024", "2,024 people", Likeness.INCOMPARABLE),
        ("compression networks", "a technique called compression networks", Likeness.SAME),
        ("building blocks", "spare parts", Likeness.INCOMPARABLE),
    ],
)
def test_compares_like_with_like(one: str, other: str, likeness: Likeness) -> None:
    assert compare(value_of(one), value_of(other)) is likeness


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    a, b = value_of(one), value_of(other)
    assert compare(a, b) is compare(b, a)
