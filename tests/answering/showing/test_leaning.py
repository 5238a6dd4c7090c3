from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from rag.types import Answer
from tests.support.shelf import ScriptedReader, Shelf, article, hit_of

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
WHY = "Why is the Quill slow?"
REASON = "Each line is written seven times over."
SLOW = "For that reason the Quill is slow."


def _answer(question: str, text: str, passage: str, pointed: str) -> Answer:
    """The passage is a part of the text; what stands before it is never read."""
    one = article(text)
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, [hit_of(one, passage)])
    assert all(text[each.start : each.end] == each.quote for each in answer.citations)
    return answer


def test_a_passage_that_begins_with_for_that_reason_is_told_with_the_reason() -> None:
    answer = _answer(WHY, f"It is old. {REASON} {SLOW} All came.", f"{SLOW} All came.", SLOW)
    assert answer.text == f"{REASON} {SLOW}"
    assert answer.citations[0].quote == answer.text


def test_a_short_answer_stays_short_and_its_quote_takes_along_what_it_needs() -> None:
    text = "The Quill is a pen from Acme. It writes for nine hours without ink."
    passage = "It writes for nine hours without ink."
    answer = _answer("How long does the Quill write?", text, passage, "nine hours")
    assert answer.text == "nine hours"
    assert answer.citations[0].quote == text


def test_what_leans_on_nothing_or_only_on_a_heading_stays_as_it_is() -> None:
    assert _answer(WHY, f"{REASON} The Quill is slow.", "The Quill is slow.", "slow").text == (
        "The Quill is slow."
    )
    assert _answer(WHY, f"# Slow pens\n\n{SLOW}", SLOW, SLOW).text == SLOW
