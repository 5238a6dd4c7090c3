import json
import lzma
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.training.data import (
    VALIDATION_TITLES,
    Row,
    annotated,
    contexts,
    example_of,
    fold_of,
    mend,
    occurrences,
    passage_key,
    split_rows,
)

ROW = Row(
    question="How long is the Ardle tunnel?",
    title="Ardle tunnel",
    text="Work began in 1956. The tunnel is 956 m long. It opened in 1961.",
    answers=("956 m",),
    source="squad2-dev",
    whole_sentence=False,
)


def test_an_answer_is_found_as_whole_words_only() -> None:
    assert occurrences(ROW.text, ("956",)) == ((34, 37),)


def test_an_answer_that_stands_nowhere_alone_is_found_inside_a_word() -> None:
    assert occurrences("The 1956-built hall", ("195",)) == ((4, 7),)


def test_every_occurrence_of_every_answer_is_found_once_and_in_order() -> None:
    assert occurrences("red, blue, red", ("red", "blue", "red")) == ((0, 3), (5, 9), (11, 14))


def test_support_is_the_sentence_of_the_answer_that_shares_most_with_the_question() -> None:
    row = replace(ROW, text="It cost 956 m francs. The tunnel is 956 m long.")
    example = example_of(row)
    assert len(example.answers) == 2
    assert [row.text[a:b] for a, b in example.support] == ["The tunnel is 956 m long."]


def test_all_rows_of_an_article_fall_into_one_fold_and_articles_into_all() -> None:
    rows = [replace(ROW, title=f"Tunnel {n}") for n in range(100)]
    assert [fold_of(replace(row, text="x", question="y"), 3) for row in rows] == [
        fold_of(row, 3) for row in rows
    ]
    assert {fold_of(row, 3) for row in rows} == {0, 1, 2}


def test_a_row_without_answers_supports_nothing() -> None:
    example = example_of(replace(ROW, answers=()))
    assert example.answers == example.support == ()


@pytest.mark.parametrize(
    ("retokenised", "plain"),
    [
        ("a mill -lrb- 1904 -rrb- , closed .", "a mill (1904), closed."),
        ("the city 's port does n't freeze .", "the city's port doesn't freeze."),
        ("from 1229 -- 1241", "from 1229–1241"),
        ("`` yes '' , he said", '"yes", he said'),
    ],
)
def test_treebank_tokens_become_plain_text(retokenised: str, plain: str) -> None:
    assert mend(retokenised) == plain


def test_plain_text_is_left_alone() -> None:
    text = "Version 2.5 (of 1999) isn't a patch-on-the-old one: it's new."
    assert mend(text) == text


def test_validation_shares_no_title_and_no_passage_with_training() -> None:
    titles = [*VALIDATION_TITLES, *(f"Title {n}" for n in range(60))]
    rows = [replace(ROW, title=title, text=f"On {title}.") for title in titles for _ in "ab"]
    rows += [
        replace(ROW, title="", source="covid-qa", text=f"Text {n} stands here.") for n in range(99)
    ]
    training, validation = split_rows(rows)
    assert len(training) + len(validation) == len(rows)
    assert training
    assert {row.title for row in validation} >= VALIDATION_TITLES
    assert not {row.title for row in training if row.title} & {row.title for row in validation}
    assert not {row.text for row in training} & {row.text for row in validation}


def test_a_heading_is_read_behind_the_title_as_when_it_is_asked() -> None:
    assert example_of(ROW).header == "Ardle tunnel"
    assert example_of(replace(ROW, heading="Size")).header == "Ardle tunnel\nSize"
    said = replace(ROW, heading="Size", text=f"Size\n{ROW.text}")
    assert example_of(said).header == "Ardle tunnel"


def test_a_passage_is_listed_once() -> None:
    assert list(contexts([ROW, replace(ROW, question="Where?")])) == [(ROW.title, ROW.text)]


def _annotation(**fields: Any) -> dict[str, Any]:
    facts = {"context": passage_key(ROW.text), "source": "pincite-handwritten"}
    return {**facts, "question": "When did it open?", "answers": ["1961"], **fields}


def _written(path: Path, *records: dict[str, Any]) -> Path:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return path


def test_an_annotation_takes_text_and_title_of_the_passage_it_names(tmp_path: Path) -> None:
    rows = annotated([ROW], _written(tmp_path / "rows.xz", _annotation()))
    added = replace(
        ROW, question="When did it open?", answers=("1961",), source="pincite-handwritten"
    )
    assert rows == [ROW, added]


def test_an_annotation_of_a_given_question_takes_its_place(tmp_path: Path) -> None:
    again = _annotation(question=ROW.question, answers=["956"])
    (row,) = annotated([ROW], _written(tmp_path / "rows.xz", again))
    assert row.answers == ("956",)


def test_a_row_that_is_noise_goes(tmp_path: Path) -> None:
    noise = _annotation(question=ROW.question, answers=None)
    assert annotated([ROW], _written(tmp_path / "rows.xz", noise)) == []


def test_an_annotation_of_a_passage_that_is_not_given_is_left_out(tmp_path: Path) -> None:
    elsewhere = _annotation(context=passage_key("Another passage."))
    assert annotated([ROW], _written(tmp_path / "rows.xz", elsewhere)) == [ROW]
