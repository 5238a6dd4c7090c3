import time

import pytest

from rag.answering.language.likeness import Likeness
from rag.answering.language.names import find_names, name


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ada Lovelace, who lived in London, wrote it.", ["Ada Lovelace", "London"]),
        ("Yesterday Acme CEO Jo Vane spoke.", ["Yesterday Acme", "Jo Vane"]),
        ("However, the firm grew.", []),
        ("The University of Oxford said so.", ["University of Oxford"]),
        ("Mr. Vane's shop", ["Vane"]),
        ("with DALL·E 3 inside", ["DALL·E 3"]),
        ("sales in the US rose", ["US"]),
        ("Stephen King wrote It.", ["Stephen King"]),
        ("Martin Luther King Jr. spoke", ["Martin Luther King Jr"]),
        ("It was King Charles who spoke", ["Charles"]),
        ("The King spoke", []),
        ("Bo won. Nobody but Bo knew.", ["Bo", "Bo"]),
        ("Jean left. Ann met Jean-Luc.", ["Jean", "Jean-Luc"]),
        ("Mr. Vane left. Bridges fell.", ["Vane"]),
    ],
)
def test_finds_runs_of_capitals(text: str, written: list[str]) -> None:
    assert [text[span.start : span.end] for span in find_names(text)] == written


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Zhōu Hóngyī", "Zhou Hongyi", Likeness.SAME),
        ("DALL·E 3", "DALL-E3", Likeness.SAME),
        ("Vane’s", "Jo Vane", Likeness.SAME),
        ("Dr. Jo Vane", "jo vane", Likeness.SAME),
        ("Acme Inc.", "ACME", Likeness.SAME),
        ("King Charles", "Charles", Likeness.SAME),
        ("Stephen King", "King", Likeness.SAME),
        ("Martin Luther King", "Martin Luther", Likeness.INCOMPARABLE),
        ("Stephen King", "Stephen Pope", Likeness.INCOMPARABLE),
        ("Jo Vane", "Mia Wolf", Likeness.DIFFERENT),
        ("Jo Vane", "Mia Vane", Likeness.INCOMPARABLE),
    ],
)
def test_compares_names_as_readers_do(one: str, other: str, likeness: Likeness) -> None:
    assert name(one).likeness(name(other)) is likeness
    assert name(other).likeness(name(one)) is likeness


@pytest.mark.parametrize(
    "text", ["Abc. " * 4000, "Aa-b. x Aa-c. " * 1000, " " * 20_000 + "A", "A" + '"' * 20_000]
)
def test_a_long_text_takes_no_time(text: str) -> None:
    started = time.perf_counter()
    find_names(text)
    assert time.perf_counter() - started < 5  # a guard against a hang: it takes 0.1 s at most
