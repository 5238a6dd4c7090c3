import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from rag.types import Answer
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
BODY = "Ann Reed leaves seven mills and a boat.\n\nShe was never late.\n\n"
CORRECTION = "Correction: An earlier version misstated the number of mills. There are eight"
ASKED = "How many mills does Ann Reed leave?"


def _answer(text: str, pointed: str = "seven mills") -> Answer:
    one = article(text, "news.txt")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(ASKED, hits(one))
    assert all(text[each.start : each.end] == each.quote for each in answer.citations)
    return answer


def test_a_number_that_the_article_takes_back_is_told_with_the_correction() -> None:
    answer = _answer(f"{BODY}{CORRECTION}, not seven.\n")
    assert answer.text == "seven mills; There are eight, not seven."
    assert [each.quote for each in answer.citations] == [
        BODY.partition("\n")[0],
        f"{CORRECTION}, not seven.",
    ]
    assert [claim.citations for claim in answer.claims] == [(1,), (2,)]


@pytest.mark.parametrize(
    "end",
    [
        f"{CORRECTION}, not nine.",
        f"{CORRECTION}.",
        "There are eight, not seven.",
        "Correction: It had eight horses, not seven.",
    ],
)
def test_what_takes_nothing_of_it_back_is_not_told(end: str) -> None:
    assert _answer(f"{BODY}{end}\n").text == "seven mills"
