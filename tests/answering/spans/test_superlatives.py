import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.superlatives import is_one_of_rows
from rag.answering.tables.verbalising import verbalised
from rag.text.spans import Span
from tests.support.shelf import Shelf, article, hits

TEXT = """The Wren is the lightest.

| Lamp | Price | Weight | Longest run |
|---|---|---|---|
| Heron | £14 | 300 g | 20 h |
| Wren | £18 | 90 g | 31 h |
"""
ONE = article(TEXT, "lamps.md")


@pytest.mark.parametrize(
    ("question", "told", "computed"),
    [
        ("Which lamp is the cheapest?", "The Price of the Heron", True),
        ("Which lamp costs the least?", "£14", True),
        ("Which lamp weighs most?", "The Weight of the Heron", True),
        ("What lamp has the lowest weight?", "90 g", True),
        ("Which lamp is the lightest?", "The Wren", False),
        ("Which lamp has the longest run?", "The Longest run of the Wren", False),
        ("What is the lowest price?", "£14", False),
        ("Which lamp costs £14?", "The Price of the Heron", False),
        ("Which lamp do most of us have?", "The Price of the Heron", False),
        ("Which lamp costs at most £14?", "The Price of the Heron", False),
    ],
)
def test_tells_a_row_that_nobody_compared(question: str, told: str, *, computed: bool) -> None:
    [hit] = verbalised(hits(ONE), Shelf((ONE,)))
    start = hit.passage.text.index(told) + hit.passage.start
    answer = Span(start + len(told) - 2, start + len(told))
    assert is_one_of_rows(understand(question), hit.passage, answer) is computed
    assert not is_one_of_rows(understand(question), hits(ONE)[0].passage, answer)
