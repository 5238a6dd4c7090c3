import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from rag.types import Answer
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
PLAN = "Tuesday, 7 July\n9.15 Boat\n\nWednesday, 8 July\n10:00 Keys\n12:45 Return the car\n"
WHEN = "When do we return the car?"


def _answer(question: str, text: str, pointed: str = "12:45") -> Answer:
    one = article(text, "plan.txt")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, hits(one))
    assert all(text[each.start : each.end] == each.quote for each in answer.citations)
    return answer


def test_a_time_is_told_with_the_day_above_it() -> None:
    answer = _answer(WHEN, PLAN)
    assert answer.text == "Wednesday, 8 July; 12:45"
    assert [each.quote for each in answer.citations] == [PLAN[PLAN.index("Wed") : -1]]
    assert [claim.citations for claim in answer.claims] == [(1,), (1,)]


def test_a_day_may_be_the_heading() -> None:
    text = "## **Day 2**\n\nWe sleep long.\n\nThe car must be back at 12:45.\n"
    assert _answer(WHEN, text).text == "Day 2; 12:45"


def test_a_day_far_above_is_quoted_by_itself() -> None:
    text = "## 8 July\n\n" + "We all sleep long there. " * 30 + "\n\nReturn the car at 12:45."
    assert [each.quote for each in _answer(WHEN, text).citations] == [
        "8 July", "Return the car at 12:45.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What time do we return the car?", PLAN),
        ("When do we return the car on Wednesday?", PLAN),
        ("When do we return the car on 8 July?", PLAN),
        (WHEN, "Monday\n9:00 Boat\nTuesday (market day)\n12:45 Return the car"),
        (WHEN, "Monday\n9:00 Boat\nTuesday: return the car at 12:45"),
        (WHEN, "8 July\n\nDear Ann,\n\nreturn the car at 12:45."),
        (WHEN, "# Plan\n\nReturn the car at 12:45."),
    ],
)
def test_no_day_is_added_where_none_is_asked_for_or_sure(question: str, text: str) -> None:
    assert _answer(question, text).text == "12:45"
