"""The named checks of the gate, each with the reason for its verdict."""

from collections.abc import Mapping, Sequence

from rag.evaluation.comparison import Change, Flip
from rag.evaluation.gate import Check, Verdict
from rag.evaluation.items import Item
from rag.evaluation.judging import Stage
from rag.evaluation.measures import BY_NAME
from rag.evaluation.statistics import ALPHA
from rag.evaluation.suite import Bound
from rag.evaluation.summary import Slice

DEFAULT_BOUNDS: Mapping[str, Bound] = {
    "grounded_correct": Bound(0.02, None, None),
    "correct": Bound(0.02, None, None),
    "evidence_recall@1": Bound(0.04, None, None),
    "evidence_recall@5": Bound(0.02, None, None),
    "citation_precision": Bound(0.02, None, None),
    "citation_recall": Bound(0.02, None, None),
    "false_answer_rate": Bound(0.02, None, None),
    "over_abstention": Bound(0.02, None, None),
}
"""Gated unless `suite.toml` says otherwise."""


def merged_bounds(own: Mapping[str, Bound]) -> dict[str, Bound]:
    """The defaults, and what a suite says otherwise; it keeps a default margin it does not name."""
    bounds = dict(DEFAULT_BOUNDS)
    for name, bound in own.items():
        default = DEFAULT_BOUNDS.get(name)
        margin = default.margin if bound.margin is None and default else bound.margin
        bounds[name] = Bound(margin, bound.floor, bound.ceiling)
    return bounds


def check_measure(change: Change, margin: float) -> Check:
    """Certain and beyond the margin fails; beyond the margin or certain alone warns."""
    drop = -change.gain
    certain, beyond = change.interval.high < 0, drop > margin
    if certain and beyond:
        verdict = Verdict.FAIL
    elif beyond or certain:
        verdict = Verdict.WARN
    elif change.interval.low > 0 and change.p_holm <= ALPHA:
        verdict = Verdict.IMPROVED
    else:
        verdict = Verdict.PASS
    return Check(change.measure, verdict, _change_text(change, margin))


def check_bounds(whole: Slice, bounds: Mapping[str, Bound]) -> list[Check]:
    """A floor or ceiling missed fails; a measure that has one and does not apply fails too."""
    return [
        _bound_check(name, bound, whole)
        for name, bound in bounds.items()
        if bound.floor is not None or bound.ceiling is not None
    ]


def check_must_pass(items: Sequence[Item], lost_before: frozenset[str]) -> Check:
    """Every must-pass question passes; one that the baseline lost as well only warns."""
    lost = [item.question.id for item in items if not item.judgement.stage.passed]
    flipped = [name for name in lost if name not in lost_before]
    if flipped:
        return Check("must_pass", Verdict.FAIL, f"must pass and do not: {', '.join(flipped)}")
    if lost:
        message = f"still do not pass, as in the baseline: {', '.join(lost)}"
        return Check("must_pass", Verdict.WARN, message)
    return Check("must_pass", Verdict.PASS, f"all {len(items)} pass")


def check_citations(items: Sequence[Item]) -> Check:
    """Every citation is the slice it claims to be."""
    faulty = [
        f"{item.question.id}: {item.judgement.faults[0]}"
        for item in items
        if item.judgement.measures.get("citation_validity", 1.0) < 1
    ]
    if faulty:
        message = f"{len(faulty)} questions with invalid citations, first {faulty[0]}"
        return Check("citation_validity", Verdict.FAIL, message)
    return Check("citation_validity", Verdict.PASS, "every citation is valid")


def check_crashes(items: Sequence[Item]) -> Check:
    """No question raised."""
    crashed = [item for item in items if item.judgement.measures["crashed"]]
    if crashed:
        first = crashed[0]
        message = f"{len(crashed)} crashed, first {first.question.id}: {first.judgement.faults[0]}"
        return Check("crashed", Verdict.FAIL, message)
    return Check("crashed", Verdict.PASS, "no question crashed")


def check_indexed(items: Sequence[Item]) -> Check:
    """No question is lost because the index lacks its article."""
    lost = [item.question for item in items if item.judgement.stage is Stage.NOT_IN_CORPUS]
    if lost:
        homes = ", ".join(sorted({question.home for question in lost}))
        message = f"{len(lost)} questions are about articles that the index lacks: {homes}"
        return Check("indexed", Verdict.FAIL, message)
    return Check("indexed", Verdict.PASS, "no article of the gold set is known to be missing")


def check_comparable(changed: Sequence[str], new: int, gone: int) -> Check:
    """Gold, corpus and measures are those of the baseline."""
    if not changed:
        return Check("comparable", Verdict.PASS, "same gold, corpus and measures as the baseline")
    what = ", ".join(changed)
    message = f"changed since the baseline: {what}"
    if "gold" in changed:
        message += f" ({new} questions new or edited, {gone} gone)"
    return Check("comparable", Verdict.INCOMPARABLE, message + "; bless a run: `rag eval --bless`")


def check_costs(ratios: Mapping[str, float], most: float) -> Check:
    """No stage's p95 is more than `most` times that of the run it is compared with."""
    slow = {stage: ratio for stage, ratio in ratios.items() if ratio > most}
    listing = ", ".join(f"{stage} {ratio:.2f}x" for stage, ratio in (slow or ratios).items())
    verdict = Verdict.FAIL if slow else Verdict.PASS
    return Check("latency", verdict, f"p95 against the other run: {listing} (at most {most:g}x)")


def flipped_text(flips: Sequence[Flip]) -> str:
    """How many questions were lost, mended, and broke elsewhere."""
    lost, mended = sum(flip.lost for flip in flips), sum(flip.mended for flip in flips)
    return f"{lost} lost, {mended} mended, {len(flips) - lost - mended} otherwise changed"


def _bound_check(name: str, bound: Bound, whole: Slice) -> Check:
    title = f"bound:{name}"
    figure = whole.figures.get(name)
    if figure is None:
        return Check(title, Verdict.FAIL, f"{name} has a bound but applies to no question")
    if bound.floor is not None and figure.value < bound.floor:
        return Check(title, Verdict.FAIL, f"{figure.value:.3f} is below the floor {bound.floor:g}")
    if bound.ceiling is not None and figure.value > bound.ceiling:
        message = f"{figure.value:.3f} is above the ceiling {bound.ceiling:g}"
        return Check(title, Verdict.FAIL, message)
    return Check(title, Verdict.PASS, f"{figure.value:.3f} keeps its bound")


def _change_text(change: Change, margin: float) -> str:
    unit = BY_NAME[change.measure].title
    return (
        f"{unit} {_signed(change.gain)} [{_signed(change.interval.low)}, "
        f"{_signed(change.interval.high)}] on {change.questions} questions, margin "
        f"{margin:g}, {change.lost} worse, {change.won} better, Holm p {change.p_holm:.3f}"
    )


def _signed(value: float) -> str:
    return f"{value:+.3f}"
