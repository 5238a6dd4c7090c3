"""The diet: which passages of which rows are read in one round over the data."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.training.augmentation import asked_otherwise
from rag.training.data import Example, Row, example_of
from rag.training.negatives import NearMisses, OtherPassages

SHORT_WORDS = 90


@dataclass(frozen=True, slots=True)
class Diet:
    """Shares of the rows, by chance drawn anew in every round."""

    rounds: Mapping[str, float]
    """How often a source's rows come in a round; others once."""
    other_passage: float = 0.3
    """A second passage, without the answer, beside the row's own."""
    near_miss: float = 0.15
    """A row with an answer gives way to a near miss of itself."""
    untitled: float = 0.25
    lengthened: float = 0.3
    """Short passages that are put between sentences of another."""


BROAD = Diet(
    {
        "squad2-dev": 2.0,
        "pincite-handwritten": 2.0,
        "natural-questions": 2.0,
        "squad1.1-dev": 1.4,
        "squad-train-sentences": 0.9,
    }
)
CLOSE = Diet(
    {
        "squad2-dev": 2.0,
        "pincite-handwritten": 2.0,
        "natural-questions": 2.0,
        "squad1.1-dev": 1.0,
        "squad-train-sentences": 0.25,
    }
)
"""For the end: rows whose answers are marked to the word, and people's own near misses."""


class Kitchen:
    """Makes the groups of one round."""

    def __init__(self, rows: Sequence[Row], others: OtherPassages) -> None:
        self._rows = rows
        self._others = others
        self._near = NearMisses(rows)
        self._diet = BROAD

    def round(self, chance: random.Random, diet: Diet) -> list[list[Example]]:
        """Groups of examples: one for each time that a row is drawn."""
        self._diet = diet
        return [
            self._group(row, chance) for row in self._rows for _ in range(self._times(row, chance))
        ]

    def _times(self, row: Row, chance: random.Random) -> int:
        times = self._diet.rounds.get(row.source, 1.0)
        return int(times) + (chance.random() < times % 1)

    def _group(self, row: Row, chance: random.Random) -> list[Example]:
        if not row.answers:  # whether another passage answers is not known
            return self._dressed([example_of(row)], chance)
        if len(row.text.split()) < SHORT_WORDS and chance.random() < self._diet.lengthened:
            row = self._others.lengthened(row, chance)
        group = [self._own(row, chance)]
        if chance.random() < self._diet.other_passage:
            group += filter(None, [self._others.draw(row, chance)])
        return self._dressed(group, chance)

    def _own(self, row: Row, chance: random.Random) -> Example:
        if chance.random() < self._diet.near_miss:
            return self._near.draw(row, chance) or example_of(row)
        return example_of(row)

    def _dressed(self, group: list[Example], chance: random.Random) -> list[Example]:
        question = asked_otherwise(group[0].question, chance)
        bare = chance.random() < self._diet.untitled
        return [
            replace(example, question=question, header="" if bare else example.header)
            for example in group
        ]
