from pathlib import Path

from eval.bench.peers.budgets import (
    SLACK,
    budget_lines,
    exceeded,
    read_budgets,
    write_budgets,
)


def test_keeps_what_was_blessed(tmp_path: Path) -> None:
    file = tmp_path / "budgets.json"
    assert read_budgets(file) == {}
    write_budgets(file, {"1k cold": 0.25})
    assert read_budgets(file) == {"1k cold": 0.25}


def test_fails_a_ratio_only_beyond_its_budget_and_the_slack() -> None:
    budgets = {"a": 0.4, "b": 0.4}
    assert exceeded({"a": 0.4 * SLACK, "b": 0.4 * SLACK + 0.01, "new": 99}, budgets) == ["b"]


def test_says_which_held() -> None:
    lines = list(budget_lines({"a": 0.1, "b": 9.0, "c": 1.0}, {"a": 0.2, "b": 0.2}))
    assert lines[2:] == [
        "| a | 0.1 | 0.2 | yes |",
        "| b | 9 | 0.2 | **no** |",
        "| c | 1 | – | no budget |",
    ]
