from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.listings import Listing, listing_around
from rag.text.spans import Span

TEXT = """# Trip

We meet. The team
meets in three towns:

1. Oslo, where the
   office is
2. Bergen

   It rains there.
   - mostly in autumn
   - always in June
3. Tromsø

The end.

Pros:
* cheap
* small
Cons:
* slow
* ugly

## Towns

- a
1. b

- c
- d
"""


def _found(pointed: str, text: str = TEXT) -> Listing | None:
    start = text.index(pointed)
    return listing_around(text, Span(start, start + len(pointed)))


def _items(pointed: str, text: str = TEXT) -> list[str] | None:
    listing = _found(pointed, text)
    return [item.own.of(text) for item in listing.items] if listing else None


def _written(span: Span | None) -> str:
    return span.of(TEXT) if span else ""


@pytest.mark.parametrize("pointed", ["Oslo", "office is", "Tromsø", "three towns"])
def test_the_list_around_or_below_a_place_is_found(pointed: str) -> None:
    assert _items(pointed) == ["Oslo, where the\n   office is", "Bergen", "Tromsø"]
    listing = _found(pointed)
    assert listing is not None
    assert listing.is_numbered
    assert _written(listing.lead) == "The team\nmeets in three towns:"
    assert _written(listing.above).startswith("We meet.")


def test_a_list_within_an_item_is_a_list_of_its_own() -> None:
    assert _items("always") == ["mostly in autumn", "always in June"]
    listing = _found("Bergen")
    assert listing is not None
    assert listing.items[1].whole.of(TEXT).endswith("always in June")


def test_a_line_that_ends_in_a_colon_parts_two_lists() -> None:
    assert _items("small") == ["cheap", "small"]
    listing = _found("slow")
    assert listing is not None
    assert _written(listing.lead) == "Cons:"


def test_markers_of_two_sorts_are_two_lists_and_one_item_is_none() -> None:
    text = "## Towns\n\n- a\n1. b\n2. c\n"
    assert _items("a\n", text) is None
    assert _items("b", text) == ["b", "c"]


def test_letters_count_as_numbers_do() -> None:
    text = "To do:\n\na) Open it\nb) Close it\n"
    listing = _found("Open", text)
    assert listing is not None
    assert listing.is_numbered
    assert [item.own.of(text) for item in listing.items] == ["Open it", "Close it"]


def test_prose_and_what_it_does_not_lead_up_to_have_no_list() -> None:
    assert _found("The end") is None
    assert _found("We meet") is None


@given(st.text(alphabet="-*1. \n\tab:#", max_size=60), st.integers(0, 59), st.integers(1, 9))
def test_items_are_in_order_and_hold_the_place_unless_they_follow_it(
    text: str, start: int, length: int
) -> None:
    place = Span(min(start, len(text)), min(start + length, len(text)))
    listing = listing_around(text, place)
    if listing is not None:
        wholes = [item.whole for item in listing.items]
        assert all(a.end <= b.start for a, b in pairwise(wholes))
        held = any(whole.start <= place.start < whole.end for whole in wholes)
        leads = listing.lead is not None and listing.lead.start < place.end
        assert held or leads or text[place.start : place.start + 1].strip("-*1. \t\n") == ""
