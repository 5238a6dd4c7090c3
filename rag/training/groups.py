"""The sampler: which passages of which rows are read in one round over the data."""

import json
import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.training.augmentation import asked_otherwise
from rag.training.data import Example, Row, contexts, example_of, occurrences, sentences
from rag.training.feeding import WHOLE, Shard
from rag.training.negatives import NearMisses, OtherPassages

SHORT_WORDS = 90
CROPPED_SENTENCES = (1, 4)
"""So many sentences, drawn, are left of a passage that is cut, beside what its answer needs."""


@dataclass(frozen=True, slots=True)
class SamplingShares:
    """Shares of the rows, by chance drawn anew in every round."""

    rounds: Mapping[str, float]
    """How often a source's rows come in a round; others once."""
    other_passages: tuple[float, ...] = (0.35, 0.1)
    """A second and a third passage, without the answer, beside the row's own."""
    near_miss: float = 0.15
    """A row with an answer and no twin gives way to a near miss of itself."""
    untitled: float = 0.25
    lengthened: float = 0.15
    """Short passages that are put between sentences of another."""
    cropped: float = 0.5
    """Passages of which only a few sentences in a row are read: twice as many in the same time."""


BROAD = SamplingShares(
    {
        "squad2-dev": 2.0,
        "squad1.1-dev": 1.5,
        "natural-questions": 3.0,
        "squad-train-spans": 0.6,
        "squad-train-sentences": 0.2,
        "pincite-handwritten": 0.6,
        "pincite-news": 0.5,
        "pincite-news-contrast": 0.5,
        "pincite-casual-contrast": 2.0,
        "pincite-mixed-contrast": 2.0,
        "pincite-search-contrast": 2.0,
        "pincite-relation-contrast": 2.0,
        "pincite-working-contrast": 2.0,
        "pincite-folder-contrast": 2.0,
    },
    other_passages=(0.5, 0.25),
    cropped=0.4,
)
CLOSE = SamplingShares(
    {
        "squad2-dev": 2.0,
        "natural-questions": 3.0,
        "squad-train-spans": 0.3,
        "squad-train-sentences": 0.1,
        "pincite-handwritten": 0.4,
        "pincite-news": 0.3,
        "pincite-news-contrast": 0.5,
        "pincite-casual-contrast": 2.0,
        "pincite-mixed-contrast": 2.0,
        "pincite-search-contrast": 2.0,
        "pincite-relation-contrast": 2.0,
        "pincite-working-contrast": 2.0,
        "pincite-folder-contrast": 2.0,
    },
    other_passages=(0.5, 0.25),
    cropped=0.3,
)
"""For the end: rows whose answers are marked to the word, and people's own near misses."""
SEARCH = SamplingShares(
    {
        "natural-questions": 2.0,
        "covid-qa": 0.5,
        "squad2-dev": 0.4,
        "squad1.1-dev": 0.3,
        "squad-train-spans": 0.1,
        "squad-train-sentences": 0.02,
        "pincite-contrast": 0.02,
        "pincite-handwritten": 0.03,
        "pincite-news": 0.05,
        "pincite-news-contrast": 0.02,
        "pincite-casual-contrast": 0.05,
        "pincite-mixed-contrast": 0.07,
        "pincite-oblique-contrast": 0.04,
        "pincite-invented-contrast": 0.03,
        "pincite-working-contrast": 0.03,
        "pincite-folder-contrast": 0.03,
    },
    other_passages=(0.5, 0.25),
    cropped=0.3,
)
"""For a reader that is trained: search questions, near misses of one relation, a little else."""


