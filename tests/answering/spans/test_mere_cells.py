import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.mere_cells import is_mere_cell
from rag.answering.tables.verbalising import verbalised
from rag.text.spans import Span
from tests.support.shelf import Shelf, article, hits

TEXT = """Sleep was measured.

| Outcome | Melatonin | Placebo | Difference |
|---|---|---|---|
| Sleep (h) | 5.9 | 5.2 | 0.7 |
| Mood | as good as before | better than before | none |
"""
ONE = article(TEXT, "sleep.md")


@pytest.mark.parametrize(
    ("question", "value", "mere"),
    [
        ("sleep with melatonin vs placebo", "5.2", True),
        ("What is the difference in sleep between the groups?", "0.7", False),
        ("How does mood compare with placebo?", "better than before", False),
        ("How was sleep measured?", "5.2", True),
        ("Why is mood better?", "better than before", True),
        ("sleep on placebo", "5.2", False),
        ("How does sleep compare with placebo?", "Sleep was measured", False),
    ],
)
def test_tells_a_cell_that_is_too_little(question: str, value: str, *, mere: bool) -> None:
    [hit] = verbalised(hits(ONE), Shelf((ONE,)))
    text = hit.passage.text
    at = text.index(value)
    sentence = Span(text.rfind("\n", 0, at) + 1, text.index("\n", at))
    assert is_mere_cell(understand(question), hit.passage, sentence) is mere
    assert not is_mere_cell(understand(question), hits(ONE)[0].passage, Span(0, 10))
