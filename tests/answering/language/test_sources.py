import pytest

from rag.answering.language.kinds import Kind
from rag.answering.language.questions import understand
from rag.answering.language.sources import asked_plainly


@pytest.mark.parametrize(
    ("question", "plain", "kind"),
    [
        ("Do the articles agree on when it opened?", "When it opened?", Kind.DATE),
        ("do all sources agree about who won?", "Who won?", Kind.PERSON),
        ("Do these reports differ on how many came?", "How many came?", Kind.NUMBER),
        ("Do the two papers disagree over the price?", "What is the price?", Kind.MONEY),
        (
            "Is there any disagreement among the documents about which day it was?",
            "Which day it was?",
            Kind.DATE,
        ),
        (
            "Are the sources in agreement as to in which year it fell?",
            "In which year it fell?",
            Kind.DATE,
        ),
    ],
)
def test_who_asks_whether_sources_agree_asks_for_what_they_say(
    question: str, plain: str, kind: Kind
) -> None:
    assert asked_plainly(question) == plain
    assert understand(plain).kind is kind


@pytest.mark.parametrize(
    "question",
    [
        "Do Ann and Bo agree on the price?",
        "Do the sources agree on whether it opened?",
        "Which articles agree on the price?",
        "Do sources of light agree?",
        "When did the papers agree on a merger?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert asked_plainly(question) == question
