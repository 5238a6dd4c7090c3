"""An evaluation as one self-contained HTML page: the only module that imports jinja2."""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.evaluation.evaluation import Evaluation
from rag.evaluation.items import Item
from rag.evaluation.judging import Stage
from rag.evaluation.measures import BY_NAME, MEASURES, Group
from rag.evaluation.reports.plots import interval_bar, reliability_plot, risk_plot
from rag.evaluation.reports.questions import question_views
from rag.evaluation.reports.wording import (
    KEY_MEASURES,
    SYMBOLS,
    costs_text,
    interval_text,
    power_text,
    stage_counts,
    value_text,
)
from rag.evaluation.scoring import Outcome
from rag.evaluation.selective import Candidate, reliability, risk_curve
from rag.evaluation.summary import Figure

TEMPLATE = "report.html.j2"
LOST_STAGES = (
    Stage.NOT_IN_CORPUS,
    Stage.NOT_RETRIEVED,
    Stage.OVER_ABSTAINED,
    Stage.MISREAD,
    Stage.MIS_CITED,
    Stage.CRASHED,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall: the questions left after it, and those lost in it."""

    stage: str
    lost: int
    left: int


def html_report(evaluation: Evaluation) -> str:
    """The page; it holds passages of the articles, so that of a private suite stays private."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("rag.evaluation.reports")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["bar"] = _bar
    environment.filters["num"] = value_text
    environment.filters["interval"] = interval_text
    return environment.get_template(TEMPLATE).render(_page(evaluation)) + "\n"


def waterfall(evaluation: Evaluation) -> list[Step]:
    """The answerable gated questions, and where they are lost on the way to grounded-correct."""
    gated = [item for item in evaluation.items if evaluation.suite.gated(item.question)]
    stages = [item.judgement.stage for item in gated if item.question.answerable]
    left = len(stages)
    steps = [Step("answerable questions", 0, left)]
    for stage in LOST_STAGES:
        lost = stages.count(stage)
        left -= lost
        if lost:
            steps.append(Step(stage, lost, left))
    return [*steps, Step("grounded and right", 0, left)]


def _page(evaluation: Evaluation) -> Mapping[str, object]:
    gated = [item for item in evaluation.items if evaluation.suite.gated(item.question)]
    candidates = [item.candidate for item in gated if item.candidate]
    whole = evaluation.whole.figures
    return {
        "evaluation": evaluation,
        "settings": evaluation.suite.settings,
        "symbols": SYMBOLS,
        "measures": BY_NAME,
        "catalogue": MEASURES,
        "groups": [group for group in Group if any(BY_NAME[name].group is group for name in whole)],
        "cards": [name for name in KEY_MEASURES if name in whole],
        "asked": {item.question.id: item.question.question for item in evaluation.items},
        "lost": sum(flip.lost for flip in evaluation.flips),
        "mended": sum(flip.mended for flip in evaluation.flips),
        "steps": waterfall(evaluation),
        "outcomes": _outcomes(gated),
        "stages": stage_counts(evaluation),
        "risk": risk_plot(risk_curve(candidates, len(gated)), _chosen(gated)) if candidates else "",
        "reliability": reliability_plot(reliability(candidates)) if candidates else "",
        "reach": _reach(candidates, gated),
        "power": power_text(evaluation.power),
        "costs": costs_text(evaluation),
        "views": question_views(evaluation),
        "slice_measures": ("grounded_correct", "correct", "evidence_recall@5", "false_answer_rate"),
    }


def _outcomes(gated: list[Item]) -> dict[str, int]:
    counts = [item.judgement.outcome for item in gated]
    return {outcome.name: counts.count(outcome) for outcome in Outcome}


def _chosen(gated: list[Item]) -> tuple[float, float] | None:
    """Coverage and risk of what was in fact answered."""
    outcomes = [item.judgement.outcome for item in gated]
    wrong = outcomes.count(Outcome.WRONG) + outcomes.count(Outcome.FALSE_ANSWER)
    given = wrong + outcomes.count(Outcome.RIGHT)
    return (given / len(gated), wrong / given) if given else None


def _reach(candidates: list[Candidate], gated: list[Item]) -> str:
    return f"{len(candidates)} of {len(gated)} questions have a candidate answer"


def _bar(figure: Figure) -> str:
    low = -1.0 if figure.measure == "truthfulness" else 0.0
    return interval_bar(figure.value, figure.interval, low)
