from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
TEXT = """# Sleep

The trial has three limitations. First, watches err. Second, all were women, so the findings may not
apply to men. Men are rare there. Finally, it was short.

It ended in May.
"""
WHICH = "What are the limitations of the trial?"
ITEMS = ["watches err", "all were women, so the findings may not\napply to men", "it was short"]


def _claims(question: str, pointed: str, text: str = TEXT) -> list[str]:
    one = article(text, "sleep.md")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, hits(one))
    assert all(text[each.start : each.end] == each.quote for each in answer.citations)
    return [claim.text for claim in answer.claims]


def test_all_that_a_paragraph_counts_is_told() -> None:
    assert _claims(WHICH, "watches err") == ITEMS
    assert _claims(WHICH, "it was short") == ITEMS


def test_only_what_is_announced_and_counted_is() -> None:
    assert _claims(WHICH, "Men are rare there") == ["Men are rare there"]
    assert _claims("Which watches err?", "watches err") == ["watches err"]
    assert _claims("How was the trial?", "it was short") == ["Finally, it was short."]
    unheaded = TEXT.replace("three limitations", "an end")
    assert _claims(WHICH, "watches err", unheaded) == ["watches err"]
    alone = TEXT.replace("Second, ", "")
    assert _claims(WHICH, "watches err", alone) == ["watches err"]
