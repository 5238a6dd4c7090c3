"""Which other answers articles give to the same question: shown side by side, never averaged.

A date, number, name or wording of another article, or of a later mail in the answer's own thread,
or a sentence that judges otherwise, is shown where it is likely enough to contradict the answer,
see `rag.answering.disagreement.contradictions`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rag.answering.choosing.agreement import Agreement
from rag.answering.choosing.candidates import Candidate
from rag.answering.disagreement.contradictions import (
    ContradictionModel,
    judgement_features,
    shipped_models,
    stated,
    value_features,
)
from rag.answering.disagreement.once import is_dated_twice
from rag.answering.language.dates import Date, find_dates
from rag.answering.language.evidence import headed
from rag.answering.language.kinds import TYPED
from rag.answering.language.likeness import Likeness
from rag.answering.language.quantities import Quantity, QuantitySpan, find_quantities
from rag.answering.language.questions import Question
from rag.answering.language.statements import distance
from rag.answering.language.values import compare
from rag.answering.showing.correspondence import is_of_later_mail
from rag.answering.spans.cutting import GOOD_FIT

MEASURED = 6
"""Rivals whose quotes are compared with the answer's: the likeliest without it."""
_MOST_ALTERNATIVES = 3
_THE = re.compile(r"\b(?:the|these|those|all|its|their|his|her|our|your|my)\s+$", re.IGNORECASE)
_THINGS = re.compile(r"\s(?:[a-z-]+\s){0,2}(?:[a-z]{2,}(?<![sui])s|people|men|women|children)\b")
"""Around a number that tells nothing apart, since there are no other cranes: "the eight cranes"."""
_NEARLY = 3.0
"""Log odds below the likeliest: what is less likely by more is a value of something else, as beside
two dates of one event a third one of another."""
_ONCE = 3.0
"""Nats that two dates of a deed that is done once add: two years of a founding were at -1.7."""

Comparer: TypeAlias = Callable[[str, Sequence[str]], Sequence[Mapping[str, float]]]
"""From a quote and others to what networks say of each beside it: `QUOTES`, `OPPOSES`."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What other articles say instead of the answer, and how likely that contradicts it."""

    group: Agreement
    log_odds: float
    """Of the contradiction model; not of the group being right."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate of another article that says something else than the answer."""

    group: Agreement
    candidate: Candidate
    features: dict[str, float]
    """Those of `rag.answering.disagreement.contradictions`."""


def conflicts(
    question: Question, agreed: Sequence[Agreement], comparer: Comparer | None = None
) -> list[Contradiction]:
    """What contradicts the first group, the likeliest first; exacter where quotes are compared."""
    if not agreed:
        return []
    first, model = agreed[0], model_for(agreed[0].best)

    def odds(rival: Rival) -> float:
        twice = is_dated_twice(question, first.best, rival.candidate)
        return model.log_odds(rival.features) + _ONCE * twice

    found = sorted(rivals(question, agreed), key=odds, reverse=True)
    if comparer is not None:
        found = measured(first.best, found, comparer)
    found = sorted(found, key=odds, reverse=True)
    least = max(model.threshold, odds(found[0]) - _NEARLY) if found else model.threshold
    near = [each for each in found if odds(each) >= least]
    return [Contradiction(_shown_by(each, first), odds(each)) for each in _each_once(near)]


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
    same_article = two.hit.article.id == one.hit.article.id
    if two.is_sentence != one.is_sentence or (same_article and not is_of_later_mail(two, one)):
        return None
    if _lacking(question, two) > _lacking(question, one) or _is_of_another_year(one, two):
        return None
    if one.is_sentence:
        return judgement_features(question, one, two)
    apart = compare(one.value, two.value) is Likeness.DIFFERENT  # though both be "in September"
    if not apart and any(compare(x.value, two.value) is Likeness.SAME for x in first.members):
        return None
    fits = min(GOOD_FIT, one.features["type_fit"])
    if question.kind in TYPED and two.features["type_fit"] < fits:
        return None
    return value_features(question, one, two)


def _lacking(question: Question, candidate: Candidate) -> int:
    """How many of the question's numbers its quote and headings lack."""
    if not question.quantities:
        return 0
    hit, own = candidate.hit, stated(candidate).value
    texts = (hit.article.title, hit.passage.heading, candidate.quoted)
    told = (each.value for text in texts for each in find_quantities(text))
    others = [each for each in told if each != own]
    asked = (each for each in find_quantities(question.text) if each.value in question.quantities)
    return sum(_is_lacking(question.text, each, others) for each in asked)


def _is_lacking(text: str, asked: QuantitySpan, told: Sequence[Quantity]) -> bool:
    """Of "the eight cranes" only another number of cranes; of "version 8" any text without it."""
    likenesses = {asked.value.likeness(each) for each in told}
    if Likeness.SAME in likenesses:
        return False
    is_known = _THE.search(text, 0, asked.start) and _THINGS.match(text, asked.end)
    return Likeness.DIFFERENT in likenesses or not is_known


def _is_of_another_year(one: Candidate, two: Candidate) -> bool:
    """Is the answer one of the papers' days ("Friday night"), and the other date years away?"""
    mine, other = stated(one).value, stated(two).value
    papers = {
        int(each.hit.article.published[:4]) for each in (one, two) if each.hit.article.published
    }
    if isinstance(mine, Date) or not isinstance(other, Date) or not (papers and other.year):
        return False
    told = (each.value for each in find_dates(headed(one.hit)))
    years = papers | {each.year for each in told if each and each.year}
    return all(abs(other.year - year) > 1 for year in years)


def _each_once(likely: Sequence[Rival]) -> list[Rival]:
    """One for each article, what it is the likeliest to answer, and one for each value."""
    kept: list[Rival] = []
    for each in likely:
        is_surest = not any(_is_surer(other.candidate, each.candidate) for other in likely)
        if is_surest and not any(_repeats(each.candidate, other.candidate) for other in kept):
            kept.append(each)
    return kept[:_MOST_ALTERNATIVES]


def _is_surer(one: Candidate, other: Candidate) -> bool:
    return one.hit.article.id == other.hit.article.id and one.score > other.score


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.hit.article.id == other.hit.article.id:
        return True
    mine, its = stated(one).value, stated(other).value
    measurable = isinstance(mine, Date | Quantity) and type(mine) is type(its)
    return compare(mine, its) is Likeness.SAME or (measurable and distance(mine, its) is None)


def _shown_by(rival: Rival, first: Agreement) -> Agreement:
    """Led by the rival; an article that states the answer does not state the other, too."""
    stating = {each.hit.article.id for each in first.members}
    rest = (
        each
        for each in rival.group.members
        if each is not rival.candidate and each.hit.article.id not in stating
    )
    return Agreement((rival.candidate, *rest))
