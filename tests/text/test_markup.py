import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.markup import Kind, filled_lines, is_quoted, marker_length


def kinds(text: str) -> list[Kind]:
    return [line.kind for line in filled_lines(text)]


@given(st.text(alphabet="ab #-|`~>=1.\r\n\t\u3000", max_size=80))
def test_finds_the_lines_that_are_not_blank_and_no_others(text: str) -> None:
    found = [line.span.of(text) for line in filled_lines(text)]
    assert found == [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


def test_tells_headings_rules_rows_items_and_plain_lines() -> None:
    text = "# A\n---\n| a |\na | b | c\n- x\n2) y\nplain\n#no"
    assert kinds(text) == [
        *(Kind.HEADING, Kind.RULE, Kind.ROW, Kind.ROW, Kind.ITEM, Kind.ITEM),
        *(Kind.PLAIN, Kind.PLAIN),
    ]


def test_nothing_in_a_fence_or_a_comment_is_markup() -> None:
    assert set(kinds("~~~\n# no\n- no\n```\n~~~")) == {Kind.CODE}
    assert set(kinds("<!-- a\n# no\n-->")) == {Kind.CODE}
    assert kinds("````\n```\n````\n# yes")[-1] is Kind.HEADING
    assert kinds("<!-- a -->\n# yes")[-1] is Kind.HEADING


def test_a_wrapped_line_that_begins_with_a_number_is_no_item() -> None:
    assert kinds("There are\n12. And more") == [Kind.PLAIN, Kind.PLAIN]
    assert kinds("There are\n\n12. And more") == [Kind.PLAIN, Kind.ITEM]


def test_the_number_of_a_clause_marks_an_item() -> None:
    assert kinds("1. USE\n1.1 The house\n    is let.\n6.1.2 [Void]") == [
        *(Kind.ITEM, Kind.ITEM, Kind.PLAIN, Kind.ITEM)
    ]
    lengths = [marker_length(line) for line in ("1.1 The house", "6.1.2. (a) It", '2.10 "Rent" is')]
    assert lengths == [4, 7, 5]


@pytest.mark.parametrize(
    "line", ["3.5 million left", "1.5 GHz is slow", "10.15 Coffee", "9.00 Welcome", "1.2 EUR each"]
)
def test_a_measure_an_hour_and_a_sum_mark_none(line: str) -> None:
    assert kinds(line) == [Kind.PLAIN]
    assert marker_length(line) == 0


def test_a_wrapped_line_that_begins_like_a_clause_is_no_item() -> None:
    assert kinds("It runs on version\n2.1 Beta or newer") == [Kind.PLAIN, Kind.PLAIN]


def test_a_letter_before_a_bracket_marks_an_item() -> None:
    assert kinds("We need:\na) mice\nb) frogs\n\niv) voles") == [Kind.PLAIN, *[Kind.ITEM] * 3]
    assert kinds("It is a) warm and\nb) dry, or\n(c) cold.") == [Kind.PLAIN] * 3


def test_knows_what_stands_after_a_blank_line() -> None:
    lines = list(filled_lines("a\r\nb\r\n \r\nc"))
    assert [line.after_blank for line in lines] == [False, False, True]


def test_measures_markers() -> None:
    assert [marker_length(line) for line in ("- a", "12. a", "> a", "a")] == [2, 4, 2, 0]
    assert is_quoted("> a")
    assert not is_quoted("a > b")
