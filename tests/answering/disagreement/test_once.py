import pytest

from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.selection import candidates
from rag.answering.disagreement.once import is_dated_twice
from rag.answering.language.questions import understand
from tests.support.shelf import ScriptedReader, article, hits

FOUNDED = "When was Quillton founded?"


def _found(question: str, text: str, read: str, score: float) -> Candidate:
    readings = ScriptedReader({read: score}).read(
        question, hits(article(text, f"{read}.md", title="Quillton"))
    )
    return candidates(understand(question), readings)[0]


@pytest.mark.parametrize(
    ("question", "other", "read", "score", "twice"),
    [
        (FOUNDED, "The town was founded in 1184.", "1184", 9.0, True),
        (FOUNDED, "The town was founded in 1184.", "1184", -9.0, False),
        (FOUNDED, "The market came in 1184.", "1184", 9.0, False),
        (FOUNDED, "The town was founded on 3 May.", "3 May", 9.0, False),
        ("When was Quillton burned?", "It was founded in 1184.", "1184", 9.0, False),
        ("When was Acme founded?", "Borg was founded in 1184.", "1184", 9.0, False),
        ("Who founded Quillton?", "It was founded in 1184.", "1184", 9.0, False),
    ],
)
def test_two_sure_dates_of_what_is_done_once_cannot_both_be_right(
    question: str, other: str, read: str, score: float, twice: bool
) -> None:
    one = _found(question, "Quillton was founded in 1179.", "1179", 9.0)
    two = _found(question, other, read, score)
    assert is_dated_twice(understand(question), one, two) is twice
