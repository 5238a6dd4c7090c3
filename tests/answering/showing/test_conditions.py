import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})


@pytest.mark.parametrize(
    ("text", "pointed", "told"),
    [
        ("Open on weekdays, except Mondays: ring.", "on weekdays", "on weekdays, except Mondays"),
        ("Open on weekdays (except Mondays).", "on weekdays", "on weekdays (except Mondays)"),
        ("Open at 9, unless it\nrains. Bring a hat.", "at 9", "at 9, unless it\nrains"),
        ("Open at 9, unless you ring by 8.30.", "at 9", "at 9, unless you ring by 8.30"),
        ("Open at 9 and exceptionally at 8.", "at 9", "at 9"),
        ("Open at 9. Except Mondays.", "at 9", "at 9"),
        ("- Open at 9, unless\n- it rains", "at 9", "at 9"),
    ],
)
def test_what_an_answer_holds_only_with_is_told(text: str, pointed: str, told: str) -> None:
    one = article(text, "hours.md")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer("When is it open?", hits(one))
    assert answer.text == told
    assert told in answer.citations[0].quote
