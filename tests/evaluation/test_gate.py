"""The gate's table: what each combination of change, margin and hash is called."""

from pathlib import Path

import pytest

from rag.evaluation.checks import (
    check_bounds,
    check_comparable,
    check_costs,
    check_measure,
    check_must_pass,
    merged_bounds,
)
from rag.evaluation.comparison import Change
from rag.evaluation.evaluation import score
from rag.evaluation.gate import Check, ExitCode, Gate, Verdict
from rag.evaluation.items import Item
from rag.evaluation.run import ask_all
from rag.evaluation.service import Service
from rag.evaluation.statistics import Interval
from rag.evaluation.suite import Bound, load_suite
from rag.evaluation.summary import Figure, Slice
from tests.evaluation.hamlets import System, write_suite


def change(gain: float, low: float, high: float, p: float = 0.5) -> Change:
    return Change("grounded_correct", 100, gain, Interval(low, high), p, p, 0, 0)


@pytest.mark.parametrize(
    ("moved", "verdict"),
    [
        (change(-0.05, -0.08, -0.01), Verdict.FAIL),  # certain and beyond the margin
        (change(-0.05, -0.10, 0.00), Verdict.WARN),  # beyond the margin, not certain
        (change(-0.01, -0.015, -0.005), Verdict.WARN),  # certain, within the margin
        (change(-0.01, -0.03, 0.01), Verdict.PASS),
        (change(0.00, 0.00, 0.00), Verdict.PASS),
        (change(0.05, 0.01, 0.08, p=0.01), Verdict.IMPROVED),
        (change(0.05, 0.01, 0.08, p=0.20), Verdict.PASS),  # not after Holm
        (change(0.05, -0.01, 0.08, p=0.01), Verdict.PASS),
    ],
)
def test_a_measure_is_judged_by_interval_and_margin(moved: Change, verdict: Verdict) -> None:
    assert check_measure(moved, 0.02).verdict is verdict


@pytest.mark.parametrize(
    ("verdicts", "whole", "code"),
    [
        ([], Verdict.PASS, 0),
        ([Verdict.PASS, Verdict.IMPROVED], Verdict.IMPROVED, 0),
        ([Verdict.IMPROVED, Verdict.WARN], Verdict.WARN, 0),
        ([Verdict.WARN, Verdict.INCOMPARABLE], Verdict.INCOMPARABLE, 1),
        ([Verdict.INCOMPARABLE, Verdict.FAIL, Verdict.PASS], Verdict.FAIL, 1),
    ],
)
def test_the_worst_check_gives_verdict_and_exit_code(
    verdicts: list[Verdict], whole: Verdict, code: int
) -> None:
    gate = Gate(tuple(Check(f"check {n}", verdict, "") for n, verdict in enumerate(verdicts)))
    assert (gate.verdict, gate.exit_code) == (whole, ExitCode(code))


def test_floors_and_ceilings_hold_for_every_run() -> None:
    figures = {
        "grounded_correct": Figure("grounded_correct", 0.7, 10, None),
        "false_answer_rate": Figure("false_answer_rate", 0.2, 10, None),
    }
    whole = Slice("all", 10, gated=True, figures=figures)
    bounds = {
        "grounded_correct": Bound(None, 0.75, None),
        "false_answer_rate": Bound(None, None, 0.2),
        "sides_shown": Bound(None, 0.5, None),
        "correct": Bound(0.02, None, None),
    }
    found = {check.name: check.verdict for check in check_bounds(whole, bounds)}
    assert found == {
        "bound:grounded_correct": Verdict.FAIL,
        "bound:false_answer_rate": Verdict.PASS,
        "bound:sides_shown": Verdict.FAIL,  # a floor that nothing reaches for is no floor
    }


def test_a_suite_changes_bounds_and_keeps_the_default_margins() -> None:
    merged = merged_bounds({"correct": Bound(None, 0.5, None), "f1": Bound(None, 0.4, None)})
    assert merged["correct"] == Bound(0.02, 0.5, None)
    assert merged["f1"] == Bound(None, 0.4, None)
    assert merged["over_abstention"].margin == 0.02


def test_incomparable_says_what_changed() -> None:
    check = check_comparable(["gold", "corpus"], 3, 1)
    assert check.verdict is Verdict.INCOMPARABLE
    assert "gold, corpus" in check.message
    assert "3 questions new or edited, 1 gone" in check.message


def test_latency_fails_as_a_ratio_only() -> None:
    assert check_costs({"read": 1.4}, 1.5).verdict is Verdict.PASS
    assert check_costs({"read": 1.6}, 1.5).verdict is Verdict.FAIL


def test_a_must_pass_question_fails_unless_the_baseline_lost_it_too(tmp_path: Path) -> None:
    items = _lost_items(tmp_path)
    assert check_must_pass(items, frozenset()).verdict is Verdict.FAIL
    known = frozenset(item.question.id for item in items)
    assert check_must_pass(items, known).verdict is Verdict.WARN
    assert check_must_pass([], frozenset()).verdict is Verdict.PASS


def _lost_items(root: Path) -> list[Item]:
    """The questions of an article that the system does not have."""
    suite = load_suite(write_suite(root))
    system = System(root / "articles", without="birk.md")
    items = score(suite, ask_all(suite, Service(system.ask)), None).items
    return [item for item in items if not item.judgement.stage.passed]
