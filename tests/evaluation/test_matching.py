import pytest

from rag.evaluation.gold import (
    DateRule,
    ExactRule,
    GoldAnswer,
    Granularity,
    NumberRule,
    RegexRule,
    Rule,
    SquadRule,
)
from rag.evaluation.matching import gives, list_items, tokens, within
from rag.evaluation.values import days, figures

DAY = DateRule("2024-02-15", Granularity.DAY)
MONTH = DateRule("2024-02", Granularity.MONTH)
YEAR = DateRule("2024", Granularity.YEAR)
MONEY = NumberRule(34.6e9, "USD", 0.01)
MINUTE = NumberRule(60, "s", 0.0)
SHARE = NumberRule(7, "%", 0.0)


@pytest.mark.parametrize(
    ("rule", "gold", "said", "right"),
    [
        (SquadRule(), "Zhou Hongyi", "Zhou Hongyi", True),
        (SquadRule(), "Zhou Hongyi", "Hongyi", True),  # F1 2/3
        (SquadRule(), "Bank of the Sea", "the Bank", False),  # F1 1/2
        (SquadRule(), "Nvidia", "Nvidia and AMD", True),  # whole in three times its length
        (SquadRule(), "Nvidia", "Nvidia, AMD and Intel", False),  # four words
        (SquadRule(), "Nvidia", "Nvidia's", True),
        (SquadRule(), "", "anything", False),
        (ExactRule(), "Zhou Hongyi", "Hongyi", False),
        (ExactRule(), "the Sora", "Sora!", True),
        (SquadRule(), "二月十五日", "二月十五日。", True),
        (RegexRule(r"60[ -]?(s|sec)"), "60 s", "about 60 Seconds", True),
        (RegexRule("^up$"), "up", "went up", False),
        (DAY, "15 February 2024", "February 15", True),
        (DAY, "15 February 2024", "on 15th of February, 2024", True),
        (DAY, "15 February 2024", "2024-02-15", True),
        (DAY, "15 February 2024", "2024年2月15日", True),
        (DAY, "15 February 2024", "Feb. 16, 2024", False),
        (DAY, "15 February 2024", "15 February 2023", False),
        (DAY, "15 February 2024", "February 2024", False),
        (MONTH, "February 2024", "15 February", True),
        (MONTH, "February 2024", "February 2023", False),
        (YEAR, "2024", "in 2024", True),
        (YEAR, "2024", "15 February", False),
        (MONEY, "34.6 billion dollars", "$34.6 billion", True),
        (MONEY, "34.6 billion dollars", "US$34.5bn", True),  # within one per cent
        (MONEY, "34.6 billion dollars", "34.6 billion yuan", False),
        (MONEY, "34.6 billion dollars", "34.6 million dollars", False),
        (NumberRule(1e8, None, 0.0), "one hundred million", "100m", True),
        (NumberRule(1e8, None, 0.0), "100 million", "one hundred million", True),
        (NumberRule(2e12, "USD", 0.0), "2 trillion", "2 trillion US dollars", True),
        (MINUTE, "60 seconds", "one minute", True),
        (MINUTE, "60 seconds", "a 1-minute clip", True),
        (MINUTE, "60 seconds", "60", False),  # no unit given
        (MINUTE, "60 seconds", "60 minutes", False),
        (SHARE, "7%", "7 percent", True),
        (SHARE, "7%", "17%", False),
        (NumberRule(1_000_000, None, 0.0), "1,000,000", "1 million parameters", True),
        (NumberRule(3, "company", 0.0), "three", "three companies", True),
    ],
)
def test_an_answer_is_right_by_its_rule(rule: Rule, gold: str, said: str, right: bool) -> None:
    assert gives(GoldAnswer(gold, (), rule), said) is right


def test_an_alias_is_as_good_as_the_text() -> None:
    assert gives(GoldAnswer("Meituan", ("the delivery firm",), ExactRule()), "The delivery firm")


def test_a_han_character_is_a_token_and_punctuation_of_every_script_none() -> None:
    assert tokens("「二月」， the Sora") == ["二", "月", "sora"]


def test_within_needs_whole_neighbouring_words() -> None:
    assert within(["big", "cat"], ["a", "big", "cat"])
    assert not within(["big", "cat"], ["big", "black", "cat"])
    assert not within([], ["cat"])


def test_one_claim_is_cut_into_its_items_and_several_are_kept() -> None:
    assert list_items(["A, B and C"], "A, B and C") == ["A", "B", "C"]
    assert list_items(["Johnson and Johnson", "Bayer"], "…") == ["Johnson and Johnson", "Bayer"]


def test_reads_every_figure_of_a_text_with_its_unit() -> None:
    found = [
        (figure.value, figure.unit) for figure in figures("€2.5m for 3 days, -4% of twenty-one")
    ]
    assert found == [(2.5e6, "EUR"), (3 * 86400, "s"), (-4, "%"), (21, None)]


def test_reads_a_date_once_though_several_patterns_fit_parts_of_it() -> None:
    assert [(d.year, d.month, d.day) for d in days("5 May 2021 and 2019")] == [
        (2021, 5, 5),
        (2019, None, None),
    ]
