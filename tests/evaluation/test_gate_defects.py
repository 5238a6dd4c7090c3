"""Planted defects: each turns the gate it is named for red, and the honest system stays green."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.evaluation import retrieval
from rag.evaluation.articles import Articles
from rag.evaluation.command import Places, Service, bless, evaluate
from rag.evaluation.evaluation import Evaluation
from rag.evaluation.gate import ExitCode, Verdict
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.judging import Stage
from rag.types import Answer, Citation, Claim, Hit, Reply
from tests.evaluation.hamlets import System, answer, changed, reply, write_suite

Ask = Callable[[str], Reply]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    folder = write_suite(tmp_path)
    places = Places(tmp_path)
    bless(evaluate(folder, Service(system(folder).ask), places), places)
    return folder


def system(suite: Path, without: str | None = None) -> System:
    return System(suite.parents[1] / "articles", without)


def judged(suite: Path, ask: Ask, indexed: frozenset[str] | None = None) -> Evaluation:
    return evaluate(suite, Service(ask, indexed=indexed), Places(suite.parents[1]))


def failed(evaluation: Evaluation) -> set[str]:
    checks = evaluation.gate.checks
    return {check.name for check in checks if check.verdict is Verdict.FAIL}


def test_the_honest_system_passes_with_full_marks(suite: Path) -> None:
    evaluation = judged(suite, system(suite).ask)
    assert evaluation.verdict is Verdict.PASS
    assert evaluation.exit_code is ExitCode.PASSED
    assert evaluation.whole.figures["grounded_correct"].value == 1


def test_shuffled_ranks_fail_the_recall_gate(suite: Path) -> None:
    def reverse(said: Answer) -> Answer:
        return replace(said, hits=tuple(reversed(said.hits)))

    evaluation = judged(suite, changed(system(suite).ask, reverse))
    assert {"evidence_recall@1", "evidence_recall@5"} <= failed(evaluation)
    assert evaluation.exit_code is ExitCode.GATE_FAILED


def test_a_dropped_citation_fails_the_grounding_and_citation_gates(suite: Path) -> None:
    def drop(said: Answer) -> Answer:
        return replace(said, citations=(), claims=tuple(Claim(c.text, ()) for c in said.claims))

    found = failed(judged(suite, changed(system(suite).ask, drop)))
    assert {"grounded_correct", "citation_recall"} <= found


def test_a_span_shifted_by_one_fails_the_validity_gate(suite: Path) -> None:
    def shift(said: Answer) -> Answer:
        moved = (replace(c, start=c.start + 1, end=c.end + 1) for c in said.citations)
        return replace(said, citations=tuple(moved))

    evaluation = judged(suite, changed(system(suite).ask, shift))
    assert {"citation_validity", "grounded_correct"} <= failed(evaluation)


def test_always_answering_fails_the_false_answer_gate(suite: Path) -> None:
    honest = system(suite)

    def ask(question: str) -> Reply:
        said = honest.ask(question)
        return said if said.answer.answered else reply(first_passage(said.answer), 0)

    found = failed(judged(suite, ask))
    assert "false_answer_rate" in found
    assert "grounded_correct" not in found


def test_always_abstaining_fails_the_refusal_gates(suite: Path) -> None:
    def refuse(said: Answer) -> Answer:
        bare = replace(said, answered=False, text=None, claims=(), citations=())
        return replace(bare, alternatives=())

    found = failed(judged(suite, changed(system(suite).ask, refuse)))
    assert {"over_abstention", "grounded_correct", "must_pass"} <= found
    assert "false_answer_rate" not in found


def test_quoting_the_neighbour_passage_fails_the_precision_gate(suite: Path) -> None:
    def neighbour(said: Answer) -> Answer:
        if not said.answered:
            return said
        cited = said.citations[0]
        other = next(hit for hit in said.hits if cited.quote not in hit.passage.text)
        return replace(said, citations=(replace(quote(other), number=1),))

    found = failed(judged(suite, changed(system(suite).ask, neighbour)))
    assert {"citation_precision", "grounded_correct"} <= found
    assert "citation_validity" not in found


def test_one_missing_article_fails_the_recall_gate_and_is_named_in_the_waterfall(
    suite: Path,
) -> None:
    lacking = system(suite, without="birk.md")
    indexed = frozenset(hit.article.path for hit in lacking.hits)
    evaluation = judged(suite, lacking.ask, indexed)
    assert {"indexed", "evidence_recall@5", "grounded_correct"} <= failed(evaluation)
    stages = {item.question.id: item.judgement.stage for item in evaluation.items}
    assert [stages[f"Birk-{n}"] for n in range(4)] == [Stage.NOT_IN_CORPUS] * 4
    assert stages["Arden-0"] is Stage.GROUNDED


def test_an_off_by_one_in_recall_fails_the_self_check(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = retrieval.evidence_recall

    def one_short(
        question: GoldQuestion, hits: tuple[Hit, ...], depth: int, articles: Articles
    ) -> float:
        return honest(question, hits[: depth - 1], depth, articles)

    monkeypatch.setattr(retrieval, "evidence_recall", one_short)
    assert "self_check" in failed(judged(suite, system(suite).ask))


def test_one_crash_fails_the_run_and_the_others_are_still_asked(suite: Path) -> None:
    honest = system(suite)

    def ask(question: str) -> Reply:
        if "Garth" in question and "sheep" in question:
            raise RuntimeError("the wolf came")
        return honest.ask(question)

    evaluation = judged(suite, ask)
    assert "crashed" in failed(evaluation)
    crashed = [item for item in evaluation.items if item.judgement.stage is Stage.CRASHED]
    assert [item.judgement.faults for item in crashed] == [("RuntimeError: the wolf came",)]
    assert crashed[0].judgement.measures["grounded_correct"] == 0
    assert evaluation.whole.figures["correct"].questions == 32


def test_a_reply_without_its_article_is_a_fault_of_the_citation(suite: Path) -> None:
    def elsewhere(said: Answer) -> Answer:
        cited = (replace(c, article=replace(c.article, path="nowhere.md")) for c in said.citations)
        return replace(said, citations=tuple(cited))

    evaluation = judged(suite, changed(system(suite).ask, elsewhere))
    assert "citation_validity" in failed(evaluation)
    assert evaluation.items[0].judgement.faults == ("no article 'nowhere.md'",)


def first_passage(said: Answer) -> Answer:
    cited = quote(said.hits[0])
    return answer(said.question, cited.quote, cited, said.hits)


def quote(hit: Hit) -> Citation:
    passage = hit.passage
    return Citation(1, hit.article, passage.start, passage.end, passage.text, 1, None)
