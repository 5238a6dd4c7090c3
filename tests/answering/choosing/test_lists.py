import time

import pytest

from rag.answering.choosing.lists import _parts, items
from rag.answering.choosing.selection import candidates
from rag.answering.language.questions import understand
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "Which companies make pens?"


def _items(scores: dict[str, float], *texts: str) -> list[str]:
    found = hits(*(article(text, f"{i}.md") for i, text in enumerate(texts)))
    asked = understand(QUESTION)
    return [
        each.text for each in items(candidates(asked, ScriptedReader(scores).read(QUESTION, found)))
    ]


def test_a_span_of_several_items_becomes_one_claim_each() -> None:
    text = "Pens are made by Acme, Borg and Cyan Ltd."
    assert _items({"Acme, Borg and Cyan Ltd": 3.0}, text) == ["Acme", "Borg", "Cyan Ltd"]


def test_where_commas_part_all_items_an_and_parts_none() -> None:
    texts = {"Acme, Borg and Cyan, and Dahl": ["Acme", "Borg and Cyan", "Dahl"]}
    texts["Acme, Borg and Cyan, and others"] = ["Acme", "Borg", "Cyan"]
    for listed, parted in texts.items():
        assert _items({listed: 3.0}, f"Pens are made by {listed}.") == parted


def test_one_of_the_counted_items_of_a_sentence_brings_the_others() -> None:
    text = "Pens are made by three companies: Acme, Borg and Cyan."
    assert _items({"Acme": 3.0}, text) == ["Acme", "Borg", "Cyan"]


def test_one_of_the_names_of_a_row_brings_the_others() -> None:
    text = "Pens are made by the old firm Acme, the newcomer Borg and the shop Cyan."
    assert _items({"Acme": 3.0}, text) == ["Acme", "Borg", "Cyan"]


def test_titles_in_emphasis_are_the_items_and_not_what_is_told_between() -> None:
    text = "Pens are *The Salt Pen* (1963), after a drawing by Reed, and *Rain* (1984)."
    assert _items({"*The Salt Pen* (1963), after a drawing by Reed, and *Rain*": 3.0}, text) == [
        "The Salt Pen", "Rain",
    ]  # fmt: skip


def test_items_of_other_articles_join_and_repeat_nothing() -> None:
    texts = ("Pens are made by Acme and Borg.", "Pens are also made by Dahl and by Borg Inc.")
    assert _items({"Acme and Borg": 3.0, "Dahl": 2.5, "Borg Inc": 2.0}, *texts) == [
        "Acme", "Borg", "Dahl",
    ]  # fmt: skip


def test_what_another_sentence_holds_for_less_likely_does_not_join_a_list() -> None:
    texts = ("Pens are made by Acme and Borg.", "Ink is made by Dahl.")
    assert _items({"Acme and Borg": 3.0, "Dahl": 1.8}, *texts) == ["Acme", "Borg"]


def test_items_of_the_same_sentence_join_where_the_reader_is_nearly_as_sure() -> None:
    text = "Pens are made by Acme, and in the north by Borg."
    assert _items({"Acme": 3.0, "Borg": 1.8}, text) == ["Acme", "Borg"]


def test_what_the_reader_holds_for_much_less_likely_is_no_item() -> None:
    assert _items({"Acme": 3.0, "Rome": 0.5}, "Acme makes pens in Rome.") == ["Acme"]


def test_a_comma_inside_a_number_parts_nothing() -> None:
    assert _items({"1,200 pens": 3.0}, "They make 1,200 pens.") == ["1,200 pens"]


def test_a_clause_behind_the_last_item_and_an_open_end_are_no_items() -> None:
    text = "Pens are made by Acme, Borg and Cyan, which has made them for years by a lake."
    whole = text.removeprefix("Pens are made by ").removesuffix(".")
    assert _items({whole: 3.0}, text) == ["Acme", "Borg", "Cyan"]
    text = "Pens are made by Acme, Borg, etc."
    assert _items({"Acme, Borg, etc": 3.0}, text) == ["Acme", "Borg"]


def test_a_sentence_names_no_items() -> None:
    text = "It keeps up a high fluency and stability. Pens come from there."
    whole = "It keeps up a high fluency and stability"
    assert _items({whole: 3.0}, text) == [whole]


def test_what_stands_between_two_things_stays_whole() -> None:
    text = "Pens show balance between nib and barrel, grip and weight."
    whole = "balance between nib and barrel, grip and weight"
    assert _items({whole: 3.0}, text) == ["balance between nib and barrel", "grip", "weight"]


def test_items_of_one_sentence_repeat_only_word_for_word() -> None:
    text = "Pens are made by Norman, Norman French and the Norman."
    whole = "Norman, Norman French and the Norman"
    assert _items({whole: 3.0}, text) == ["Norman", "Norman French"]


def test_a_name_that_begins_like_a_sentence_is_an_item() -> None:
    text = "Pens are made by He Jiankui and Qin."
    assert _items({"He Jiankui and Qin": 3.0}, text) == ["He Jiankui", "Qin"]


def test_what_another_candidate_of_the_sentence_says_again_is_no_further_item() -> None:
    text = "Pens are made by Acme and Borg, says Borg Inc."
    assert _items({"Acme and Borg": 3.0, "Borg Inc": 2.5}, text) == ["Acme", "Borg"]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("埃及、叙利亚和约旦", ["埃及", "叙利亚", "约旦"]),
        ("中国和埃及", ["中国", "埃及"]),
        ("苹果、梨以及香蕉", ["苹果", "梨", "香蕉"]),
        ("战争与和平", ["战争", "和平"]),
        ("人民共和国", ["人民共和国"]),
        ("普及教育", ["普及教育"]),
        ("甲和乙、丙和丁", ["甲和乙", "丙", "丁"]),
        ("和约旦", ["和约旦"]),
        ("Acme ,  Borg  and  Cyan , which is new", ["Acme", "Borg", "Cyan"]),
    ],
)
def test_a_list_is_parted_between_words(text: str, listed: list[str]) -> None:
    assert [part.of(text) for part in _parts(text)] == listed


@pytest.mark.parametrize("text", [" " * 20_000 + "x", "a" + " " * 20_000 + ", b", "和" * 20_000])
def test_blanks_without_end_take_no_time(text: str) -> None:
    started = time.perf_counter()
    list(_parts(text))
    assert time.perf_counter() - started < 5  # a guard against a hang: it takes 0.1 s at most
