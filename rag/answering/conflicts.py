"""Which other answers articles give to the same question: shown side by side, never averaged.

A date, number or name of another article is shown where it is likely enough to contradict, see
`rag.answering.contradictions`. Where a judgement is asked for, a sentence that doubts stands beside
one that does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.agreement import Agreement, covered
from rag.answering.candidates import Candidate
from rag.answering.contradictions import pair_features, shipped_model, stated
from rag.answering.cutting import GOOD_FIT
from rag.answering.evidence import missing_numbers
from rag.answering.kinds import NAMES
from rag.answering.likeness import Likeness
from rag.answering.names import Name
from rag.answering.questions import Question
from rag.answering.stance import are_opposed, asks_for_judgement
from rag.answering.statements import distance
from rag.answering.values import compare

_CLOSE_JUDGEMENT = 2.0  # nats
_COMPARABLE = 0.75  # of the best answer's coverage of the question
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate of another article that states another value than the answer."""

    group: Agreement
    candidate: Candidate
    features: dict[str, float]
    """Those of `rag.answering.contradictions`."""


def conflicts(question: Question, agreed: Sequence[Agreement]) -> list[Agreement]:
    """Other values that articles give for the same question, the likeliest first."""
    if asks_for_judgement(question):
        return [each for each in agreed[1:] if _judges_otherwise(question, agreed[0], each)][:1]
    model = shipped_model()
    odds = [(model.log_odds(each.features), each) for each in rivals(question, agreed)]
    likely = [pair for pair in odds if pair[0] >= model.threshold]
    likely.sort(key=lambda pair: -pair[0])
    return [_shown_by(each) for each in _each_once([rival for _, rival in likely])]


def rivals(question: Question, agreed: Sequence[Agreement]) -> Iterator[Rival]:
    """Every candidate that might contradict the first group's best, in no settled order."""
    for group in agreed[1:]:
        for each in group.members:
            if _may_contradict(question, agreed[0], each):
                features = pair_features(agreed[0].best, each)
                if features is not None:
                    yield Rival(group, each, features)


def _may_contradict(question: Question, first: Agreement, two: Candidate) -> bool:
    if two.hit.article.id == first.best.hit.article.id:
        return False
    if any(compare(each.value, two.value) is Likeness.SAME for each in first.members):
        return False
    if isinstance(two.value, Name) and question.kind not in NAMES:
        return False
    if not _holds_as_many_numbers(question, first.best, two):
        return False
    fits = min(GOOD_FIT, first.best.features["type_fit"])
    return two.features["type_fit"] >= fits


def _each_once(likely: Sequence[Rival]) -> list[Rival]:
    """One for each article and value."""
    kept: list[Rival] = []
    for each in likely:
        if not any(_repeats(each.candidate, other.candidate) for other in kept):
            kept.append(each)
    return kept[:_MOST_ALTERNATIVES]


def _repeats(one: Candidate, other: Candidate) -> bool:
    same = distance(stated(one).value, stated(other).value) is None
    return same or one.hit.article.id == other.hit.article.id


def _shown_by(rival: Rival) -> Agreement:
    rest = (each for each in rival.group.members if each is not rival.candidate)
    return Agreement((rival.candidate, *rest))


def _judges_otherwise(question: Question, first: Agreement, other: Agreement) -> bool:
    one, two = first.best, other.best
    elsewhere = one.hit.article.id != two.hit.article.id
    close = two.likelihood >= one.likelihood - _CLOSE_JUDGEMENT
    opposed = are_opposed([one.quoted, two.quoted])
    return elsewhere and close and opposed and _answers_the_same(question, one, two)


def _answers_the_same(question: Question, one: Candidate, two: Candidate) -> bool:
    comparable = covered(two) >= _COMPARABLE * covered(one)
    return comparable and _holds_as_many_numbers(question, one, two)


def _holds_as_many_numbers(question: Question, one: Candidate, two: Candidate) -> bool:
    return missing_numbers(question, two.quoted) <= missing_numbers(question, one.quoted)
