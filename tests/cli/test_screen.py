import unicodedata

import pytest

from rag.cli.screen import columns, hung, visible


def test_every_control_character_but_newline_and_tab_is_shown_instead_of_obeyed() -> None:
    every = "".join(map(chr, range(0x110000)))
    acting = {letter for letter in visible(every) if unicodedata.category(letter) == "Cc"}
    assert acting == {"\n", "\t"}
    assert visible("a\x1b[2J\x07\x7f\x9b") == "a␛[2J␇␡\ufffd"


def test_other_characters_stay_as_they_are() -> None:
    text = "“Zürich” – 東京 👍\n\tx"
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("東京", 4), ("e\u0301", 1), ("👍", 2), ("ｱ", 1), ("", 0)]
)
def test_columns_are_those_a_terminal_gives(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    "text",
    [
        "桥梁由工程师设计，并于一九八一年建成。" * 20,
        "The bridge, 桥梁 in Chinese, was built in 1981. " * 10,
        "สะพานนี้สร้างขึ้นโดยวิศวกร" * 20,
        "plain words of the alphabet " * 20,
    ],
)
@pytest.mark.parametrize("width", [20, 80])
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text: str, width: int) -> None:
    lines = hung(text, "- ", width).splitlines()
    assert max(map(columns, lines)) <= width
    assert min(map(columns, lines[:-1])) > width - 12
    told = [line[2:] for line in lines]
    assert "".join("".join(told).split()) == "".join(text.split())


def test_later_lines_are_as_far_in_as_the_text_of_the_first() -> None:
    assert hung("one two three four", "[12] ", 14) == "[12] one two\n     three\n     four"


def test_punctuation_stays_with_the_characters_it_belongs_to() -> None:
    assert hung("桥梁建成。“桥梁”", "", 9) == "桥梁建\n成。“桥\n梁”"


def test_an_address_stays_whole_so_that_it_can_be_followed() -> None:
    address = "https://articles.example/a/long/way/down"
    assert address in hung(f"See 网址{address}。", "", 20).splitlines()[-1]


def test_a_terminal_narrower_than_what_leads_a_line_still_gets_the_text() -> None:
    assert "".join(hung("abc", "[1] ", 2).split()) == "[1]abc"
