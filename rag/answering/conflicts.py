"""Which other answers articles give to the same question: shown side by side, never averaged.

A date, number, name or wording of another article, or a sentence that judges otherwise, is shown
where it is likely enough to contradict the answer, see `rag.answering.contradictions`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rag.answering.agreement import Agreement
from rag.answering.candidates import Candidate
from rag.answering.choice import VERDICT
from rag.answering.contradictions import (
    OTHER_VERDICT,
    QUOTES,
    ContradictionModel,
    judgement_features,
    shipped_models,
    stated,
    value_features,
)
from rag.answering.cutting import GOOD_FIT
from rag.answering.dates import Date
from rag.answering.evidence import missing_numbers
from rag.answering.kinds import QUANTITIES, Kind
from rag.answering.likeness import Likeness
from rag.answering.quantities import Quantity
from rag.answering.questions import Question
from rag.answering.selection import Judge
from rag.answering.statements import distance
from rag.answering.values import compare

MEASURED = 4
"""Rivals whose quotes are compared with the answer's and judged: the likeliest without it."""
_MOST_ALTERNATIVES = 3
_NEARLY = 3.0
"""Log odds below the likeliest: what is less likely by more is a value of something else, as beside
two dates of one event a third one of another."""
_TYPED = QUANTITIES | {Kind.DATE}

Nearness: TypeAlias = Callable[[str, Sequence[str]], Sequence[float]]
"""From a quote and others to their inner products with it."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate of another article that says something else than the answer."""

    group: Agreement
    candidate: Candidate
    features: dict[str, float]
    """Those of `rag.answering.contradictions`."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What networks may add to the features of a few rivals."""

    nearness: Nearness | None = None
    judge: Judge | None = None

    @property
    def some(self) -> bool:
        """Is there any?"""
        return self.nearness is not None or self.judge is not None


UNMEASURED = Measures()


def conflicts(
    question: Question, agreed: Sequence[Agreement], measures: Measures = UNMEASURED
) -> list[Agreement]:
    """What contradicts the first group, the likeliest first; exacter where rivals are measured."""
    if not agreed:
        return []
    model = model_for(agreed[0].best)
    found = sorted(rivals(question, agreed), key=lambda each: -model.log_odds(each.features))
    if measures.some:
        found = measured(agreed[0].best, found[:MEASURED], measures)
    likely = [each for each in found if model.log_odds(each.features) >= model.threshold]
    likely.sort(key=lambda each: -model.log_odds(each.features))
    best = model.log_odds(likely[0].features) if likely else 0.0
    likely = [each for each in likely if model.log_odds(each.features) >= best - _NEARLY]
    return [_shown_by(each) for each in _each_once(likely)]


def model_for(answer: Candidate) -> ContradictionModel:
    """Of values, or of judgements where the answer is a whole sentence."""
    models = shipped_models()
    return models.judgements if answer.is_sentence else models.values


def rivals(question: Question, agreed: Sequence[Agreement]) -> Iterator[Rival]:
    """Every candidate that might contradict the first group's best, in no settled order."""
    first = agreed[0]
    for group in agreed[1:]:
        for each in group.members:
            features = _features(question, first, each)
            if features is not None:
                yield Rival(group, each, features)


def measured(answer: Candidate, found: Sequence[Rival], measures: Measures) -> list[Rival]:
    """The rivals, with how near their quotes are to the answer's, and how likely they are right."""
    candidates = [each.candidate for each in found]
    told: list[dict[str, float]] = [{} for _ in found]
    if measures.nearness is not None and found:
        near = measures.nearness(answer.quoted, [each.quoted for each in candidates])
        told = [{QUOTES: product} for product in near]
    if measures.judge is not None:
        verdicts = measures.judge(candidates)
        told = [{**one, OTHER_VERDICT: x} for one, x in zip(told, verdicts, strict=True)]
        candidates = [
            replace(each, features={**each.features, VERDICT: x})
            for each, x in zip(candidates, verdicts, strict=True)
        ]
    return [
        replace(each, candidate=candidate, features={**each.features, **one})
        for each, candidate, one in zip(found, candidates, told, strict=True)
    ]


def _features(question: Question, first: Agreement, two: Candidate) -> dict[str, float] | None:
    one = first.best
    if two.hit.article.id == one.hit.article.id or two.is_sentence != one.is_sentence:
        return None
    if missing_numbers(question, two.quoted) > missing_numbers(question, one.quoted):
        return None
    if one.is_sentence:
        return judgement_features(question, one, two)
    if any(compare(each.value, two.value) is Likeness.SAME for each in first.members):
        return None
    fits = min(GOOD_FIT, one.features["type_fit"])
    if question.kind in _TYPED and two.features["type_fit"] < fits:
        return None
    return value_features(question, one, two)


def _each_once(likely: Sequence[Rival]) -> list[Rival]:
    """One for each article and value."""
    kept: list[Rival] = []
    for each in likely:
        if not any(_repeats(each.candidate, other.candidate) for other in kept):
            kept.append(each)
    return kept[:_MOST_ALTERNATIVES]


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.hit.article.id == other.hit.article.id:
        return True
    mine, its = stated(one).value, stated(other).value
    measurable = isinstance(mine, Date | Quantity) and type(mine) is type(its)
    return compare(mine, its) is Likeness.SAME or (measurable and distance(mine, its) is None)


def _shown_by(rival: Rival) -> Agreement:
    own = rival.candidate.hit, rival.candidate.answer
    rest = (each for each in rival.group.members if (each.hit, each.answer) != own)
    return Agreement((rival.candidate, *rest))
