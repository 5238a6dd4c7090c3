"""A possible answer to a question, weighed: what is said, what is said otherwise, how sure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.choosing.agreement import Agreement
from rag.answering.choosing.candidates import Candidate
from rag.answering.concluding import Conclusion, apart_from
from rag.answering.disagreement.conflicts import Contradiction
from rag.answering.language.questions import Question
from rag.answering.showing.wording import joined
from rag.answering.weighing.confidence import ConfidenceModel
from rag.answering.weighing.features import features
from rag.types import Hit, Reading

_LEAST_SURE = 0.08
"""Of a side beside the answer, as if it were the only one: below, it answers something else."""
_LEAST_SUM = -0.75
"""Of a value's log odds of being an answer and of contradicting the one given: from here on it is a
side though less sure of itself. A dateline came to -.95, "Six people have now died" to -.1."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best answer found, before it is decided whether to give it."""

    question: Question
    parts: tuple[tuple[Candidate, ...], ...]
    """One part a claim; in each the candidates whose quotes carry it, the best first."""
    others: tuple[Agreement, ...]
    """Other values stated for the same question."""
    features: Mapping[str, float]
    confidence: float
    other_confidences: tuple[float, ...]

    @property
    def text(self) -> str:
        """The short answer."""
        return joined([part[0] for part in self.parts])


def weighed(
    model: ConfidenceModel,
    asked: Question,
    conclusion: Conclusion,
    opposed: int,
    readings: Sequence[Reading],
    hits: Sequence[Hit],
) -> Proposal:
    """The answer that was concluded, with its sides, and how sure each is by the `model`.

    What contradicts the answer is no rival of it: neither lowers the other's confidence.
    """

    def described(group: Agreement, among: Sequence[Agreement]) -> dict[str, float]:
        return features(asked, among, group, opposed, readings, hits)

    own = conclusion.agreed[0]
    sides = [each.group for each in conclusion.others]
    beside = apart_from([own, *sides], conclusion.agreed)
    sure = [model.confidence(described(side, [side, *beside])) for side in sides]
    others = [
        (side.group, each)
        for side, each in zip(conclusion.others, sure, strict=True)
        if is_a_side(side, each)
    ]
    rest = apart_from([own, *(group for group, _ in others)], conclusion.agreed)
    first = described(own, [own, *rest])
    return Proposal(
        question=asked,
        parts=conclusion.parts,
        others=tuple(group for group, _ in others),
        features=first,
        confidence=model.confidence(first),
        other_confidences=tuple(each for _, each in others),
    )


def is_a_side(side: Contradiction, confidence: float) -> bool:
    """Is it sure enough, or does so much speak for a contradiction that little is enough?"""
    if confidence >= _LEAST_SURE or side.group.best.is_sentence:
        return confidence >= _LEAST_SURE
    return math.log(confidence / (1 - confidence)) + side.log_odds >= _LEAST_SUM