class GroupSampler:
    """Makes the groups of one round."""

    def __init__(self, rows: Sequence[Row], others: OtherPassages) -> None:
        self._pairs = list(with_twins(rows))
        self._others = others
        self._near = NearMisses(rows)
        self._shares = BROAD

    def round(
        self, chance: random.Random, shares: SamplingShares, only: Collection[str] = ()
    ) -> list[list[Example]]:
        """Groups of examples: one for each time that a row is drawn, its twin with it.

        Of the rows of some sources `only`, where any are named.
        """
        pairs = [pair for pair in self._pairs if not only or pair[0].source in only]
        return self.groups(pairs, chance, shares)

    def pairs(self, shard: Shard = WHOLE) -> list[tuple[Row, Row | None]]:
        """The rows, each with its twin or none."""
        return self._pairs[shard.cut()]

    def groups(
        self,
        pairs: Iterable[tuple[Row, Row | None]],
        chance: random.Random,
        shares: SamplingShares,
    ) -> list[list[Example]]:
        """Groups of examples: one for each time that a row is drawn, its twin with it."""
        self._shares = shares
        return [
            self._group(row, twin, chance)
            for row, twin in pairs
            for _ in range(self._times(row, chance))
        ]

    def _times(self, row: Row, chance: random.Random) -> int:
        times = self._shares.rounds.get(row.source, 1.0)
        return int(times) + (chance.random() < times % 1)

    def _group(self, row: Row, twin: Row | None, chance: random.Random) -> list[Example]:
        if chance.random() < self._shares.cropped:
            row = cropped(row, chance)
        elif twin is None and _is_short(row) and chance.random() < self._shares.lengthened:
            row = self._others.lengthened(row, chance)
        if not row.answers:  # whether another passage answers is not known
            return self._asked([example_of(row)], chance)
        group = [self._own(row, chance)] if twin is None else [example_of(row)]
        group = self._asked([*group, *self._beside(row, chance)], chance)
        return group if twin is None else [*group, _beside_its_twin(group[0], twin, chance)]

    def _beside(self, row: Row, chance: random.Random) -> list[Example]:
        drawn: dict[str, Example] = {}
        for share in self._shares.other_passages:
            other = self._others.draw(row, chance) if chance.random() < share else None
            if other is not None:
                drawn[other.text] = self._cut(other, chance)
        return list(drawn.values())

    def _cut(self, example: Example, chance: random.Random) -> Example:
        if chance.random() >= self._shares.cropped:
            return example
        row = Row(example.question, example.header, example.text, (), "", whole_sentence=False)
        return replace(example, text=cropped(row, chance).text)

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


def sampler_of(rows: Sequence[Row], neighbours: Path | None) -> GroupSampler:
    """A sampler of the rows; `neighbours` as `rag.training.mining` wrote them."""
    mined: Mapping[str, Sequence[str]] = {}
    if neighbours is not None:
        mined = json.loads(neighbours.read_text(encoding="utf-8"))
    headers = {row.text: row.header for row in rows if row.heading}
    return GroupSampler(rows, OtherPassages(list(contexts(rows)), mined, headers))


def with_twins(rows: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Each row once; a contrast pair's twin, which stands right after its question, beside it."""
    held: Row | None = None
    for row in rows:
        if held is not None and _is_twin(row, held):
            yield held, row
            held = None
            continue
        if held is not None:
            yield held, None
        held = row
    if held is not None:
        yield held, None


def cropped(row: Row, chance: random.Random) -> Row:
    """A few sentences in a row of the passage, which hold the first occurrence of every answer."""
    spans = sentences(row.text)
    found = [occurrences(row.text, [answer]) for answer in row.answers]
    if len(spans) < 3 or not all(found):
        return row
    starts, ends = zip(*(each[0] for each in found), strict=True) if found else ((), ())
    place = chance.randrange(len(spans))
    low = next((n for n, (_, end) in enumerate(spans) if found and end > min(starts)), place)
    high = next((n for n, (_, end) in enumerate(spans) if found and end >= max(ends)), place)
    more = chance.randint(*CROPPED_SENTENCES)
    before = chance.randint(0, more)
    first, last = max(0, low - before), min(len(spans) - 1, high + more - before)
    return replace(row, text=row.text[spans[first][0] : spans[last][1]])


def _is_short(row: Row) -> bool:
    return bool(row.answers) and len(row.text.split()) < SHORT_WORDS


def _is_twin(row: Row, of: Row) -> bool:
    return (
        row.source == of.source
        and row.source.endswith("contrast")
        and row.text == of.text
        and bool(of.answers)
        and not row.answers
    )


def _beside_its_twin(own: Example, twin: Row, chance: random.Random) -> Example:
    """The twin's question beside the passage as its question found it, cut or without title."""
    question = asked_otherwise(twin.question, chance)
    return Example(question, own.header, own.text, (), (), twin=True)
