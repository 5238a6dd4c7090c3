import json
from pathlib import Path

import pytest

from rag.errors import GoldInvalid
from rag.evaluation.command import lint_suite
from rag.evaluation.suite import load_suite

NOTE = "The kettle is blue. The kettle was bought in 1999 for 30 euros.\nThe cat is old.\n"
GOOD: dict[str, object] = {
    "id": "a",
    "question": "What colour has the pot for tea?",
    "answers": ["blue"],
    "evidence": [[{"article": "note.txt", "quote": "The kettle is blue."}]],
    "split": "dev",
}
REFUSED: dict[str, object] = {
    "id": "b",
    "question": "Who sold it?",
    "unanswerable": "near-miss",
    "near_misses": [{"article": "note.txt", "quote": "bought in 1999"}],
}


def problems(root: Path, *records: dict[str, object], settings: str = "") -> list[str]:
    return [str(problem) for problem in lint_suite(write(root, *records, settings=settings))]


def write(root: Path, *records: dict[str, object], settings: str = "") -> Path:
    (root / "notes").mkdir(exist_ok=True)
    (root / "notes" / "note.txt").write_text(NOTE, "utf-8", newline="\n")
    suite = root / "suite"
    suite.mkdir(exist_ok=True)
    (suite / "suite.toml").write_text(f'articles = "../notes"\n{settings}', "utf-8")
    (suite / "gold.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    return suite


def asked(fields: str) -> str:
    return '{"id": "a", "question": "?", ' + fields + "}"


def test_a_sound_set_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD, REFUSED) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"evidence": []}, "answerable, but without evidence"),
        ({"unanswerable": "near-miss"}, "answerable, but 'unanswerable' says why"),
        ({"answers": ["green"]}, "no answer stands in evidence set 1"),
        ({"question": "Is it true that the pot is blue?"}, "the question holds its answer 'blue'"),
        ({"forbidden": ["Blue."]}, "both forbidden and an answer"),
        (
            {"answers": [{"text": "1998", "aliases": ["blue"], "match": "number", "value": 1999}]},
            "'1998' does not satisfy its own rule",
        ),
        ({"require": "all", "answers": ["blue", "old"]}, "no answer stands in evidence set 1"),
        (
            {
                "evidence": [
                    [{"article": "note.txt", "start": 0, "end": 19, "quote": "The kettle is red."}]
                ]
            },
            "the quote is not the slice",
        ),
        ({"evidence": [[{"article": "note.txt", "start": 0, "end": 19}]]}, "'quote' is missing"),
        (
            {
                "evidence": [
                    [{"article": "note.txt", "quote": "The kettle is blue.", "core": [30, 40]}]
                ]
            },
            "the core [30, 40] does not lie inside",
        ),
        (
            {
                "evidence": [
                    [{"article": "note.txt", "quote": "The kettle is blue.", "sha256": "00"}]
                ]
            },
            "SHA-256 is not the one recorded",
        ),
        (
            {"evidence": [[{"article": "note.txt", "start": 0, "end": 999, "quote": "x"}]]},
            "outside the article, which has 80 characters",
        ),
        (
            {"evidence": [[{"article": "gone.txt", "start": 0, "end": 5, "quote": "x"}]]},
            "no such article",
        ),
    ],
)
def test_each_rule_names_what_is_wrong(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    found = problems(tmp_path, {**GOOD, **change}, REFUSED)
    assert len(found) == 1
    assert found[0].startswith("line 1 (a): ")
    assert problem in found[0]


def test_an_unanswerable_question_says_why_and_shows_what_tempts(tmp_path: Path) -> None:
    bare = {**REFUSED, "near_misses": []}
    assert "needs a span in 'near_misses'" in problems(tmp_path, GOOD, bare)[0]
    silent: dict[str, object] = {"id": "b", "question": "Who sold it?"}
    assert "does not say why" in problems(tmp_path, GOOD, silent)[0]
    both = {**REFUSED, "answers": ["x"], "answerable": False}
    assert "with answers or evidence" in problems(tmp_path, GOOD, both)[0]


def test_a_yes_no_question_may_hold_its_answer(tmp_path: Path) -> None:
    asked = {**GOOD, "type": "yes-no", "question": "Is the pot blue or red?"}
    assert problems(tmp_path, asked, REFUSED) == []


def test_a_side_of_a_disagreement_says_which_evidence_is_its_own(tmp_path: Path) -> None:
    sides = [{"text": text, "match": "evidence"} for text in ("dear", "cheap")]
    asked = {**GOOD, "type": "conflict", "answers": sides}
    assert len(problems(tmp_path, asked, REFUSED)) == 2
    told = [{**side, "sets": [0]} for side in sides]
    assert problems(tmp_path, {**asked, "answers": told}, REFUSED) == []
    beyond = [{**side, "sets": [1]} for side in sides]
    assert (
        "names evidence that is not there"
        in problems(tmp_path, {**asked, "answers": beyond}, REFUSED)[0]
    )


def test_ids_are_unique_and_a_quarter_is_unanswerable(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD, {**GOOD, "question": "What is the colour of the thing?"})
    assert any("ids are unique: also on line 1" in problem for problem in found)
    assert any("0 of 2 are unanswerable; at least 25% must be" in problem for problem in found)


def test_twins_across_splits_are_found_and_within_one_are_not(tmp_path: Path) -> None:
    twin = {**GOOD, "id": "c", "question": "What colour has the pot for the tea?"}
    assert problems(tmp_path, GOOD, REFUSED, {**twin, "split": "dev"}) == []
    found = problems(tmp_path, GOOD, REFUSED, {**twin, "split": "test"})
    assert found == [
        "line 3 (c): splits are apart: nearly the same question as line 1, of the other split"
    ]
    other = {**twin, "question": "Say how the boiling vessel is painted!", "split": "test"}
    assert "asks for the same fact" in problems(tmp_path, GOOD, REFUSED, other)[0]


def test_a_private_suite_must_not_quote(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD, REFUSED, settings="private = true\n")
    assert all("a private suite must not quote" in problem for problem in found)
    assert len(found) == 2


def test_a_must_pass_id_exists(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD, REFUSED, settings='must_pass = ["z"]\n')
    assert found == ["the set: must pass: suite.toml names 'z', which is no question"]


def test_a_quote_alone_is_found_in_the_file_and_its_core_is_the_answer(tmp_path: Path) -> None:
    span = load_suite(write(tmp_path, GOOD)).questions[0].evidence[0][0]
    assert (span.start, span.end) == (0, 19)
    assert NOTE[slice(*span.core)] == "blue"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ('{"question": "?"}', "'id' must be a text"),
        (asked('"type": "riddle"'), "'type' must be one of fact"),
        (asked('"split": "train"'), "'split' must be one of dev, test"),
        (asked('"anwser": []'), "unknown field 'anwser'"),
        (asked('"answers": [{"text": "x", "match": "fuzzy"}]'), "'match'"),
        (asked('"answers": [{"text": "x", "match": "number"}]'), "'value'"),
        (asked('"answers": [{"text": "x", "match": "date", "value": "May"}]'), "a date is"),
        (asked('"answers": [{"text": "x", "match": "regex", "pattern": "("}]'), "not a pattern"),
        (asked('"evidence": [[{"article": "note.txt", "quote": "tea"}]]'), "is not in the file"),
        (asked('"evidence": [[{"article": "note.txt", "quote": "The k"}]]'), "stands there twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, message: str) -> None:
    suite = write(tmp_path, GOOD)
    (suite / "gold.jsonl").write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(GoldInvalid, match="line 2: ") as raised:
        load_suite(suite)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[gate.wit]\nfloor = 1\n", "no such measure"),
        ("[gate.correct]\nceiling = 1\n", "higher is better, so it has no ceiling"),
        ("[gate.false_answer_rate]\nfloor = 1\n", "lower is better, so it has no floor"),
        ("[gate.auroc]\nmargin = 0.1\n", "a measure of the whole set has no margin"),
        ("articels = 1\n", "unknown field 'articels'"),
    ],
)
def test_settings_that_mean_nothing_are_refused(
    tmp_path: Path, settings: str, message: str
) -> None:
    with pytest.raises(GoldInvalid, match=message):
        load_suite(write(tmp_path, GOOD, settings=settings))
