import pytest

from rag.answering.language.inversion import inverted, put_directly


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("It was sold in May", "Was it sold in May?"),
        ("Ada Marsh has left", "Has Ada Marsh left?"),
        ("the pool opens on Sunday", "Does the pool open on Sunday?"),
        ("the law applies to eels", "Does the law apply to eels?"),
        ("she reaches the shore", "Does she reach the shore?"),
        ("it did not rain", "Did it not rain?"),
        ("eels bite", ""),
        ("what he sold was glass", ""),
    ],
)
def test_a_statement_becomes_a_question_where_its_verb_is_known(claim: str, question: str) -> None:
    assert inverted(claim) == question


@pytest.mark.parametrize(
    ("wh", "rest", "question"),
    [
        ("when", "it was sold", "When was it sold?"),
        ("how much", "water was lost", "How much water was lost?"),
        ("how many people", "the ship can carry", "How many people can the ship carry?"),
        ("how", "steep was the path", "How steep was the path?"),
        ("how", "Acme does it", "How does Acme do it?"),
        ("what", "factors were decisive", "What factors were decisive?"),
        ("what", "the factors were", "What were the factors?"),
        ("who", "Ada Marsh is", "Who is Ada Marsh?"),
        ("who", "has won", "Who has won?"),
        ("how many legs", "it has", "How many legs does it have?"),
        ("why", "it closed after it was sold", "Why it closed after it was sold?"),
    ],
)
def test_the_verb_comes_before_a_subject_of_its_own(wh: str, rest: str, question: str) -> None:
    assert put_directly(wh, rest) == question
