import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
COST = "How much does a pen cost?"


@pytest.mark.parametrize(
    ("question", "text", "pointed", "told"),
    [
        (COST, "It is £14 per user per month, or less.", "£14", "£14 per user per month"),
        (COST, "It costs 3 euros a week now.", "3 euros", "3 euros a week"),
        (COST, "It costs $3/month.", "$3", "$3/month"),
        (COST, "It costs $3 a pop.", "$3", "$3"),
        (COST, "It costs $3. Per pen that is dear.", "$3", "$3"),
        ("What number is on the pen?", "It has £14 per user on it.", "£14", "£14"),
    ],
)
def test_a_sum_is_told_with_what_it_is_paid_for(
    question: str, text: str, pointed: str, told: str
) -> None:
    one = article(text, "pens.md")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, hits(one))
    assert answer.text == told
    assert all(text[each.start : each.end] == each.quote for each in answer.citations)
