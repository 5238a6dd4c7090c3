"""The sampler: which passages of which rows are read in one round over the data."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.training.augmentation import asked_otherwise
from rag.training.data import Example, Row, example_of
from rag.training.negatives import NearMisses, OtherPassages

SHORT_WORDS = 90


@dataclass(frozen=True, slots=True)
class SamplingShares:
    """Shares of the rows, by chance drawn anew in every round."""

    rounds: Mapping[str, float]
    """How often a source's rows come in a round; others once."""
    other_passages: tuple[float, ...] = (0.5, 0.2)
    """A second and a third passage, without the answer, beside the row's own."""
    near_miss: float = 0.15
    """A row with an answer gives way to a near miss of itself."""
    untitled: float = 0.25
    lengthened: float = 0.3
    """Short passages that are put between sentences of another."""


BROAD = SamplingShares(
    {
        "squad2-dev": 1.5,
        "pincite-handwritten": 0.5,
        "pincite-contrast": 0.4,
        "pincite-news-contrast": 0.5,
        "pincite-news": 1.0,
        "natural-questions": 1.5,
        "squad-train-spans": 0.5,
        "squad-train-sentences": 0.1,
    }
)
CLOSE = SamplingShares(
    {
        "squad2-dev": 1.5,
        "pincite-handwritten": 0.2,
        "pincite-contrast": 0.4,
        "pincite-news-contrast": 0.5,
        "natural-questions": 1.5,
        "squad1.1-dev": 0.3,
        "squad-train-spans": 0.15,
        "squad-train-sentences": 0.05,
    }
)
"""For the end: rows whose answers are marked to the word, and people's own near misses."""


class GroupSampler:
    """Makes the groups of one round."""

    def __init__(self, rows: Sequence[Row], others: OtherPassages) -> None:
        self._rows = rows
        self._others = others
        self._near = NearMisses(rows)
        self._shares = BROAD

    def round(self, chance: random.Random, shares: SamplingShares) -> list[list[Example]]:
        """Groups of examples: one for each time that a row is drawn."""
        self._shares = shares
        return [
            self._group(row, chance) for row in self._rows for _ in range(self._times(row, chance))
        ]

    def _times(self, row: Row, chance: random.Random) -> int:
        times = self._shares.rounds.get(row.source, 1.0)
        return int(times) + (chance.random() < times % 1)

    def _group(self, row: Row, chance: random.Random) -> list[Example]:
        if not row.answers:  # whether another passage answers is not known
            return self._asked([example_of(row)], chance)
        if len(row.text.split()) < SHORT_WORDS and chance.random() < self._shares.lengthened:
            row = self._others.lengthened(row, chance)
        group = [self._own(row, chance)]
        return self._asked([*group, *self._beside(row, chance)], chance)

    def _beside(self, row: Row, chance: random.Random) -> list[Example]:
        drawn: dict[str, Example] = {}
        for share in self._shares.other_passages:
            other = self._others.draw(row, chance) if chance.random() < share else None
            if other is not None:
                drawn[other.text] = other
        return list(drawn.values())

    def _own(self, row: Row, chance: random.Random) -> Example:
        if chance.random() < self._shares.near_miss:
            return self._near.draw(row, chance) or example_of(row)
        return example_of(row)

    def _asked(self, group: list[Example], chance: random.Random) -> list[Example]:
        question = asked_otherwise(group[0].question, chance)
        bare = chance.random() < self._shares.untitled
        return [
            replace(example, question=question, header="" if bare else example.header)
            for example in group
        ]
