"""An evaluation as a table at a terminal."""

from collections.abc import Mapping

import click

from rag.evaluation.comparison import Change
from rag.evaluation.evaluation import Evaluation
from rag.evaluation.gate import Check, Verdict
from rag.evaluation.measures import BY_NAME, Measure
from rag.evaluation.reports.wording import (
    SYMBOLS,
    change_text,
    costs_text,
    interval_text,
    power_text,
    stage_counts,
    value_text,
)
from rag.evaluation.summary import Figure, Slice

COLOURS = {
    Verdict.IMPROVED: "green",
    Verdict.PASS: "green",
    Verdict.WARN: "yellow",
    Verdict.INCOMPARABLE: "magenta",
    Verdict.FAIL: "red",
}
SHOWN_FLIPS = 15


def terminal_report(evaluation: Evaluation) -> str:
    """Measures, where questions were lost, what flipped, and the verdict last."""
    parts = [
        _heading(evaluation),
        figures_table(evaluation.whole.figures, evaluation.changes),
        _stages(evaluation),
        _aside(evaluation),
        _flips(evaluation),
        "\n".join(costs_text(evaluation)),
        power_text(evaluation.power),
        _checks(evaluation),
        _verdict(evaluation),
    ]
    return "\n\n".join(part for part in parts if part)


def _heading(evaluation: Evaluation) -> str:
    settings = evaluation.suite.settings
    asked = f"{len(evaluation.items)} questions"
    return f"{click.style(settings.name, bold=True)} · {settings.title} · {asked}"


def figures_table(figures: Mapping[str, Figure], changes: Mapping[str, Change]) -> str:
    """One line a measure under the name of its group."""
    rows = []
    group = None
    for name, figure in figures.items():
        if BY_NAME[name].group is not group:
            group = BY_NAME[name].group
            rows.append(click.style(group, bold=True))
        rows.append(_row(BY_NAME[name], figure, changes.get(name)))
    return "\n".join(rows)


def _row(measure: Measure, figure: Figure, change: Change | None) -> str:
    arrow = "↑" if measure.sign > 0 else "↓"
    value, interval = value_text(figure.value), interval_text(figure.interval)
    asked = f"n={figure.questions:<5}"
    return f"  {measure.title:<30} {arrow} {value:>6}  {interval:<17} {asked} {change_text(change)}"


def _stages(evaluation: Evaluation) -> str:
    counts = stage_counts(evaluation)
    return "  ".join(f"{stage} {count}" for stage, count in counts.items())


def _aside(evaluation: Evaluation) -> str:
    parts = [part for part in evaluation.slices if not part.gated]
    return "\n".join(_slice_line(part) for part in parts)


def _slice_line(part: Slice) -> str:
    names = ("grounded_correct", "correct", "false_answer_rate")
    figures = [f"{n} {value_text(part.figures[n].value)}" for n in names if n in part.figures]
    return f"{part.name} ({part.questions} questions, not gated): {', '.join(figures)}"


def _flips(evaluation: Evaluation) -> str:
    lines = [
        f"  {flip.id}: {flip.before} → {flip.after}{' (must pass)' if flip.must_pass else ''}"
        for flip in evaluation.flips[:SHOWN_FLIPS]
    ]
    more = len(evaluation.flips) - SHOWN_FLIPS
    lines += [f"  … and {more} more"] if more > 0 else []
    return "\n".join(["Against the baseline:", *lines]) if lines else ""


def _checks(evaluation: Evaluation) -> str:
    return "\n".join(_check_line(check) for check in evaluation.gate.checks)


def _check_line(check: Check) -> str:
    mark = click.style(f"{SYMBOLS[check.verdict]} {check.verdict:<12}", fg=COLOURS[check.verdict])
    return f"{mark} {check.name}: {check.message}"


def _verdict(evaluation: Evaluation) -> str:
    verdict = evaluation.verdict
    text = f"{verdict} (exit code {int(evaluation.exit_code)})"
    return click.style(text, fg=COLOURS[verdict], bold=True)
