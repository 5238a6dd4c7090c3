from rag.answering.answerer import Answerer
from rag.answering.confidence import ConfidenceModel
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
