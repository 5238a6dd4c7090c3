import pytest

from rag.answering.spans.rows import row_around
from rag.text.spans import Span


def _row(text: str, name: str) -> list[str]:
    start = text.index(name)
    return [each.of(text) for each in row_around(text, Span(start, start + len(name)))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Quillton is twinned with Rome since 1966 and with Saint-Aubry since 1987.",
            ["Rome", "Saint-Aubry"],
        ),
        (
            "There were the miller Ann Reed, the old baker Bo Lee and the later head, Cy van Dahl.",
            ["Ann Reed", "Bo Lee", "Cy van Dahl"],
        ),
        (
            "He was followed in 2005 by Dr. Ann Reed and in 2018 by Bo Lee.",
            ["Dr. Ann Reed", "Bo Lee"],
        ),
        ("She wrote Salt (2004), Ferrymen (2008) and Rain (2013).", ["Salt", "Ferrymen", "Rain"]),
    ],
)
def test_each_name_of_a_row_brings_the_others(text: str, names: list[str]) -> None:
    for each in names:
        assert _row(text, each) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Reed of Acme and Bo Lee came.", "Bo Lee"),
        ("He was the only son of Ann Reed and his aunt, Bo Lee.", "Bo Lee"),
        ("She went with Ann Reed and by Rome.", "Ann Reed"),
        ("The miller Ann Reed, who left.", "Ann Reed"),
        ("In 1966 the miller Ann Reed left, and Bo Lee stayed.", "Ann Reed"),
    ],
)
def test_names_of_unlike_sorts_are_no_row(text: str, name: str) -> None:
    assert _row(text, name) == []
