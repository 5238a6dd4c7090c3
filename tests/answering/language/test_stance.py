import pytest

from rag.answering.language.questions import understand
from rag.answering.language.stance import are_opposed, asks_for_judgement


@pytest.mark.parametrize(
    ("question", "judges"),
    [
        ("Does the Quill write well?", True),
        ("How realistic is the ink?", True),
        ("quill good pen or not", True),
        ("When was the Quill released?", False),
        ("How many Quills were sold?", False),
    ],
)
def test_tells_whether_a_judgement_is_asked_for(question: str, judges: bool) -> None:
    assert asks_for_judgement(understand(question)) is judges


def test_praise_and_doubt_are_opposed() -> None:
    praise, doubt = "It writes smoothly on any paper.", "Its ink does not always flow."
    assert are_opposed([praise, doubt])
    assert not are_opposed([praise, "It writes well upside down."])
    assert not are_opposed([doubt, "Doubts remain about the nib."])


def test_a_refusal_is_opposed_to_a_consent() -> None:
    consent = "Alp insures such pens for a fee."
    for verb in ("refused to insure", "rejected", "denied"):
        assert are_opposed([consent, f"In Rome, all {verb} such pens."])
