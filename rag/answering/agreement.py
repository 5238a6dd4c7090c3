"""Which candidate answers say the same, and which contradict one another.

Articles that state the same value agree: each adds its citation. Two values disagree only where
both sentences answer the same question: another article, the asked type, a score close to the
best or likely by itself, and as much of the question's words, else it is another event. They are
never averaged, never hidden.
Where a judgement is asked for, a sentence that doubts stands beside one that does not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.candidates import Candidate
from rag.answering.cutting import GOOD_FIT, fit_of
from rag.answering.evidence import missing_numbers
from rag.answering.kinds import SHORT
from rag.answering.likeness import Likeness
from rag.answering.questions import Question
from rag.answering.stance import are_opposed, asks_for_judgement
from rag.answering.values import compare

_CLOSE = 3.0  # nats
_CLOSE_JUDGEMENT = 2.0  # a sentence is a weaker statement than a date
_COMPARABLE = 0.75  # of the best answer's coverage of the question
_SUPPORTS = 0.85  # of the best answer's coverage: a citation more must not be a citation worse
_SUPPORTS_WITHIN = 2.5  # nats of the best
_MOST_WEIGHED = 24
_MOST_SUPPORTS = 3
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """Candidates that state one value, best first."""

    members: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The one that is shown."""
        return self.members[0]

    @property
    def strength(self) -> float:
        """Log of the summed odds of the best candidate of each article."""
        best = {each.hit.article.id: each.score for each in reversed(self.members)}
        top = max(best.values())
        return top + math.log(sum(math.exp(score - top) for score in best.values()))


def agreements(question: Question, found: Sequence[Candidate]) -> list[Agreement]:
    """Group the candidates by value, strongest group first."""
    groups: list[list[Candidate]] = []
    for each in found[:_MOST_WEIGHED]:
        group = next((g for g in groups if _agree(question, g[0], each)), None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    agreed = [Agreement(tuple(group)) for group in groups]
    return sorted(agreed, key=lambda group: (-group.strength, group.best.hit.article.path))


def supports(agreement: Agreement) -> list[Candidate]:
    """The best candidate, then one of each other article that states the value too."""
    chosen: dict[str, Candidate] = {}
    for each in agreement.members:
        if each.likelihood < agreement.best.likelihood - _SUPPORTS_WITHIN:
            continue
        chosen.setdefault(each.hit.article.id, each)
    return list(chosen.values())[:_MOST_SUPPORTS]


def conflicts(question: Question, agreed: Sequence[Agreement]) -> list[Agreement]:
    """Other values that articles give for the same question, strongest first."""
    if asks_for_judgement(question):
        return [each for each in agreed[1:] if _judges_otherwise(question, agreed[0], each)][:1]
    if question.kind not in SHORT:
        return []
    first = agreed[0]
    return [each for each in agreed[1:] if _contradicts(question, first, each)][:_MOST_ALTERNATIVES]


def _agree(question: Question, first: Candidate, other: Candidate) -> bool:
    if compare(first.value, other.value) is not Likeness.SAME:
        return False
    if asks_for_judgement(question) and are_opposed([first.quoted, other.quoted]):
        return False
    return _covered(other) >= _SUPPORTS * _covered(first)


def _is_close(first: Agreement, other: Agreement) -> bool:
    """Might the other value as well have been the answer?"""
    return other.best.likelihood >= first.best.likelihood - _CLOSE


def _contradicts(question: Question, first: Agreement, other: Agreement) -> bool:
    one, two = first.best, other.best
    differs = all(compare(each.value, two.value) is Likeness.DIFFERENT for each in first.members)
    elsewhere = one.hit.article.id != two.hit.article.id
    close = _is_close(first, other) or min(two.likelihood, two.relevance) > 0
    close = close and not (one.is_sentence or two.is_sentence)
    close = close and fit_of(question, two.quoted, two.text) >= GOOD_FIT
    return differs and elsewhere and close and _answers_the_same(question, one, two)


def _judges_otherwise(question: Question, first: Agreement, other: Agreement) -> bool:
    one, two = first.best, other.best
    elsewhere = one.hit.article.id != two.hit.article.id
    close = two.likelihood >= one.likelihood - _CLOSE_JUDGEMENT
    opposed = are_opposed([one.quoted, two.quoted])
    return elsewhere and close and opposed and _answers_the_same(question, one, two)


def _answers_the_same(question: Question, one: Candidate, two: Candidate) -> bool:
    numbers = [missing_numbers(question, each.quoted) for each in (one, two)]
    comparable = _covered(two) >= _COMPARABLE * _covered(one)
    return comparable and numbers[1] <= numbers[0]


def _covered(candidate: Candidate) -> float:
    """How much of the question the quote holds; its names may also stand in passage or title."""
    return candidate.features["quote_words"]
