import json
import lzma
from pathlib import Path

from rag.evaluation.gold import EvidenceRule
from rag.evaluation.suite import Suite, load_suite
from rag.training.data import HANDWRITTEN, Row
from rag.training.held_out import (
    CLUSTERS,
    CONTRADICTING,
    FOLDERS,
    SEARCH,
    WORKING,
    asked_passages,
    balanced,
    made_up,
    write_suite,
)

HARBOUR = {
    "title": 'Harbour "Nord" opens',
    "heading": "Costs",
    "text": "The harbour cost 40 million kroner. It is the first of its kind.",
    "questions": [
        {"question": "How much was spent?", "answers": ["40 million kroner"]},
        {
            "question": "Is it new?",
            "answers": ["It is the first of its kind."],
            "granularity": "sentence",
        },
        {"question": "Who paid for it?", "answers": []},
    ],
}
LATER = {
    "title": 'Harbour "Nord" opens',
    "heading": "",
    "text": "Ships came in May.",
    "questions": [{"question": "When did boats arrive?", "answers": ["May", "in May"]}],
}


def _suite(folder: Path) -> Suite:
    write_suite([HARBOUR, LATER], folder)
    return load_suite(folder)


def test_every_held_out_question_is_a_gold_question(tmp_path: Path) -> None:
    assert [(q.question, q.answerable) for q in _suite(tmp_path).questions] == [
        ("How much was spent?", True),
        ("Is it new?", True),
        ("Who paid for it?", False),
        ("When did boats arrive?", True),
    ]


def test_evidence_is_the_place_of_the_answer_in_the_article(tmp_path: Path) -> None:
    suite = _suite(tmp_path)
    found = [
        {suite.articles.text(span.article)[span.start : span.end] for (span,) in q.evidence}
        for q in suite.questions
    ]
    sentence = {"It is the first of its kind."}
    assert found == [{"40 million kroner"}, sentence, set(), {"May", "in May"}]


def test_a_sentence_is_judged_by_its_evidence(tmp_path: Path) -> None:
    (answer,) = _suite(tmp_path).questions[1].answers
    assert isinstance(answer.rule, EvidenceRule)


def _row(question: str, *answers: str) -> Row:
    return Row(question, "Mill", "The mill opened in 1904.", answers, "squad2-dev", False)


def test_rows_of_one_passage_are_asked_of_it_together() -> None:
    (passage,) = asked_passages([_row("When?", "1904"), _row("Where?")])
    assert passage["title"] == "Mill"
    assert [asked["answers"] for asked in passage["questions"]] == [["1904"], []]


def test_one_question_in_three_has_no_answer() -> None:
    rows = [_row(f"{n}?", "1904") for n in range(8)] + [_row(f"no {n}?") for n in range(20)]
    kept = balanced(rows)
    assert [bool(row.answers) for row in kept] == [True] * 8 + [False] * 4
    assert len(balanced(rows, beside_each=1.0)) == 16


def test_no_article_that_is_held_out_is_trained_on() -> None:
    files = (CLUSTERS, FOLDERS, SEARCH, WORKING, CONTRADICTING)
    held_out = {passage["title"] for file in files for passage in made_up(file)}
    trained_on = set()
    for file in HANDWRITTEN:
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            trained_on |= {json.loads(line).get("title") for line in lines}
    assert len(held_out) > 300
    assert len(trained_on) > 2000
    assert not held_out & trained_on


def test_search_questions_are_asked_in_lower_case_of_several_passages_an_article() -> None:
    passages = made_up(SEARCH)
    asked = [question for passage in passages for question in passage["questions"]]
    assert sum(each["question"].islower() for each in asked) > 0.8 * len(asked)
    assert 0.25 < sum(not each["answers"] for each in asked) / len(asked) < 0.4
    assert len(passages) > 3 * len({passage["title"] for passage in passages})


def test_working_documents_hold_tables_and_their_answers_as_they_are_written(
    tmp_path: Path,
) -> None:
    passages = made_up(WORKING)
    tabled = [passage for passage in passages if "\n|---" in passage["text"]]
    assert len(tabled) > 80
    asked = [question for passage in passages for question in passage["questions"]]
    assert 0.4 < sum(not each["answers"] for each in asked) / len(asked) < 0.5
    write_suite(passages, tmp_path / "working")
    suite = load_suite(tmp_path / "working")
    answerable = [each for each in suite.questions if each.answerable]
    assert len(answerable) == sum(bool(each["answers"]) for each in asked)
