"""From judgements to figures: means with intervals, for the whole suite and its slices."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from rag.evaluation.items import Item
from rag.evaluation.measures import MEASURES
from rag.evaluation.scoring import Outcome
from rag.evaluation.selective import confidence_measures, refusal_measures
from rag.evaluation.statistics import RESAMPLES, SEED, Interval, bootstrap, wilson

SET_RESAMPLES = 499
"""For measures of a whole set, percentiles instead of BCa: each draw scores the set anew."""
PART_RESAMPLES = 999
"""For a slice that nothing is decided by."""
EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one slice; the interval is `None` where there are too few questions."""

    measure: str
    value: float
    questions: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the questions, and their figures by measure, in the catalogue's order."""

    name: str
    questions: int
    gated: bool
    figures: Mapping[str, Figure]


def summarise(name: str, items: Sequence[Item], gated: bool) -> Slice:
    """The slice's figures; the whole suite's with full intervals, a part's with coarser ones."""
    resamples = RESAMPLES if name == EVERYTHING else PART_RESAMPLES
    means = {
        measure.name: figure
        for measure in MEASURES
        if not measure.of_set and (figure := _mean(measure.name, items, resamples)) is not None
    }
    of_set = _set_figures(items, SET_RESAMPLES if name == EVERYTHING else 0)
    figures = {
        measure.name: (means | of_set)[measure.name]
        for measure in MEASURES
        if measure.name in means or measure.name in of_set
    }
    return Slice(name, len(items), gated, figures)


def slices(items: Sequence[Item], report_only: Set[str]) -> list[Slice]:
    """The gated questions whole, by split, type and tag; then the tags that are reported only."""
    counted = [item for item in items if not item.question.tags & report_only]
    aside = [item for item in items if item.question.tags & report_only]
    groups = {EVERYTHING: counted}
    for item in sorted(counted, key=lambda item: item.question.split):
        groups.setdefault(f"split: {item.question.split}", []).append(item)
    for item in sorted(counted, key=lambda item: item.question.type):
        groups.setdefault(f"type: {item.question.type}", []).append(item)
    for item in counted:
        if item.question.unanswerable:
            groups.setdefault(f"unanswerable: {item.question.unanswerable}", []).append(item)
    tags = sorted({tag for item in counted for tag in item.question.tags})
    groups |= {f"tag: {tag}": _tagged(counted, tag) for tag in tags}
    reported = {f"tag: {tag}": _tagged(aside, tag) for tag in sorted(report_only)}
    return [
        *(summarise(name, members, gated=True) for name, members in groups.items()),
        *(summarise(name, members, gated=False) for name, members in reported.items() if members),
    ]


def _tagged(items: Sequence[Item], tag: str) -> list[Item]:
    return [item for item in items if tag in item.question.tags]


def _mean(name: str, items: Sequence[Item], resamples: int) -> Figure | None:
    scored = [item for item in items if name in item.judgement.measures]
    if not scored:
        return None
    values = [item.judgement.measures[name] for item in scored]
    interval = _interval(values, [item.cluster for item in scored], resamples)
    return Figure(name, float(np.mean(values)), len(values), interval)


def _interval(values: Sequence[float], members: Sequence[str], resamples: int) -> Interval | None:
    """Wilson's for a rate; the clustered bootstrap for a mean of at least two clusters."""
    if set(values) <= {0.0, 1.0}:
        return wilson(sum(values), len(values))
    return bootstrap(values, members, resamples) if len(set(members)) > 1 else None


def _set_figures(items: Sequence[Item], resamples: int) -> dict[str, Figure]:
    measured = _set_measures(items)
    drawn = _draws(items, resamples) if measured else {}
    return {
        name: Figure(name, value, len(items), _percentiles(drawn.get(name, []), resamples))
        for name, value in measured.items()
    }


def _set_measures(items: Sequence[Item]) -> dict[str, float]:
    outcomes = [item.judgement.outcome for item in items]
    candidates = [item.candidate for item in items if item.candidate]
    judged = [outcome for outcome in outcomes if outcome is not Outcome.CRASHED]
    return confidence_measures(candidates, len(items)) | refusal_measures(judged)


def _draws(items: Sequence[Item], resamples: int) -> dict[str, list[float]]:
    """The set's measures over seeded draws of whole clusters."""
    members: dict[str, list[Item]] = {}
    for item in items:
        members.setdefault(item.cluster, []).append(item)
    names = sorted(members)
    generator = np.random.default_rng(SEED)
    draws: dict[str, list[float]] = {}
    for _ in range(resamples):
        picked = generator.integers(0, len(names), len(names))
        sample = [item for index in picked for item in members[names[index]]]
        for name, value in _set_measures(sample).items():
            draws.setdefault(name, []).append(value)
    return draws


def _percentiles(values: Sequence[float], resamples: int) -> Interval | None:
    """`None` where the measure had no value in half of the draws, or there were none."""
    if not resamples or len(values) < resamples // 2:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
