import pytest

from rag.answering.likeness import Likeness
from rag.answering.names import find_names, name


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
        ("Jo Vane", "Mia Wolf", Likeness.DIFFERENT),
        ("Jo Vane", "Mia Vane", Likeness.INCOMPARABLE),
    ],
)
def test_compares_names_as_readers_do(one: str, other: str, likeness: Likeness) -> None:
    assert name(one).likeness(name(other)) is likeness
    assert name(other).likeness(name(one)) is likeness
