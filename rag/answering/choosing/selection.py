"""Which of the possible answers of all readings are the best ones: scored, ordered, one a place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from rag.answering.choosing.candidates import Candidate, candidates_of, sentences_of
from rag.answering.choosing.choice import READER_ALONE, VERDICT
from rag.answering.language.mismatch import mismatches
from rag.answering.language.negation import opposes
from rag.answering.language.questions import Question
from rag.text.spans import Span
from rag.types import Reading

_MOST_RANKED = 40

Judge: TypeAlias = Callable[[Sequence[Candidate]], Sequence[float]]
"""From candidates to an answer reranker's log odds of each, in their order."""
_Reading: TypeAlias = tuple[str, int, Span]
"""An article's id, where the passage starts, and the answer."""


class Selector:
    """The candidates of the readings so far; each reading is looked at once."""

    def __init__(self, question: Question, weights: Mapping[str, float] = READER_ALONE) -> None:
        """`weights` of the features of `rag.answering.choosing.choice`."""
        self.question = question
        self._verdicts: dict[_Reading, float] = {}
        self._weights = weights
        self._found: list[list[Candidate]] = []
        self._opposed: set[Candidate] = set()
        self._pointed_at = False  # at anything, of whatever type

    def candidates(self, readings: Sequence[Reading]) -> list[Candidate]:
        """Possible answers, best first; one a place, none whose sentence says the opposite.

        None is plainly of another type than asked for, such as a year where a month is.
        `readings` begin with those of the call before.
        """
        for reading in readings[len(self._found) :]:
            found = list(candidates_of(self.question, reading))
            self._pointed_at = self._pointed_at or bool(found)
            self._found.append(self._looked_at(found, len(self._found) + 1))
        everything = [each for found in self._found for each in found]
        if not self._pointed_at:  # a reader may find no span at all
            everything = [
                each
                for place, reading in enumerate(readings, 1)
                for each in self._looked_at(sentences_of(self.question, reading), place)
            ]
        kept = [each for each in everything if each not in self._opposed]
        ranked = sorted(kept, key=_order)[:_MOST_RANKED]
        return _one_for_each_place(ranked)

    def compared(self, ranked: Sequence[Candidate], near: Sequence[float]) -> list[Candidate]:
        """The candidates ordered again, weighed with how near their quotes are to the question.

        `near` tells it of the first ones; the others count as the least near of those.
        """
        return self._told("quote_dense", ranked, near)

    def judged(self, ranked: Sequence[Candidate], first: int, judge: Judge) -> list[Candidate]:
        """The candidates ordered again, weighed with what an answer reranker says of the first.

        None is judged twice; those never judged count as the least likely that was.
        """
        new = [each for each in ranked[:first] if _reading(each) not in self._verdicts]
        self._verdicts |= dict(zip(map(_reading, new), judge(new), strict=True))
        known = [self._verdicts.get(_reading(each)) for each in ranked]
        least = min((value for value in known if value is not None), default=0.0)
        return self._told(VERDICT, ranked, [least if x is None else x for x in known])

    def opposed(self) -> int:
        """How many of the readings' best findings say the opposite of what is asked."""
        return sum(1 for found in self._found if found and found[0] in self._opposed)

    def _looked_at(self, found: Iterable[Candidate], place: int) -> list[Candidate]:
        asked = self.question.text
        fitting = (each for each in found if not mismatches(asked, each.text, each.quoted))
        kept = [self._weighed(each, place) for each in fitting]
        kept.sort(key=_order)
        self._opposed |= {x for x in kept if opposes(self.question, x.quoted, x.text)}
        return kept

    def _weighed(self, candidate: Candidate, place: int) -> Candidate:
        return self._scored(
            candidate,
            {**candidate.features, "rank": 1.0 / place, "quote_dense": 0.0, VERDICT: 0.0},
        )

    def _told(
        self, feature: str, ranked: Sequence[Candidate], values: Sequence[float]
    ) -> list[Candidate]:
        values = [*values, *[min(values, default=0.0)] * (len(ranked) - len(values))]
        scored = [
            self._scored(each, {**each.features, feature: value})
            for each, value in zip(ranked, values, strict=True)
        ]
        return sorted(scored, key=_order)

    def _scored(self, candidate: Candidate, known: Mapping[str, float]) -> Candidate:
        score = sum(weight * known[name] for name, weight in self._weights.items())
        return replace(candidate, features=known, score=score)


def _reading(candidate: Candidate) -> _Reading:
    return candidate.hit.article.id, candidate.hit.passage.start, candidate.answer


def candidates(question: Question, readings: Sequence[Reading]) -> list[Candidate]:
    """Possible answers from all readings at once, best first."""
    return Selector(question).candidates(readings)


def _order(candidate: Candidate) -> tuple[float, str, int]:
    return -candidate.score, candidate.hit.article.path, candidate.answer.start


def _one_for_each_place(ranked: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    taken: dict[str, list[Span]] = {}  # by article
    for each in ranked:
        own = taken.setdefault(each.hit.article.id, [])
        if not any(_meet(each.answer, other) for other in own):
            kept.append(each)
            own.append(each.answer)
    return kept


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
