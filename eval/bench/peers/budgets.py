"""Budgets: the ratios to the baseline peer that were reached once, and may not grow by much."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

SLACK = 1.25
"""A ratio of two medians of a few repeats moves by this much from run to run."""


def read_budgets(file: Path) -> dict[str, float]:
    """Ratios by size and measure; none where there is no file."""
    if not file.exists():
        return {}
    return {name: float(value) for name, value in json.loads(file.read_text()).items()}


def write_budgets(file: Path, ratios: Mapping[str, float]) -> None:
    """Make these the budgets."""
    file.write_text(json.dumps(ratios, indent=1) + "\n", encoding="utf-8")


def exceeded(ratios: Mapping[str, float], budgets: Mapping[str, float]) -> list[str]:
    """The names of the ratios that are above their budget and the slack."""
    return [
        name for name, ratio in ratios.items() if ratio > SLACK * budgets.get(name, float("inf"))
    ]


def budget_lines(ratios: Mapping[str, float], budgets: Mapping[str, float]) -> Iterator[str]:
    """A table of both, a row a ratio."""
    over = set(exceeded(ratios, budgets))
    yield "| pincite / plain | ratio | budget | held |"
    yield "|---|---|---|---|"
    for name, ratio in ratios.items():
        budget = f"{budgets[name]:.3g}" if name in budgets else "–"
        held = "**no**" if name in over else "yes" if name in budgets else "no budget"
        yield f"| {name} | {ratio:.3g} | {budget} | {held} |"
