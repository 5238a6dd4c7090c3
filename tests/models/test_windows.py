import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.models.windows import averaged, readable, windows_of


def word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\S+", text)]


def test_a_text_within_the_window_is_left_whole() -> None:
    assert windows_of("one two three", word_starts, 3) == ["one two three"]


def test_windows_are_the_fewest_and_about_equal() -> None:
    assert windows_of("a b c d e f g", word_starts, 5) == ["a b c ", "d e f g"]


@given(st.text(), st.integers(1, 7))
def test_no_character_is_lost_and_no_window_too_long(text: str, size: int) -> None:
    windows = windows_of(text, word_starts, size)
    assert "".join(windows) == text
    assert all(len(word_starts(window)) <= size for window in windows)


def test_a_slice_that_counts_more_pieces_alone_is_cut_again() -> None:
    def dearer_alone(text: str) -> list[int]:
        return [0, *range(len(text))] if text.startswith("x") else list(range(len(text)))

    windows = windows_of("aaaxxx", dearer_alone, 3)
    assert windows == ["aaa", "x", "xx"]


def test_an_owner_of_several_rows_gets_their_mean_direction() -> None:
    rows = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    half = np.sqrt(np.float32(0.5))
    np.testing.assert_allclose(averaged(rows, [0, 0, 1]), [[half, half], [0, 1]], atol=1e-7)


def test_opposite_windows_give_numbers_still() -> None:
    rows = np.array([[1, 0], [-1, 0]], dtype=np.float32)
    assert np.isfinite(averaged(rows, [0, 0])).all()


def test_a_lone_surrogate_becomes_a_question_mark_in_its_place() -> None:
    assert readable("a\ud800b 😀") == "a?b 😀"
