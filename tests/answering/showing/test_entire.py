from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from rag.types import Answer
from tests.support.shelf import ScriptedReader, Shelf, article, hit_of

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
WRAPPED = """All pens of the house are made by hand in a mill that
lies on the river. Besides, Borg has been working since
August; it is to be sold by Acme of Rome in the spring.
Ink is dear."""
CUT = WRAPPED[WRAPPED.index("Besides") :]
WHOLE = CUT.removesuffix("\nInk is dear.")


def _answer(question: str, pointed: str, passage: str = CUT, text: str = WRAPPED) -> Answer:
    """The passage is a part of the text; what stands around it is never read."""
    one = article(text)
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, [hit_of(one, passage)])
    assert all(text[each.start : each.end] == each.quote for each in answer.citations)
    return answer


def test_a_sentence_that_begins_on_the_line_before_is_told_whole() -> None:
    answer = _answer("Why is Borg to be sold?", "it is to be sold by Acme of Rome")
    assert answer.text == WHOLE
    assert answer.citations[0].quote == WHOLE


def test_a_short_answer_stays_short_with_the_whole_sentence_as_its_quote() -> None:
    answer = _answer("Where is Acme?", "Rome")
    assert answer.text == "Rome"
    assert answer.citations[0].quote == WHOLE


def test_what_does_not_go_on_over_the_lines_stays_as_it_is() -> None:
    text = "Pens:\n\nBorg is old since\n\nAugust; it is to be sold by Acme."
    passage = "August; it is to be sold by Acme."
    assert _answer("Why is Borg sold?", passage, passage, text).text == passage
    rows = "| Pen | Town |\n|---|---|\n| Quill | Rome |\n| Nib | Oslo |"
    assert "Nib" not in _answer("Where is the Quill?", "Rome", rows, rows).citations[0].quote
