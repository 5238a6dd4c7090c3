import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.other_columns import is_of_another_column
from rag.answering.tables.verbalising import verbalised
from rag.text.spans import Span
from tests.support.shelf import Shelf, article, hits

TEXT = """| Item | Weekday price | Weekend price | Deposit |
|---|---|---|---|
| Boat | £14 | £18 | £50 |
| Weekend camp | - | £90 | - |
"""
ONE = article(TEXT, "prices.md")


@pytest.mark.parametrize(
    ("question", "value", "other"),
    [
        ("What does the camp cost on a weekday?", "£90", True),
        ("What is the weekday price of the weekend camp?", "£90", True),
        ("What does the weekend camp cost?", "£90", False),
        ("What does a boat cost at the weekend?", "£14", True),
        ("What does a boat cost at the weekend?", "£18", False),
        ("What does a boat cost?", "£14", False),
        ("Is a boat on a weekday cheaper than at the weekend?", "£14", False),
        ("What is the deposit at the weekend?", "£50", False),
    ],
)
def test_tells_a_cell_of_another_column(question: str, value: str, other: bool) -> None:
    [hit] = verbalised(hits(ONE), Shelf((ONE,)))
    start = hit.passage.text.index(value) + hit.passage.start
    answer = Span(start, start + len(value))
    assert is_of_another_column(understand(question), hit.passage, answer) is other
    assert not is_of_another_column(understand(question), hits(ONE)[0].passage, answer)
