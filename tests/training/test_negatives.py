import random
from dataclasses import replace

from rag.training.data import Row, passage_key
from rag.training.negatives import NearMisses, OtherPassages

ROW = Row(
    question="In what year did the Corby mill in Leith open?",
    title="Corby mill",
    text=(
        "The mill in Leith was planned by Anna Corby over many long years of patient work. "
        "The Corby mill opened in 1904, to great applause. "
        "Its two wheels were turned by the river until the last war, when it fell silent."
    ),
    answers=("1904",),
    source="squad2-dev",
    whole_sentence=False,
)
OTHER = replace(ROW, question="When did the mill in Dundee close?", text="It closed. " * 9)
CHANCE = random.Random(7)


def test_removing_the_evidence_leaves_the_rest_word_for_word() -> None:
    miss = NearMisses([ROW]).evidence_removed(ROW, CHANCE)
    assert miss is not None
    assert miss.answers == ()
    assert "1904" not in miss.text
    assert miss.text.startswith("The mill in Leith was planned")
    assert miss.text.endswith("when it fell silent.")


def test_evidence_is_not_removed_where_too_little_would_stay() -> None:
    row = replace(ROW, text="The Corby mill opened in 1904. It was fine.")
    assert NearMisses([row]).evidence_removed(row, CHANCE) is None


def test_a_swapped_name_is_one_that_the_passage_lacks() -> None:
    miss = NearMisses([ROW, OTHER]).name_swapped(ROW, CHANCE)
    assert miss is not None
    assert "Dundee" in miss.question
    assert miss.text == ROW.text
    assert miss.answers == ()


def test_a_swapped_number_is_one_that_the_passage_lacks() -> None:
    row = replace(ROW, question="What opened in 1904?", answers=("The Corby mill",))
    miss = NearMisses([row]).number_swapped(row, CHANCE)
    assert miss is not None
    number = miss.question.removeprefix("What opened in ").rstrip("?")
    assert number.isdigit()
    assert number not in row.text


def test_one_word_turns_into_its_opposite() -> None:
    row = replace(ROW, question="What was the first mill?")
    miss = NearMisses([row]).reversed(row, CHANCE)
    assert miss is not None
    assert miss.question == "What was the last mill?"


def test_a_question_without_handle_has_no_near_miss_by_swapping() -> None:
    row = replace(ROW, question="Why?")
    near = NearMisses([row])
    assert near.name_swapped(row, CHANCE) is None
    assert near.number_swapped(row, CHANCE) is None
    assert near.reversed(row, CHANCE) is None


def test_a_mined_passage_that_holds_the_answer_after_all_is_dropped() -> None:
    passages = [("a", "In 1904 it rained."), ("b", "No year is named here."), ("c", ROW.text)]
    keys = [passage_key(text) for _, text in passages]
    others = OtherPassages(passages, {ROW.question: [*keys, passage_key("Since taken away.")]})
    drawn = {found.text for _ in range(20) if (found := others.draw(ROW, CHANCE))}
    assert drawn == {"No year is named here."}


def test_where_nothing_was_mined_the_same_article_is_searched() -> None:
    passages = [("Corby mill", "Of wheels and water."), ("Elsewhere", "Of other things.")]
    drawn = OtherPassages(passages, {}).draw(ROW, CHANCE)
    assert drawn is not None
    assert drawn.text == "Of wheels and water."


def test_a_lengthened_passage_holds_its_own_text_unbroken() -> None:
    others = OtherPassages([("Corby mill", "Of wheels. Of water. Of stone.")], {})
    longer = others.lengthened(ROW, CHANCE)
    assert ROW.text in longer.text
    assert len(longer.text) > len(ROW.text)
    assert longer.answers == ROW.answers


def test_another_passage_is_read_with_its_own_heading() -> None:
    passages = [("Corby mill", "Of wheels."), ("Corby mill", "Of water.")]
    others = OtherPassages(passages, {}, {"Of wheels.": "Corby mill\nWheels"})
    drawn = {
        example.text: example.header for _ in range(40) if (example := others.draw(ROW, CHANCE))
    }
    assert drawn == {"Of wheels.": "Corby mill\nWheels", "Of water.": "Corby mill"}
