"""A run beside its baseline, question by question: how far each measure moved, and what flipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.baseline import DIGITS, Baseline
from rag.evaluation.items import Item
from rag.evaluation.judging import Stage
from rag.evaluation.measures import BY_NAME
from rag.evaluation.statistics import Interval, bootstrap, holm, mcnemar, sign_flip


@dataclass(frozen=True, slots=True)
class Change:
    """How one measure moved on the questions that both runs have; up is better, always."""

    measure: str
    questions: int
    gain: float
    """Mean improvement in the measure's units; below 0: it got worse."""
    interval: Interval
    p: float
    """Two-sided: exact McNemar for rates, else a sign-flip permutation."""
    p_holm: float
    """The same, adjusted for the number of gated measures."""
    lost: int
    won: int

    @property
    def discordant(self) -> float:
        """The share of questions that changed either way."""
        return (self.lost + self.won) / self.questions


@dataclass(frozen=True, slots=True)
class Flip:
    """A question whose stage changed."""

    id: str
    before: Stage
    after: Stage
    must_pass: bool

    @property
    def lost(self) -> bool:
        """Whether it passed before and does not now."""
        return self.before.passed and not self.after.passed

    @property
    def mended(self) -> bool:
        """Whether it passes now and did not before."""
        return self.after.passed and not self.before.passed


@dataclass(frozen=True, slots=True)
class Pairing:
    """The questions that a run and its baseline share, word for word."""

    baseline: Baseline
    items: tuple[Item, ...]
    new: tuple[str, ...]
    """Ids that the baseline does not have, or has with another gold line."""
    gone: tuple[str, ...]
    """Ids that only the baseline has."""


def pair(items: Sequence[Item], baseline: Baseline) -> Pairing:
    """The shared questions: same id, same gold line."""
    shared = tuple(item for item in items if _is_shared(item, baseline))
    ids = {item.question.id for item in items}
    kept = {item.question.id for item in shared}
    new = tuple(item.question.id for item in items if item.question.id not in kept)
    gone = tuple(name for name in baseline.entries if name not in ids)
    return Pairing(baseline, shared, new, gone)


def changes(pairing: Pairing, measures: Sequence[str]) -> dict[str, Change]:
    """The change of each measure that both runs have on some shared question."""
    found = {name: _change(name, pairing) for name in measures if not BY_NAME[name].of_set}
    moved = {name: change for name, change in found.items() if change is not None}
    adjusted = holm({name: change.p for name, change in moved.items()})
    return {name: _with_holm(change, adjusted) for name, change in moved.items()}


def flips(pairing: Pairing, must_pass: frozenset[str]) -> list[Flip]:
    """The questions whose stage changed: lost ones first, then mended, then the others."""
    every = [_flip(item, pairing.baseline, must_pass) for item in pairing.items]
    moved = [flip for flip in every if flip.before is not flip.after]
    return sorted(moved, key=lambda flip: (not flip.lost, not flip.mended, flip.id))


def _is_shared(item: Item, baseline: Baseline) -> bool:
    entry = baseline.entries.get(item.question.id)
    return entry is not None and item.question.sha256.startswith(entry.gold_sha256[:16])


def _change(name: str, pairing: Pairing) -> Change | None:
    gains, members, values = [], [], set()
    for item in pairing.items:
        before = pairing.baseline.entries[item.question.id].measures.get(name)
        after = item.judgement.measures.get(name)
        if before is not None and after is not None:
            values |= {before, after}
            gains.append(BY_NAME[name].sign * (round(after, DIGITS) - before))
            members.append(item.cluster)
    if not gains:
        return None
    return _tested(name, gains, members, is_rate=values <= {0.0, 1.0})


def _tested(name: str, gains: Sequence[float], members: Sequence[str], is_rate: bool) -> Change:
    lost, won = sum(gain < 0 for gain in gains), sum(gain > 0 for gain in gains)
    p = mcnemar(lost, won) if is_rate else sign_flip(gains, members)
    interval = bootstrap(gains, members)
    return Change(name, len(gains), float(np.mean(gains)), interval, p, p, lost, won)


def _with_holm(change: Change, adjusted: Mapping[str, float]) -> Change:
    return Change(
        change.measure,
        change.questions,
        change.gain,
        change.interval,
        change.p,
        adjusted[change.measure],
        change.lost,
        change.won,
    )


def _flip(item: Item, baseline: Baseline, must_pass: frozenset[str]) -> Flip:
    name = item.question.id
    before = baseline.entries[name].stage
    return Flip(name, before, item.judgement.stage, name in must_pass)
