import math

import pytest

from rag.answering.likeness import Likeness
from rag.answering.quantities import find_quantities

INF = math.inf


@pytest.mark.parametrize(
    ("text", "written", "low", "high", "unit"),
    [
        ("lasts 60 seconds.", "60 seconds", 60, 60, "s"),
        ("a 60-second clip", "60-second", 60, 60, "s"),
        ("for one minute", "one minute", 60, 60, "s"),
        ("a 1-minute clip", "1-minute", 60, 60, "s"),
        ("worth $34.6 billion", "$34.6 billion", 34.6e9, 34.6e9, "USD"),
        ("raise 7 trillion US dollars", "7 trillion US dollars", 7e12, 7e12, "USD"),
        ("US$5bn was paid", "US$5bn", 5e9, 5e9, "USD"),
        ("7万亿美元", "7万亿美元", 7e12, 7e12, "USD"),
        ("fell 20%", "20%", 20, 20, "%"),
        ("by 20 per cent", "20 per cent", 20, 20, "%"),
        ("one hundred million users", "one hundred million", 1e8, 1e8, None),
        ("1亿用户", "1亿", 1e8, 1e8, None),
        ("1,200 stores", "1,200", 1200, 1200, None),
        ("mostly 5–15 seconds", "5–15 seconds", 5, 15, "s"),
        ("from 3 to 5 percent", "3 to 5 percent", 3, 5, "%"),
        ("more than 7% of it", "7%", 7, INF, "%"),
        ("up to one minute", "one minute", 0, 60, "s"),
        ("a few seconds", "a few seconds", 2, 4, "s"),
        ("twenty-five years ago", "twenty-five years", 300, 300, "month"),
        ("800G modules", "800G", 800, 800, None),
        ("at 2K resolution", "2K", 2000, 2000, None),
        ("half a million readers", "half a million", 5e5, 5e5, None),
    ],
)
def test_reads_a_number_with_unit_and_scale(
    text: str, written: str, low: float, high: float, unit: str | None
) -> None:
    (span,) = find_quantities(text)
    assert text[span.start : span.end] == written
    assert (span.value.low, span.value.high, span.value.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["GPT-3", "DALL-E3", "one of them", "a second phase", "a few"])
def test_takes_no_name_or_pronoun_for_a_number(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("60 seconds", "one minute", Likeness.SAME),
        ("1-minute", "60-second", Likeness.SAME),
        ("$7 trillion", "7 trillion US dollars", Likeness.SAME),
        ("over 5%", "5%", Likeness.SAME),
        ("up to one minute", "60 seconds", Likeness.SAME),
        ("5%", "7%", Likeness.DIFFERENT),
        ("three months", "nine months", Likeness.DIFFERENT),
        ("a few seconds", "5 to 15 seconds", Likeness.DIFFERENT),
        ("more than 10%", "20%", Likeness.INCOMPARABLE),
        ("5%", "5 seconds", Likeness.INCOMPARABLE),
        ("100 million users", "one hundred million registered users", Likeness.SAME),
        ("100 million users", "100 million dollars", Likeness.INCOMPARABLE),
        ("9 stores", "9 people", Likeness.INCOMPARABLE),
    ],
)
def test_compares_figures_of_one_unit_only(one: str, other: str, likeness: Likeness) -> None:
    a, b = find_quantities(one)[0].value, find_quantities(other)[0].value
    assert a.likeness(b) is likeness
    assert b.likeness(a) is likeness


@pytest.mark.parametrize("text", ["2021 SS", "2 ſ", "2 thouſand", "$ A", "ſix ſeconds", "3 K"])
def test_letters_that_only_fold_to_a_unit_are_no_error(text: str) -> None:
    for span in find_quantities(text):
        assert span.value.low >= 0


def test_a_number_of_a_thousand_digits_is_no_error() -> None:
    assert find_quantities("9" * 1000 + " stars")[0].value.low == INF
