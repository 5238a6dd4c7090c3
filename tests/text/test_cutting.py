import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rag.text.cutting import best_cut


def test_cuts_after_a_clause_before_it_cuts_after_a_word() -> None:
    text = "one two three, four five six"
    assert text[: best_cut(text, 0, 20)] == "one two three,"


def test_cuts_before_whitespace_where_no_clause_ends() -> None:
    text = "one two three four five six"
    assert text[: best_cut(text, 0, 16)] == "one two three"


def test_keeps_a_family_a_flag_and_an_accent_whole() -> None:
    for cluster in ("👩‍👩‍👧‍👦", "🇩🇪", "e\u0301\u0323"):
        text = "x" * 10 + cluster + "y" * 10
        for limit in range(11, 10 + len(cluster)):
            assert best_cut(text, 0, limit) == 10


def test_takes_the_limit_where_one_cluster_is_longer_than_the_room() -> None:
    assert best_cut("a" + "\u0301" * 500, 0, 300) == 300


def test_ends_with_the_text() -> None:
    assert best_cut("short", 0, 99) == 5


@given(st.text(min_size=2, max_size=200), st.data())
def test_always_moves_on_and_never_past_the_limit(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    limit = data.draw(st.integers(start + 1, len(text) - 1))
    assert start < best_cut(text, start, limit) <= limit


@given(st.text(alphabet=st.characters(categories=["Lo"]), min_size=30, max_size=60))
def test_never_puts_an_accent_at_the_start_of_a_part(letters: str) -> None:
    text = "".join(f"{letter}\u0301" for letter in letters)
    cut = best_cut(text, 0, 21)
    assert not unicodedata.combining(text[cut])
