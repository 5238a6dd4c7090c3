"""An evaluation: a suite, a run of it, and everything that follows from the two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.evaluation.baseline import Baseline, Fingerprints, fingerprints
from rag.evaluation.checks import merged_bounds
from rag.evaluation.comparison import Change, Flip, changes, flips, pair
from rag.evaluation.costs import Latency, latencies
from rag.evaluation.gate import ExitCode, Gate, Verdict
from rag.evaluation.gating import assemble_gate, lost_before
from rag.evaluation.items import Item, answer_of, judged_items
from rag.evaluation.judging import Judgement
from rag.evaluation.run import Run
from rag.evaluation.statistics import detectable_drop, smallest_certain_drop
from rag.evaluation.suite import Suite
from rag.evaluation.summary import Slice, slices
from rag.types import Answer

LEAD = "grounded_correct"
"""The measure whose power is stated."""
USUAL_CHURN = 0.1
"""The share of questions that change either way, where no baseline tells."""


@dataclass(frozen=True, slots=True)
class Power:
    """The smallest drop of the lead measure that the set can show."""

    questions: int
    breaks: int
    """This many questions broken and none mended are certain at the gate; 0: none are enough."""
    drop: float
    """Seen with 80% power when `churn` of the questions change either way."""
    churn: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole outcome. `verdict` and `exit_code` come from `gate` and from nowhere else."""

    suite: Suite
    run: Run
    items: tuple[Item, ...]
    answers: tuple[Answer | None, ...]
    """What was replied, question by question; `None` where it crashed."""
    slices: tuple[Slice, ...]
    gate: Gate
    baseline: Baseline | None
    changes: Mapping[str, Change]
    flips: tuple[Flip, ...]
    power: Power
    latencies: tuple[Latency, ...]
    fingerprints: Fingerprints

    @property
    def verdict(self) -> Verdict:
        """The gate's."""
        return self.gate.verdict

    @property
    def exit_code(self) -> ExitCode:
        """The gate's."""
        return self.gate.exit_code

    @property
    def whole(self) -> Slice:
        """The figures over all gated questions."""
        return self.slices[0]

    @property
    def newly_missed(self) -> frozenset[str]:
        """Must-pass questions that do not pass, and did in the baseline or were not in it."""
        missed = (item.question for item in self.items if not item.judgement.stage.passed)
        must = frozenset(question.id for question in missed if self.suite.must_pass(question))
        return must - lost_before(self.baseline)

    @property
    def judgements(self) -> list[Judgement]:
        """In the order of the suite."""
        return [item.judgement for item in self.items]


def score(suite: Suite, run: Run, baseline: Baseline | None) -> Evaluation:
    """Judge a run, fresh or stored; raises `ValueError` where it is not a run of this suite."""
    _check_run(suite, run)
    answers = tuple(answer_of(record.reply) for record in run.records)
    items = judged_items(suite, run, answers)
    gated = [item for item in items if suite.gated(item.question)]
    parts = tuple(slices(items, suite.settings.report_only))
    moved, flipped = _moved(suite, gated, baseline)
    return Evaluation(
        suite=suite,
        run=run,
        items=items,
        answers=answers,
        slices=parts,
        gate=assemble_gate(suite, items, parts[0], baseline, moved, flipped),
        baseline=baseline,
        changes=moved,
        flips=flipped,
        power=_power(parts[0], moved),
        latencies=tuple(latencies(run.timings)),
        fingerprints=fingerprints(suite),
    )


def _check_run(suite: Suite, run: Run) -> None:
    asked = [record.id for record in run.records]
    if asked != [question.id for question in suite.questions]:
        name = suite.settings.name
        raise ValueError(f"the stored run is of other questions than {name} has now: ask again")


def _moved(
    suite: Suite, gated: Sequence[Item], baseline: Baseline | None
) -> tuple[dict[str, Change], tuple[Flip, ...]]:
    if baseline is None:
        return {}, ()
    pairing = pair(gated, baseline)
    bounds = merged_bounds(suite.settings.gate)
    compared = [name for name, bound in bounds.items() if bound.margin is not None]
    must = frozenset(item.question.id for item in gated if suite.must_pass(item.question))
    return changes(pairing, compared), tuple(flips(pairing, must))


def _power(whole: Slice, moved: Mapping[str, Change]) -> Power:
    lead = whole.figures.get(LEAD)
    asked = lead.questions if lead else 0
    churn = moved[LEAD].discordant if LEAD in moved else 0.0
    churn = churn or USUAL_CHURN
    breaks = smallest_certain_drop(asked) if asked else 0
    return Power(asked, breaks, detectable_drop(asked, churn) if asked else 1.0, churn)
