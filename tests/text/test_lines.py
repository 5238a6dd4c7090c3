from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from rag.text.lines import line_of


@given(st.text(alphabet="ab\r\n\u2028é😀", max_size=60))
def test_numbers_lines_as_counting_their_ends_one_by_one_does(text: str) -> None:
    starts = [0]
    place = 0
    while place < len(text):
        if text[place : place + 2] == "\r\n":
            place += 1
        if text[place] in "\r\n":
            starts.append(place + 1)
        place += 1
    for offset in range(len(text)):
        assert line_of(text, offset) == bisect_right(starts, offset)


def test_counts_from_one_and_takes_crlf_for_one_end() -> None:
    text = "a\r\nb\rc\nd"
    assert [line_of(text, text.index(letter)) for letter in "abcd"] == [1, 2, 3, 4]
    assert line_of(text, 2) == 1
