from rag.answering.answerer import Answerer
from rag.answering.confidence import ConfidenceModel
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
