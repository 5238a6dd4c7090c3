import pytest

from rag.answering.language.kinds import Kind
from rag.answering.language.questions import asks_twice, understand, wants_sentence


def test_finds_names_numbers_and_dates_of_a_question() -> None:
    question = understand("Did Jo Vane sell 20% of Acme on 3 May 2021?")
    assert [span.value.words for span in question.names] == [("jo", "vane"), ("acme",)]
    assert [(each.low, each.unit) for each in question.quantities] == [(20, "%")]
    assert [(each.year, each.month, each.day) for each in question.dates] == [(2021, 5, 3)]


def test_the_word_that_asks_need_not_stand_beside_the_answer() -> None:
    assert "dat" not in understand("On what date did it open?").stems
    assert understand("Which company made the Quill?").stems == ("quill",)
    assert understand("Who governs the Isle of Man?").stems == ("govern", "isl", "man")
    assert understand("什么时候开通？").stems == ("开通",)


def test_a_year_is_a_date_and_no_quantity() -> None:
    assert understand("What happened in 2026?").quantities == ()


def test_only_a_sentence_can_say_why() -> None:
    assert wants_sentence(understand("Why did it close?"))
    assert not wants_sentence(understand("When did it close?"))


def test_tells_a_question_about_what_did_not_happen() -> None:
    assert understand("Why didn't it open?").negated
    assert not understand("Why did it open?").negated
    assert understand("Why no milk with it?").negated
    assert understand("Why are there no buses?").negated
    assert understand("Who should avoid the bus?").negated
    assert understand("Who is exempt from the fare?").negated


def test_a_question_of_stop_words_alone_is_no_error() -> None:
    assert understand("what?").kind is Kind.OTHER
    assert understand("what?").stems == ()


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("Who replies and within how many days?", True),
        ("Who replies, and what a day it was?", False),
        ("How much is a boat and a tent?", False),
    ],
)
def test_tells_whether_two_things_are_asked_for(text: str, twice: bool) -> None:
    assert asks_twice(understand(text)) is twice
