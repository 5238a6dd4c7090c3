"""What the readings so far come to: the answer's parts, and what other articles say instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.choosing.agreement import Agreement, agreements, supports
from rag.answering.choosing.candidates import Candidate
from rag.answering.choosing.lists import items
from rag.answering.disagreement.conflicts import Comparer, Contradiction, conflicts
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Two are equal where the reader of the answer would see the same."""

    agreed: tuple[Agreement, ...]
    """All values found, the answer's first."""
    parts: tuple[tuple[Candidate, ...], ...]
    """One part a claim; in each the candidates whose quotes carry it, the best first."""
    others: tuple[Contradiction, ...]
    """Those of them that contradict the answer."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Conclusion) and self._places() == other._places()

    def __hash__(self) -> int:
        return hash(self._places())

    def _places(self) -> tuple[object, ...]:
        shown = tuple((each.hit.article.id, each.answer) for part in self.parts for each in part)
        others = (each.group.best for each in self.others)
        return shown, tuple((each.hit.article.id, each.answer) for each in others)


def conclude(question: Question, found: Sequence[Candidate]) -> Conclusion:
    """What the candidates, best first, come to."""
    return conclude_groups(question, agreements(question, found), found)


def conclude_groups(
    question: Question,
    agreed: Sequence[Agreement],
    found: Sequence[Candidate],
    comparer: Comparer | None = None,
) -> Conclusion:
    """What it comes to where the first group is the answer."""
    if not agreed:
        return Conclusion((), (), ())
    if question.kind is Kind.LIST and not agreed[0].best.is_sentence:
        best = agreed[0].best
        listed = items([best, *(each for each in found if each is not best)])
        return Conclusion(tuple(agreed), tuple((each,) for each in listed), ())
    carried = tuple(supports(question, agreed[0]))
    return Conclusion(tuple(agreed), (carried,), tuple(conflicts(question, agreed, comparer)))


def apart_from(sides: Sequence[Agreement], agreed: Sequence[Agreement]) -> list[Agreement]:
    """The groups that no side is of, so that a side can be weighed as if it were the only one.

    A side may have left some members of its group behind, see `conflicts`.
    """
    taken = {id(each) for side in sides for each in side.members}
    return [group for group in agreed if not any(id(each) in taken for each in group.members)]


def led_by(chosen: Candidate, agreed: Sequence[Agreement]) -> list[Agreement]:
    """The chosen candidate with those that agree with it, then the other groups."""
    [own, *_] = [*(group for group in agreed if _holds(group, chosen)), Agreement((chosen,))]
    rest = (each for each in own.members if not _is_same(each, chosen))
    return [Agreement((chosen, *rest)), *(group for group in agreed if group is not own)]


def _holds(group: Agreement, chosen: Candidate) -> bool:
    return any(_is_same(each, chosen) for each in group.members)


def _is_same(one: Candidate, other: Candidate) -> bool:
    return one.hit.article.id == other.hit.article.id and one.answer == other.answer
