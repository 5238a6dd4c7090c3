import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("## Is there a sauna?\n\nNot yet.\n", "Is there a sauna?\n\nNot yet."),
        ("**Is there a sauna?**\nNot yet.\n", "**Is there a sauna?**\nNot yet."),
        ("Q: Is there a sauna?\nA: Not yet.\n", "Is there a sauna?\nA: Not yet."),
        ("Is there a sauna? I hope so.\n\nNot yet.\n", "Not yet."),
        ("## Is there a sauna?\n\nWe dig. Not yet.\n", "Not yet."),
        ("From: Ann\n\nIs there a sauna?\n\nNot yet.\n", "Not yet."),
        ("| Is there a sauna? |\n\nNot yet.\n", "Not yet."),
    ],
)
def test_a_short_answer_is_quoted_with_the_question_above_it(text: str, quote: str) -> None:
    one = article(text, "faq.md")
    answerer = Answerer(ScriptedReader({"Not yet": 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer("Has the club a sauna?", hits(one))
    assert answer.text == "Not yet."
    assert [each.quote for each in answer.citations] == [quote]


def test_a_whole_sentence_is_quoted_alone() -> None:
    text = "## Is there a sauna?\n\nA sauna has stood behind the boathouse since the year 2019.\n"
    one = article(text, "faq.md")
    answerer = Answerer(ScriptedReader({"since the year 2019": 3.0}), Shelf((one,)), CONFIDENT)
    [citation] = answerer.answer("Has the club a sauna?", hits(one)).citations
    assert "?" not in citation.quote
