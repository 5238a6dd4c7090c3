"""Which other answers articles give to the same question: shown side by side, never averaged.

A date, number, name or wording of another article, or a sentence that judges otherwise, is shown
where it is likely enough to contradict the answer, see `rag.answering.contradictions`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rag.answering.agreement import Agreement
from rag.answering.candidates import Candidate
from rag.answering.contradictions import (
    ContradictionModel,
    judgement_features,
    shipped_models,
    stated,
    value_features,
)
from rag.answering.cutting import GOOD_FIT
from rag.answering.dates import Date
from rag.answering.evidence import missing_numbers
from rag.answering.kinds import TYPED
from rag.answering.likeness import Likeness
from rag.answering.quantities import Quantity
from rag.answering.questions import Question
from rag.answering.statements import distance
from rag.answering.values import compare

MEASURED = 6
"""Rivals whose quotes are compared with the answer's: the likeliest without it."""
_MOST_ALTERNATIVES = 3
_NEARLY = 3.0
"""Log odds below the likeliest: what is less likely by more is a value of something else, as beside
two dates of one event a third one of another."""

Comparer: TypeAlias = Callable[[str, Sequence[str]], Sequence[Mapping[str, float]]]
"""From a quote and others to what networks say of each beside it: `QUOTES`, `OPPOSES`."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate of another article that says something else than the answer."""

    group: Agreement
    candidate: Candidate
    features: dict[str, float]
    """Those of `rag.answering.contradictions`."""


def conflicts(
    question: Question, agreed: Sequence[Agreement], comparer: Comparer | None = None
) -> list[Agreement]:
    """What contradicts the first group, the likeliest first; exacter where quotes are compared."""
    if not agreed:
        return []
    model = model_for(agreed[0].best)
    found = sorted(rivals(question, agreed), key=lambda each: -model.log_odds(each.features))
    if comparer is not None:
        found = measured(agreed[0].best, found, comparer)
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


def measured(answer: Candidate, found: Sequence[Rival], comparer: Comparer) -> list[Rival]:
    """The first rivals, their quotes compared with the answer's."""
    nearest = found[:MEASURED]
    if not nearest:
        return []
    told = comparer(answer.quoted, [each.candidate.quoted for each in nearest])
    return [
        replace(each, features={**each.features, **more})
        for each, more in zip(nearest, told, strict=True)
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
    if question.kind in TYPED and two.features["type_fit"] < fits:
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
    rest = (each for each in rival.group.members if each is not rival.candidate)
    return Agreement((rival.candidate, *rest))
