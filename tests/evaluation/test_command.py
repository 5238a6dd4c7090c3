"""The whole of `rag eval` over the made-up corpus."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from rag.errors import GoldInvalid, UsageError
from rag.evaluation.command import (
    Places,
    Service,
    bless,
    check_latency,
    evaluate,
    lint_suite,
    missing_articles,
    new_suite,
    rescore,
    terminal_report,
    write_reports,
)
from rag.evaluation.gate import Verdict
from rag.evaluation.gold import GoldSpan
from rag.evaluation.judging import Stage
from rag.evaluation.reports.result import result_json
from rag.evaluation.run import write_run
from rag.types import Answer, Reply
from tests.evaluation.hamlets import System, changed, refusal, reply, write_suite


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


@pytest.fixture
def system(suite: Path) -> System:
    return System(suite.parents[1] / "articles")


def test_two_runs_give_the_same_bytes_but_for_the_timings(
    suite: Path, places: Places, system: System
) -> None:
    first = _files(suite, places, system)
    second = _files(suite, places, system)
    assert first == second
    assert set(first) == {"run.json", "replies.jsonl", "result.json"}


def test_a_stored_run_scores_as_the_fresh_one_without_asking(
    suite: Path, places: Places, system: System
) -> None:
    fresh = evaluate(suite, Service(system.ask, rank=system.rank), places)
    assert result_json(rescore(suite, places)) == result_json(fresh)


def test_a_run_of_other_questions_is_not_rescored(
    suite: Path, places: Places, system: System
) -> None:
    evaluate(suite, Service(system.ask), places)
    gold = suite / "gold.jsonl"
    gold.write_text("\n".join(gold.read_text().splitlines()[1:]), "utf-8")
    with pytest.raises(UsageError, match="other questions"):
        rescore(suite, places)


def test_an_edited_article_makes_the_run_incomparable(
    suite: Path, places: Places, system: System
) -> None:
    bless(evaluate(suite, Service(system.ask), places), places)
    with (suite.parents[1] / "articles" / "holm.md").open("a") as article:
        article.write("\nA late remark.\n")
    edited = System(suite.parents[1] / "articles")
    evaluation = evaluate(suite, Service(edited.ask), places)
    assert evaluation.verdict is Verdict.INCOMPARABLE
    assert evaluation.exit_code == 1
    assert "corpus" in evaluation.gate.reasons()[0].message


def test_an_edited_question_is_left_out_of_the_comparison_and_the_rest_is_shown(
    suite: Path, places: Places, system: System
) -> None:
    bless(evaluate(suite, Service(system.ask), places), places)
    gold = suite / "gold.jsonl"
    gold.write_text(gold.read_text().replace('"split": "test"', '"split": "dev"', 1), "utf-8")
    evaluation = evaluate(suite, Service(system.ask), places)
    assert evaluation.verdict is Verdict.INCOMPARABLE
    assert "gold" in evaluation.gate.reasons()[0].message
    assert evaluation.changes["correct"].questions == 31


def test_a_baseline_is_the_same_bytes_again_and_holds_no_text(
    suite: Path, places: Places, system: System
) -> None:
    evaluation = evaluate(suite, Service(system.ask), places)
    first = bless(evaluation, places).read_bytes()
    assert bless(evaluate(suite, Service(system.ask), places), places).read_bytes() == first
    assert b"Anna Voss" not in first


def test_a_run_with_a_false_citation_is_not_blessed(
    suite: Path, places: Places, system: System
) -> None:
    def shift(said: Answer) -> Answer:
        return replace(said, citations=tuple(replace(c, end=c.end + 1) for c in said.citations))

    evaluation = evaluate(suite, Service(changed(system.ask, shift)), places)
    with pytest.raises(UsageError, match="citation_validity"):
        bless(evaluation, places)


def test_an_improvement_is_called_one(suite: Path, places: Places, system: System) -> None:
    def never(said: Answer) -> Answer:
        return refusal(said.question, said.hits)

    bless(evaluate(suite, Service(changed(system.ask, never)), places), places)
    evaluation = evaluate(suite, Service(system.ask), places)
    assert evaluation.verdict is Verdict.IMPROVED
    assert [flip.mended for flip in evaluation.flips] == [True] * 32


def test_a_proposal_reaches_full_coverage(suite: Path, places: Places, system: System) -> None:
    def shy(said: Answer) -> Answer:
        return said if "mill" in said.question else refusal(said.question, said.hits)

    service = Service(changed(system.ask, shy), propose=system.ask)
    evaluation = evaluate(suite, service, places)
    assert sum(item.candidate is not None for item in evaluation.items) == 32
    assert evaluation.whole.figures["coverage@5%risk"].value == pytest.approx(32 / 48)


def test_hiding_the_evidence_is_measured_where_an_answer_was_given(
    suite: Path, places: Places, system: System
) -> None:
    hidden: list[tuple[str, int]] = []

    def ask_without(question: str, spans: Sequence[GoldSpan]) -> Reply:
        hidden.extend((span.article, span.start) for span in spans)
        if "sheep" in question:
            return system.ask(question)
        return reply(refusal(question, ()), 0)

    evaluation = evaluate(suite, Service(system.ask, ask_without=ask_without), places)
    figure = evaluation.whole.figures["evidence_removed"]
    assert (figure.questions, figure.value) == (32, 0.75)
    assert ("arden.md", 9) in hidden


def test_a_measure_that_does_not_apply_is_absent(
    suite: Path, places: Places, system: System
) -> None:
    evaluation = evaluate(suite, Service(system.ask), places)
    measures = {item.question.id: item.judgement.measures for item in evaluation.items}
    assert "false_answer_rate" not in measures["Arden-0"]
    assert "exact_match" not in measures["Arden-3"]  # a sentence, judged by its evidence
    assert "grounded_correct" not in measures["Arden-u0"]
    assert "citation_validity" not in measures["Arden-u0"]
    for name in ("r@100", "sides_shown", "list_recall", "forbidden", "evidence_removed"):
        assert name not in evaluation.whole.figures
    assert "r@100" in evaluate(suite, Service(system.ask, rank=system.rank), places).whole.figures


def test_a_reply_that_breaks_the_contract_is_a_crash(
    suite: Path, places: Places, system: System
) -> None:
    def ask(question: str) -> Reply:
        said = system.ask(question)
        return replace(said, answer=replace(said.answer, hits=None))  # type: ignore[arg-type]

    evaluation = evaluate(suite, Service(ask), places)
    assert {item.judgement.stage for item in evaluation.items} == {Stage.CRASHED}


def test_reports_hold_verdict_flips_and_marked_evidence(
    suite: Path, places: Places, system: System
) -> None:
    bless(evaluate(suite, Service(system.ask), places), places)
    evaluation = evaluate(
        suite, Service(System(suite.parents[1] / "articles", "birk.md").ask), places
    )
    places.reports.mkdir(parents=True)
    (places.reports / "speed.md").write_text("# The report of something else", "utf-8")
    paths = {path.name: path for path in write_reports([evaluation], places)}
    assert "something else" not in paths["latest.md"].read_text("utf-8")
    page = paths["report.html"].read_text("utf-8")
    assert "FAIL" in page
    assert '<span class="core evidence quote">Anna Voss</span>' in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "| Birk-0 | grounded | not retrieved |" in paths["latest.md"].read_text("utf-8")
    cases = Xml.parse(paths["junit.xml"]).iter("testcase")  # noqa: S314 - our own file
    failed = {
        case.get("name", "").split(":")[0] for case in cases if case.find("failure") is not None
    }
    assert {"grounded_correct", "Birk-0", "Birk-3"} <= failed
    assert "Arden-0" not in failed
    assert "FAIL" in paths["summary.md"].read_text("utf-8")
    assert "FAIL (exit code 1)" in terminal_report(evaluation)


def test_the_page_escapes_what_articles_and_answers_hold(
    suite: Path, places: Places, system: System
) -> None:
    def scripted(said: Answer) -> Answer:
        return replace(said, text="<script>alert(1)</script>" if said.answered else None)

    evaluation = evaluate(suite, Service(changed(system.ask, scripted)), places)
    page = next(p for p in write_reports([evaluation], places) if p.name == "report.html")
    assert "<script>alert" not in page.read_text("utf-8")


def test_reports_in_git_hold_no_sentence_of_a_private_suite(tmp_path: Path, places: Places) -> None:
    suite = write_suite(tmp_path, settings="private = true\n")
    gold = suite / "gold.jsonl"
    records = [json.loads(line) for line in gold.read_text().splitlines()]
    for record in records:
        for spans in record.get("evidence", []):
            for span in spans:
                text = (tmp_path / "articles" / span["article"]).read_text()
                quote = span.pop("quote")
                span["start"] = text.index(quote)
                span["end"] = span["start"] + len(quote)
        if record.get("answers") and record["answers"][0].get("match") == "evidence":
            record["answers"][0]["text"] = "snow"
    gold.write_text("\n".join(map(json.dumps, records)), "utf-8")

    def long(said: Answer) -> Answer:
        return replace(said, text=said.citations[0].quote if said.answered else None)

    service = Service(changed(System(tmp_path / "articles").ask, long))
    write_reports([evaluate(suite, service, places)], places)
    report = (places.reports / "latest.md").read_text("utf-8")
    assert "The mill of Holm was founded by …" in report
    assert "broke its roof" not in report


def test_a_faulty_gold_set_is_refused_before_anything_is_asked(suite: Path, places: Places) -> None:
    def ask(question: str) -> Reply:
        raise AssertionError(question)

    with (suite / "gold.jsonl").open("a") as gold:
        gold.write('{"id": "x", "question": "?", "anwers": []}\n{"id": 3}\n')
    with pytest.raises(GoldInvalid, match=r"line 49: .*anwers(.|\n)*line 50: .*'id'"):
        evaluate(suite, Service(ask), places)
    assert not places.run("hamlets").exists()


def test_a_new_suite_lints_clean_and_finds_its_articles(tmp_path: Path, places: Places) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("My first note says that the kettle is blue.\n")
    folder = new_suite("mine", places, notes)
    assert lint_suite(folder) == []
    assert missing_articles(folder) is None
    with pytest.raises(UsageError, match="exists already"):
        new_suite("mine", places, notes)


def test_the_first_example_quotes_what_a_passage_may_hold(tmp_path: Path, places: Places) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    front = "---\ntitle: A kettle of our own\n---\n"
    (notes / "a.md").write_text(f"{front}\nThe kettle in the hut is blue.\n")
    gold = (new_suite("mine", places, notes) / "gold.jsonl").read_text("utf-8")
    assert "The kettle in the hut is blue." in gold
    assert "A kettle of our own" not in gold


def test_latency_is_compared_with_another_run_of_the_same_job(
    suite: Path, places: Places, system: System, tmp_path: Path
) -> None:
    before = evaluate(suite, Service(system.ask), places)
    write_run(before.run, tmp_path / "before")

    def slow(question: str) -> Reply:
        said = system.ask(question)
        return replace(said, timing_ms={**said.timing_ms, "read": 9.0})

    slower = evaluate(suite, Service(slow), places)
    same = check_latency(before, tmp_path / "before", 2.0).gate.checks[-1]
    assert (same.name, same.verdict) == ("latency", Verdict.PASS)
    found = check_latency(slower, tmp_path / "before", 2.0)
    assert found.verdict is Verdict.FAIL
    assert "read 3.00x" in found.gate.reasons()[0].message


def test_what_was_spent_is_told_by_stage_and_by_the_caller(
    suite: Path, places: Places, system: System
) -> None:
    costs = {"index_bytes": 3 * 2**20}
    evaluation = evaluate(suite, Service(system.ask), places, costs=lambda: costs)
    text = terminal_report(evaluation)
    assert "read: p50 3.0 ms, p95 3.0 ms" in text
    assert "index: 3.0 MiB" in text
    assert evaluation.run.costs["peak_memory_bytes"] > 2**20


def test_a_suite_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no suite at"):
        missing_articles(tmp_path / "nothing")


def test_absent_articles_are_named_so_that_the_suite_can_be_skipped(suite: Path) -> None:
    settings = suite / "suite.toml"
    settings.write_text('articles = "../../elsewhere"\n')
    assert missing_articles(suite) == suite.parents[1] / "elsewhere"


def _files(suite: Path, places: Places, system: System) -> dict[str, bytes]:
    service = Service(system.ask, propose=system.ask, rank=system.rank)
    write_reports([evaluate(suite, service, places)], places)
    run = places.run("hamlets")
    names = ("run.json", "replies.jsonl", "result.json")
    return {name: (run / name).read_bytes() for name in names}
