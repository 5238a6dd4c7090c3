import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
MAIL = """# Meeting

From: Ann Reed <ann@a.example>

We now meet in Rome.

On 9 March Bo Lund wrote:

Shall we meet in Oslo?
"""


def _quote(text: str, pointed: str) -> str:
    one = article(text, "meeting.eml")
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    [citation] = answerer.answer("Where do we meet?", hits(one)).citations
    assert text[citation.start : citation.end] == citation.quote
    return citation.quote


def test_the_words_of_an_earlier_mail_are_quoted_with_who_wrote_them_and_when() -> None:
    assert _quote(MAIL, "Oslo") == "On 9 March Bo Lund wrote:\n\nShall we meet in Oslo?"
    assert _quote(MAIL, "Rome") == "We now meet in Rome."


def test_the_nearest_of_two_writers_counts() -> None:
    text = f"{MAIL}\nOn 7 March Cy Dahl wrote:\n\nThen we meet in Bern.\n"
    assert _quote(text, "Bern") == "On 7 March Cy Dahl wrote:\n\nThen we meet in Bern."


def test_nobody_is_said_to_have_written_what_the_sender_answers_below() -> None:
    assert _quote(f"{MAIL}\nNo, in Bern.\n\nAnn\n", "Bern") == "No, in Bern."


def test_what_is_no_mail_is_quoted_as_it_stands() -> None:
    assert _quote(MAIL.replace("From: ", "By "), "Oslo") == "Shall we meet in Oslo?"


@pytest.mark.parametrize(
    ("pointed", "told", "other"),
    [
        ({"9:15": 2.5, "10:00": 3.0}, "9:15", ["10:00"]),
        ({"9:15": 3.0, "10:00": 2.5}, "9:15", []),
    ],
)
def test_of_two_mails_in_a_thread_the_later_one_counts(
    pointed: dict[str, float], told: str, other: list[str]
) -> None:
    one = article(
        "# Race\n\nFrom: Ann <ann@a.example>\n\nThe first race starts at 9:15 on Sunday.\n\n"
        "On 9 March Bo Lund wrote:\n\nThe first race starts at 10:00 on Sunday.\n",
        "race.eml",
    )
    answerer = Answerer(ScriptedReader(pointed), Shelf((one,)), CONFIDENT)
    answer = answerer.answer("What time does the first race start on Sunday?", hits(one))
    assert answer.text == told
    assert [each.text for each in answer.alternatives] == other


def test_a_later_mail_that_hardly_answers_does_not_take_the_place_of_the_earlier() -> None:
    text = (
        "# Race\n\nFrom: Ann <ann@a.example>\n\nThe ferry from Oslo lands at 9:15.\n\n"
        "On 9 March Bo Lund wrote:\n\nThe first race starts at 10:00 on Sunday.\n"
    )
    one = article(text, "race.eml")
    by_score = ConfidenceModel(
        "scripted", 0.0, {"score": 1.0}, {"score": 0.0}, {"score": 1.0}, (), 0.5, {}
    )
    reader = ScriptedReader({"9:15": -4.0, "10:00": 3.0})
    answer = Answerer(reader, Shelf((one,)), by_score).answer("When does it start?", hits(one))
    assert answer.text == "10:00"
