from dataclasses import replace

import pytest

from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import ConfidenceModel
from rag.types import Answer
from tests.support.shelf import ScriptedReader, Shelf, article, hits

CONFIDENT = ConfidenceModel("scripted", 2.0, {}, {}, {}, (), 0.5, {})
WHICH = "Which companies make pens?"


def _answer(question: str, pointed: str, text: str, title: str = "") -> Answer:
    one = article(text, "pens.md", title=title)
    answerer = Answerer(ScriptedReader({pointed: 3.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer(question, hits(one))
    assert all(one.text[each.start : each.end] == each.quote for each in answer.citations)
    return answer


def _claims(question: str, pointed: str, text: str, title: str = "") -> list[str]:
    return [claim.text for claim in _answer(question, pointed, text, title).claims]


def test_the_list_of_the_article_is_taken_whole_with_what_leads_up_to_it() -> None:
    text = "Pens are made by these companies:\n\n- **Acme**\n- Borg\n- Cyan Ltd;\n\nAll is well.\n"
    answer = _answer(WHICH, "Borg", text)
    assert [claim.text for claim in answer.claims] == ["Acme", "Borg", "Cyan Ltd"]
    assert answer.text == "Acme; Borg; Cyan Ltd"
    [citation] = answer.citations
    assert citation.quote == text.removesuffix("\n\nAll is well.\n")


def test_a_list_goes_on_beyond_the_passage_that_was_read() -> None:
    names = ["Acme", "Borg", "Cyan", "Dahl", "Epsom", "Fjord", "Grand", "Hillary", "Ingot"]
    text = "Pens are made by:\n\n" + "".join(f"- {name}\n" for name in names)
    assert _claims(WHICH, "Borg", text) == names
    assert _claims(WHICH, "Hillary", text) == names


def test_what_leads_up_to_a_list_is_answered_by_the_list() -> None:
    text = "Pens are sold in the following towns:\n\n* Oslo\n* Bergen\n"
    assert _claims("Where are pens sold?", "the following towns", text) == ["Oslo", "Bergen"]
    assert _claims("In which towns are pens sold?", "Bergen", text) == ["Oslo", "Bergen"]
    assert _claims("Where are blue pens sold?", "Bergen", text) == ["Bergen"]


def test_a_long_list_is_quoted_item_by_item() -> None:
    items = [f"the company of the river bank number {n} in the north of Rome" for n in range(20)]
    answer = _answer(WHICH, items[3], "Pens are made by:\n\n- " + "\n- ".join(items))
    assert [citation.quote for citation in answer.citations] == items


def test_the_heading_right_above_may_announce_a_list() -> None:
    text = "# Pens\n\n## Companies that make pens\n\n- Acme\n- Borg\n"
    assert _claims(WHICH, "Borg", text) == ["Acme", "Borg"]
    assert _claims(WHICH, "Borg", text.replace("Companies that make pens", "Towns")) == ["Borg"]


def test_a_sentence_with_a_colon_announces_a_list_by_one_word_that_it_shares() -> None:
    text = "Three kinds of company might profit:\n\n- Acme;\n- Borg.\n"
    assert _claims("Which three groups of firms may be the winners?", "Acme", text) == [
        "Acme", "Borg",
    ]  # fmt: skip


def test_a_list_that_nothing_leads_up_to_is_left_alone() -> None:
    assert _claims(WHICH, "Borg", "Nobody knows.\n\n- Acme\n- Borg\n") == ["Borg"]
    assert _claims(WHICH, "Borg", "The towns are:\n\n- Acme\n- Borg\n") == ["Borg"]


def test_what_is_told_in_one_item_is_no_list() -> None:
    text = "What to know of pens:\n\n- Borg in Rome has made them for years\n- Ink is dear\n"
    assert _claims(WHICH, "Borg", text) == ["Borg"]


def test_items_that_are_told_of_are_named_by_their_terms() -> None:
    text = "Pens are made by:\n\n- **Acme**: old\n- **Borg Inc**: it is new\n- `.cyan`\n"
    assert _claims(WHICH, "Borg Inc", text) == ["Acme", "Borg Inc", ".cyan"]


def test_items_that_begin_with_a_sentence_in_bold_are_named_by_it() -> None:
    text = (
        "Pens of three kinds are made:\n\n- **They write.** None of them ever stops to do it.\n"
        "- **They float:** the wood is light.\n- **They shine**: at night they do.\n"
    )
    assert _claims("What kinds of pens are made?", "They write", text) == [
        "They write", "They float", "They shine",
    ]  # fmt: skip


def test_an_item_on_two_lines_is_taken_whole() -> None:
    text = "Pens are made by:\n\n- Acme\n- Borg\n- Cyan of the river\n  bank\n- Dorn\n"
    assert _claims(WHICH, "Borg", text) == ["Acme", "Borg", "Cyan of the river\n  bank", "Dorn"]


def test_a_list_of_what_is_not_so_is_left_alone() -> None:
    assert _claims(WHICH, "Borg", "Pens are not made by:\n\n- Acme\n- Borg\n") == ["Borg"]


def test_what_stands_before_the_clause_that_leads_up_to_a_list_is_not_what_it_lists() -> None:
    text = "Compared with companies like Acme and Borg, it makes finer pens:\n\n- red\n- blue\n"
    assert _claims(WHICH, "Acme and Borg", text) == ["Acme", "Borg"]
    assert _claims("Which finer pens does it make?", "finer pens", text) == ["red", "blue"]


def test_a_number_that_is_asked_for_stands_alone() -> None:
    text = "Pens cost, in euros:\n\n- 5 euros\n- 7 euros\n"
    assert _claims("How much do pens cost?", "5 euros", text) == ["5 euros"]


STEPS = """# Pens

## Filling a pen

1. Unscrew the barrel
   of the pen.
2. Dip the nib in ink.

   Blue ink is best.
3. Screw it together.
4. Wipe it.
5. Draw a line.
6. Close the ink.
7. Wash your hands.
"""


@pytest.mark.parametrize("question", ["How do I fill a pen?", "What are the steps to fill a pen?"])
def test_who_asks_how_to_do_something_gets_all_steps_in_full(question: str) -> None:
    claims = _claims(question, "Dip the nib in ink", STEPS)
    assert claims[:2] == [
        "Unscrew the barrel\n   of the pen.", "Dip the nib in ink.\n\n   Blue ink is best.",
    ]  # fmt: skip
    assert claims[2:] == [
        "Screw it together.", "Wipe it.", "Draw a line.", "Close the ink.", "Wash your hands.",
    ]  # fmt: skip


def test_steps_without_numbers_need_a_heading_that_says_it_all() -> None:
    text = STEPS
    for number in range(1, 8):
        text = text.replace(f"{number}. ", "- ")
    assert len(_claims("How do I fill a pen?", "Dip the nib in ink", text)) == 7
    assert len(_claims("How do I fill a red pen?", "Dip the nib in ink", text)) == 1


def test_the_number_of_a_step_is_no_answer() -> None:
    assert len(_claims("What are the steps to fill a pen?", "1", STEPS)) == 7


def test_who_names_the_steps_gets_them_where_they_tell_what_is_asked() -> None:
    text = "# Using the dryer\n\n1. Sort it.\n2. Load the drum.\n3. Start it.\n"
    question = "What are the steps for running a load in the dryer?"
    assert _claims(question, "Sort it", text) == ["Sort it.", "Load the drum.", "Start it."]
    assert len(_claims("How do I change the belt of the dryer?", "Sort it", text)) == 1


def test_steps_to_something_else_are_no_steps_to_it() -> None:
    answer = _answer("How do I sharpen my pencil?", "Dip the nib in ink", STEPS)
    assert [claim.text for claim in answer.claims] == ["Dip the nib in ink."]


def test_one_step_answers_what_does_not_ask_for_steps() -> None:
    answer = _answer("Which part of the pen is unscrewed?", "barrel", STEPS)
    assert answer.text == "barrel"


def test_what_is_read_only_in_part_is_the_same_answer_with_the_same_confidence() -> None:
    text = "Pens are made by:\n\n- Acme\n- Borg\n"
    one = article(text, "pens.md")
    answerer = Answerer(ScriptedReader({"Borg": 3.0}), Shelf((one,)), CONFIDENT)
    found = answerer.propose(WHICH, hits(one))
    assert found is not None
    proposal, answer = found
    assert proposal.text == "Borg"
    assert answer == replace(answer, confidence=proposal.confidence)


def test_a_heading_is_no_item() -> None:
    text = "# Kit\n\nOffice kit is paid for. These items are eligible:\n\n- a chair\n- a desk\n"
    one = article(text, "kit.md")
    answerer = Answerer(ScriptedReader({"Kit": 3.0, "a desk": 1.0}), Shelf((one,)), CONFIDENT)
    answer = answerer.answer("Which office items are paid for?", hits(one))
    assert [claim.text for claim in answer.claims] == ["a chair", "a desk"]
