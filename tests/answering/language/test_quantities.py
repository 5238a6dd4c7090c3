import math

import pytest

from rag.answering.language.likeness import Likeness
from rag.answering.language.quantities import find_quantities

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
        ("takes 3 h.", "3 h", 10800, 10800, "s"),
        ("twenty-five years ago", "twenty-five years", 300, 300, "month"),
        ("800G modules", "800G", 800, 800, None),
        ("at 2K resolution", "2K", 2000, 2000, None),
        ("fell to -61 °C", "-61 °C", -61, -61, "°C"),
        ("fell to −61 °C", "−61 °C", -61, -61, "°C"),
        ("-40 °C", "-40 °C", -40, -40, "°C"),
        ("a loss of -$5 million", "-$5 million", -5e6, -5e6, "USD"),
        ("from -10 to -5 °C", "-10 to -5 °C", -10, -5, "°C"),
        ("below -61 °C", "-61 °C", -INF, -61, "°C"),
        ("10-20 pens", "10-20", 10, 20, None),
        ("- 5 pens", "5", 5, 5, None),
        ("ten-twelve pens", "ten-twelve", 10, 12, None),
        ("won two-one", "two-one", 1, 2, None),
        ("3\u2009000 people", "3\u2009000", 3000, 3000, None),
        ("3\u00a0000 km", "3\u00a0000 km", 3e6, 3e6, "m"),
        ("3 000 people", "3 000", 3000, 3000, None),
        ("12 300 000 registered users", "12 300 000", 12.3e6, 12.3e6, None),
        ("1.000.000 Euro", "1.000.000 Euro", 1e6, 1e6, "EUR"),
        ("1.500 Euro", "1.500 Euro", 1.5, 1.5, "EUR"),
        ("a 20s clip", "20s", 20, 20, "s"),
        ("half a million readers", "half a million", 5e5, 5e5, None),
    ],
)
def test_reads_a_number_with_unit_and_scale(
    text: str, written: str, low: float, high: float, unit: str | None
) -> None:
    (span,) = find_quantities(text)
    assert text[span.start : span.end] == written
    assert (span.value.low, span.value.high, span.value.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "text",
    ["GPT-3", "COVID-19", "UTF\\-8", "DALL-E3", "one of them", "a second phase", "a few"],
)
def test_takes_no_name_or_pronoun_for_a_number(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    "text", ["1990s", "in the early 1990's", "the '90s", "1980s–1990s", "3/4 of users", "open 24/7"]
)
def test_a_decade_is_no_time_and_a_fraction_no_two_counts(text: str) -> None:
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
        ("-5%", "5%", Likeness.DIFFERENT),
        ("-5%", "−5 percent", Likeness.SAME),
        ("-5 to -3 °C", "3 to 5 °C", Likeness.DIFFERENT),
        ("3 to 4 seconds", "5 seconds", Likeness.DIFFERENT),
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
