import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from rag.types import Answer
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
TEXT = """You must:

- lock it away;
- wear gloves.

b) You must not:

- alter it, or remove a guard;
- use it for any paid work in town.

It is ours.
"""


def _answer(question: str, pointed: str) -> Answer:
    one = article(TEXT, "terms.md")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, hits(one))
    assert all(TEXT[each.start : each.end] == each.quote for each in answer.citations)
    return answer


def test_an_item_is_told_with_the_not_above_it() -> None:
    answer = _answer("Can I use it for paid work?", "use it for any paid work in town")
    assert answer.text == "You must not: use it for any paid work in town."
    assert [claim.citations for claim in answer.claims] == [(1,), (1,)]
    [citation] = answer.citations
    assert citation.quote == TEXT[TEXT.index("You must not") : TEXT.index("\n\nIt is")]


def test_a_short_answer_is_quoted_with_the_not_above_it() -> None:
    answer = _answer("Where may I use it for paid work?", "town")
    assert answer.text == "town"
    assert answer.citations[0].quote.startswith("You must not:")


def test_what_leads_up_without_a_not_stays_out() -> None:
    assert _answer("Should I wear gloves?", "wear gloves").text == "wear gloves."


def test_an_item_is_told_with_the_heading_that_undoes_it() -> None:
    text = "## Changed\n\n- Blue.\n\n### Removed\n\n- Logging in by mail.\n"
    one = article(text, "changes.md")
    answerer = Answerer(ScriptedReader({"Logging in by mail": 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer("Can I log in by mail?", hits(one))
    assert answer.text == "Removed; Logging in by mail."
    assert answer.citations[0].quote == "Removed\n\n- Logging in by mail."
    assert answerer.answer("What is removed?", hits(one)).text == "Logging in by mail."


@pytest.mark.parametrize(
    ("lead", "question", "told"),
    [
        ("You must not use it:", "May I use it for paid work?", "You must not use it: for pay"),
        ("## Not included\n", "Is it included for pay?", "Not included; for pay"),
        ("## Removed\n", "Was it removed for pay?", "Removed; for pay"),
        ("## Removed\n", "What was removed for pay?", "for pay"),
    ],
)
def test_the_not_is_told_whatever_the_question_repeats(lead: str, question: str, told: str) -> None:
    text = f"{lead}\n- for pay\n- for fun\n"
    one = article(text, "terms.md")
    answerer = Answerer(ScriptedReader({"for pay": 3.0}), Shelf((one,)), CONFIDENT)
    assert answerer.answer(question, hits(one)).text == told


def test_a_heading_above_what_is_no_item_stays_out() -> None:
    text = "## Not included\n\nLunch is served at noon.\n"
    one = article(text, "tour.md")
    answerer = Answerer(ScriptedReader({"Lunch is served": 3.0}), Shelf((one,)), CONFIDENT)
    assert answerer.answer("Is lunch served?", hits(one)).text == "Lunch is served at noon."
