"""An evaluation as Markdown: the report kept in git, and the summary of a CI job."""

from collections.abc import Iterable, Sequence

from rag.evaluation.evaluation import Evaluation
from rag.evaluation.gate import Check
from rag.evaluation.measures import BY_NAME
from rag.evaluation.reports.wording import (
    KEY_MEASURES,
    SYMBOLS,
    answer_text,
    change_text,
    costs_text,
    figure_text,
    interval_text,
    power_text,
    shown,
    stage_counts,
    value_text,
)

SLICE_MEASURES = ("grounded_correct", "correct", "evidence_recall@5", "false_answer_rate")
SHOWN_FLIPS = 20


def markdown_report(evaluation: Evaluation) -> str:
    """The suite's whole report; of a private suite it shows no sentence of an article."""
    settings = evaluation.suite.settings
    parts = [
        f"## {settings.name}: {_verdict(evaluation)}",
        f"{settings.title}. {_index(evaluation)}",
        "### Measures\n\n" + _measures(evaluation),
        "### Where questions are lost\n\n" + _stages(evaluation),
        "### Slices\n\n" + _slices(evaluation),
        "### Against the baseline\n\n" + _flips(evaluation, len(evaluation.flips)),
        "### Gate\n\n" + _checks(evaluation.gate.checks) + "\n\n" + power_text(evaluation.power),
        "### Cost\n\n" + "\n".join(f"- {line}" for line in costs_text(evaluation)),
        "### Questions not passed\n\n" + _lost(evaluation),
    ]
    return "\n\n".join(parts) + "\n"


def job_summary(evaluations: Sequence[Evaluation]) -> str:
    """What a CI job shows on its page: verdicts, the reasons, the figures people ask for."""
    return "\n\n".join(_job_part(evaluation) for evaluation in evaluations) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    )


def _job_part(evaluation: Evaluation) -> str:
    rows = [
        [
            BY_NAME[name].title,
            figure_text(evaluation.whole.figures[name]),
            change_text(evaluation.changes.get(name)),
        ]
        for name in KEY_MEASURES
        if name in evaluation.whole.figures
    ]
    parts = [
        f"## {evaluation.suite.settings.name}: {_verdict(evaluation)}",
        _checks(evaluation.gate.reasons()),
        table(["Measure", "Value [95%]", "Against baseline"], rows),
        power_text(evaluation.power),
        _flips(evaluation, SHOWN_FLIPS),
    ]
    return "\n\n".join(parts)


def _verdict(evaluation: Evaluation) -> str:
    return f"{SYMBOLS[evaluation.verdict]} {evaluation.verdict}"


def _index(evaluation: Evaluation) -> str:
    index = evaluation.run.index
    asked = len(evaluation.items)
    return (
        f"{asked} questions, {index.get('articles', '?')} articles, "
        f"{index.get('passages', '?')} passages, encoder {index.get('encoder', '?')}."
    )


def _measures(evaluation: Evaluation) -> str:
    rows = [
        [
            BY_NAME[name].group,
            BY_NAME[name].title + (" ↓" if BY_NAME[name].sign < 0 else ""),
            value_text(figure.value),
            interval_text(figure.interval),
            str(figure.questions),
            change_text(evaluation.changes.get(name)),
        ]
        for name, figure in evaluation.whole.figures.items()
    ]
    return table(["", "Measure", "Value", "95% interval", "Questions", "Against baseline"], rows)


def _stages(evaluation: Evaluation) -> str:
    counts = stage_counts(evaluation)
    return table(["Stage", "Questions"], [[stage, str(count)] for stage, count in counts.items()])


def _slices(evaluation: Evaluation) -> str:
    rows = [
        [
            part.name + ("" if part.gated else " (not gated)"),
            str(part.questions),
            *(figure_text(part.figures.get(name)) for name in SLICE_MEASURES),
        ]
        for part in evaluation.slices
    ]
    titles = [BY_NAME[name].title for name in SLICE_MEASURES]
    return table(["Slice", "Questions", *titles], rows)


def _flips(evaluation: Evaluation, limit: int) -> str:
    if evaluation.baseline is None:
        return "No baseline yet."
    if not evaluation.flips:
        return "No question changed its stage."
    rows = [
        [flip.id + (" (must pass)" if flip.must_pass else ""), flip.before, flip.after]
        for flip in evaluation.flips[:limit]
    ]
    more = len(evaluation.flips) - limit
    return table(["Question", "Before", "Now"], rows) + (
        f"\n\n… and {more} more" if more > 0 else ""
    )


def _checks(checks: Iterable[Check]) -> str:
    rows = [
        [f"{SYMBOLS[check.verdict]} {check.verdict}", check.name, check.message] for check in checks
    ]
    return table(["Verdict", "Check", "Why"], rows)


def _lost(evaluation: Evaluation) -> str:
    private = evaluation.suite.settings.private
    rows = [
        [
            item.question.id,
            item.judgement.stage,
            item.question.question,
            shown("; ".join(gold.text for gold in item.question.answers), private) or "(refuse)",
            answer_text(answer, private),
        ]
        for item, answer in zip(evaluation.items, evaluation.answers, strict=True)
        if not item.judgement.stage.passed
    ]
    return table(["Question", "Lost", "Asked", "Right", "Replied"], rows) if rows else "None."
