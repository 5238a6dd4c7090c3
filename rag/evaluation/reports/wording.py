"""How figures and answers are written in every report."""

import re
from collections.abc import Mapping

from rag.evaluation.comparison import Change
from rag.evaluation.evaluation import Evaluation, Power
from rag.evaluation.gate import Verdict
from rag.evaluation.judging import Stage
from rag.evaluation.statistics import Interval
from rag.evaluation.summary import Figure
from rag.types import Answer

KEY_MEASURES = (
    "grounded_correct",
    "correct",
    "evidence_recall@5",
    "citation_precision",
    "citation_recall",
    "false_answer_rate",
    "over_abstention",
    "truthfulness",
)
"""What a person looks at first, in this order."""
PRIVATE_WORDS = 7
"""Words in a row of an article that a file in git may show of a private suite."""
_WORD = re.compile(r"\w+")
SYMBOLS: Mapping[Verdict, str] = {
    Verdict.IMPROVED: "▲",
    Verdict.PASS: "✓",
    Verdict.WARN: "!",
    Verdict.INCOMPARABLE: "≠",
    Verdict.FAIL: "✗",
}
STAGES = tuple(Stage)
BYTES = "_bytes"


def value_text(value: float) -> str:
    """Three digits, as the field prints them."""
    return f"{value:.3f}"


def interval_text(interval: Interval | None) -> str:
    """`[0.690, 0.803]`, or a dash where there is none."""
    return f"[{interval.low:.3f}, {interval.high:.3f}]" if interval else "–"


def figure_text(figure: Figure | None) -> str:
    """The value with its interval, or a dash where the measure does not apply."""
    if figure is None:
        return "–"
    return f"{value_text(figure.value)} {interval_text(figure.interval)}"


def change_text(change: Change | None) -> str:
    """The signed gain against the baseline, up always being better."""
    return "–" if change is None else f"{change.gain:+.3f}"


def stage_counts(evaluation: Evaluation) -> dict[Stage, int]:
    """How many gated questions ended at each stage."""
    gated = [item for item in evaluation.items if evaluation.suite.gated(item.question)]
    return {
        stage: sum(item.judgement.stage is stage for item in gated)
        for stage in STAGES
        if any(item.judgement.stage is stage for item in gated)
    }


def power_text(power: Power) -> str:
    """The smallest drop of the lead measure that the set could detect."""
    if not power.questions:
        return "No question measures grounded-correct."
    certain = (
        f"{power.breaks} newly broken of its {power.questions} questions "
        f"({power.breaks / power.questions:.1%}) are a certain drop"
        if power.breaks
        else f"no drop on its {power.questions} questions could be certain"
    )
    seen = (
        f"a drop of {power.drop:.1%} is detected with 80% power"
        if power.drop < 1
        else "no drop reaches 80% power"
    )
    return f"Grounded-correct: {certain}; when {power.churn:.0%} of the questions change, {seen}."


def answer_text(answer: Answer | None, private: bool) -> str:
    """What was replied, cut to a few words where the articles may not be redistributed."""
    if answer is None:
        return "(crashed)"
    if not answer.answered or answer.text is None:
        return "(refused)"
    return shown(answer.text, private)


def shown(text: str, private: bool) -> str:
    """The text on one line; of a private suite no more words than may stand in a file in git."""
    line = " ".join(text.split())
    ends = [word.end() for word in _WORD.finditer(line)]
    if private and len(ends) > PRIVATE_WORDS:
        return line[: ends[PRIVATE_WORDS - 1]] + " …"
    return line


def costs_text(evaluation: Evaluation) -> list[str]:
    """One line a stage and a fact."""
    spent = [
        f"{latency.stage}: p50 {latency.median:.1f} ms, p95 {latency.p95:.1f} ms"
        for latency in evaluation.latencies
    ]
    return spent + [_fact(name, value) for name, value in evaluation.run.costs.items()]


def _fact(name: str, value: float) -> str:
    title = name.removesuffix(BYTES).replace("_", " ")
    if name.endswith(BYTES):
        return f"{title}: {value / 2**20:.1f} MiB"
    return f"{title}: {value:.1f}"
