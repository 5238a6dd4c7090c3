import time

import pytest
from hypothesis import given

from rag.text.sentences import WINDOW, iter_sentences, sentence_spans
from tests.support.texts import any_text


def sentences(text: str, language: str | None = None) -> list[str]:
    return [span.of(text) for span in sentence_spans(text, language)]


@given(any_text)
def test_every_character_that_is_not_a_space_lies_in_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    assert spans == sorted(spans)
    covered = [place for span in spans for place in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    left_out = set(range(len(text))) - set(covered)
    assert all(text[place].isspace() for place in left_out)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


@given(any_text, any_text)
def test_a_slice_is_cut_as_it_would_be_alone(before: str, text: str) -> None:
    start = len(before)
    within = [span.of(before + text) for span in iter_sentences(before + text, None, start)]
    assert within == sentences(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "It eats small animals, e.g. Mice and voles.",
        "The owl (i.e. Strix) hunts alone.",
        "Dr. Smith and Ms. Jones of Acme Inc. saw J. K. Rowling at 5 p.m. Monday.",
        "It weighs approx. 10 kg, see Figs. 3 and 4.",
        "It rose by 3.5% in the U.S. market.",
        "Version 1.2.3 is at www.example.com/a.html today.",
        "“Owls hunt. They do,” he said.",
        "“They come in May. Then they hunt,” he said.",
        "See No. 5 in St. Moritz below Mt. Everest.",
        "他说：“你好。再见。”",
        "「こんにちは。さようなら」と言った。",
    ],
)
def test_never_splits_inside(sentence: str) -> None:
    assert sentences(f"{sentence} Then it left.")[0] == sentence


@pytest.mark.parametrize("rest", ["Shopkeepers pay.", "The club was full.", "(Not before.)"])
def test_a_sentence_may_end_in_may(rest: str) -> None:
    assert sentences(f"They met in May. {rest}") == ["They met in May.", rest]


def test_splits_chinese_and_japanese_without_being_told_the_language() -> None:
    assert sentences("今天很好。我们走吧！OK？好") == ["今天很好。", "我们走吧！", "OK？", "好"]
    assert sentences("雨です。傘がない。") == ["雨です。", "傘がない。"]


def test_splits_where_the_language_says() -> None:
    assert sentences("नमस्ते। कैसे हो।", "hi-IN") == ["नमस्ते।", "कैसे हो।"]
    assert sentences("Das kostet z. B. 5 Euro. Gut.", "de") == ["Das kostet z. B. 5 Euro.", "Gut."]


def test_a_blank_line_a_heading_an_item_a_row_and_code_end_a_sentence() -> None:
    text = (
        "no stop\n\n# Owls. At night\nThey hunt\n- mice\n- small. birds\n  and voles\n"
        "| a. b | c |\n|---|---|\n```\nx = 1. y\n```\nThe end"
    )
    assert sentences(text) == [
        *("no stop", "# Owls. At night", "They hunt", "- mice", "- small.", "birds\n  and voles"),
        *("| a. b | c |", "|---|---|", "```", "x = 1. y", "```", "The end"),
    ]


def test_the_number_of_an_item_is_no_sentence() -> None:
    assert sentences("1. What is an owl?\n2. A bird.") == ["1. What is an owl?", "2. A bird."]
    assert sentences("一、概述\n二、结论") == ["一、概述", "二、结论"]


def test_the_number_of_a_clause_is_no_sentence() -> None:
    text = "4. RENT\n4.1. The rent is due\n     in May.\n4.2. Interest is 8 %."
    assert sentences(text) == [
        *("4. RENT", "4.1. The rent is due\n     in May.", "4.2. Interest is 8 %.")
    ]


def test_a_wrapped_paragraph_is_read_across_its_line_ends() -> None:
    text = (
        "The owl is a bird that hunts at night, and\r\n"
        "Europe has thirteen kinds. The largest of\r\n"
        "Them weighs four kilograms."
    )
    assert len(sentences(text)) == 2


def test_a_short_line_over_a_paragraph_stays_alone() -> None:
    text = "Conclusion\nIn conclusion, owls hunt at night and sleep by day."
    assert sentences(text)[0] == "Conclusion"


def test_closing_marks_belong_to_the_sentence_they_close() -> None:
    assert sentences("It is **bold.** Next one.") == ["It is **bold.**", "Next one."]


def test_a_sentence_without_end_is_cut_between_words() -> None:
    text = "word " * 1_000
    parts = sentences(text)
    assert all(len(part) <= WINDOW and set(part.split()) == {"word"} for part in parts)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "word ",
        "Owls hunt. ",
        "(“.",
        "x\n",
        "\n",
        "- ",
        "好",
        "1. ",
        "a|",
        "\r",
        "e\u0301",
        "```\n",
    ],
)
def test_forty_thousand_of_anything_take_no_more_than_seconds(unit: str) -> None:
    start = time.process_time()
    sentence_spans(unit * (40_000 // len(unit)))
    assert time.process_time() - start < 60  # a guard against a hang: it takes 0.3 s


@pytest.mark.parametrize(
    "text",
    [
        "released 7万亿美元 アクメ ¦/X  \u2028. Acme. Acme. ",
        "アクメ X\u3000. Acme. 東京 Y\u2029. B.",
    ],
)
def test_survives_what_makes_sentencex_panic(text: str) -> None:
    found = [span.of(text) for span in sentence_spans(text)]
    assert "".join("".join(found).split()) == "".join(text.split())
