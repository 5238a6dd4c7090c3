"""What a run cost: latency by stage, memory, disk. Reported, and gated only as a ratio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one stage over the questions."""

    stage: str
    median: float
    p95: float


def latencies(timings: Sequence[Mapping[str, float]]) -> list[Latency]:
    """One entry a stage, in the order in which stages first appear; crashed questions left out."""
    stages = list(dict.fromkeys(stage for timing in timings for stage in timing))
    return [_latency(stage, timings) for stage in stages]


def cost_ratios(
    now: Sequence[Mapping[str, float]], before: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """The p95 of each stage in both runs, as a multiple of the earlier one's."""
    earlier = {latency.stage: latency.p95 for latency in latencies(before)}
    return {
        latency.stage: latency.p95 / earlier[latency.stage]
        for latency in latencies(now)
        if earlier.get(latency.stage)
    }


def _latency(stage: str, timings: Sequence[Mapping[str, float]]) -> Latency:
    spent = [timing[stage] for timing in timings if stage in timing]
    median, p95 = np.quantile(spent, [0.5, 0.95])
    return Latency(stage, float(median), float(p95))
