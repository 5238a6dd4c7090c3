"""Statements that contradict each other as answers to one question, and such as only seem to."""

import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import torch

from rag.models.marked import Marked, Marker
from rag.training.marked_batches import MarkedBatch, padded

ROWS = Path(__file__).parent / "rows" / "oppositions.jsonl.xz"
_VALIDATION_SHARE = 20


@dataclass(frozen=True, slots=True)
class Opposition:
    """What one article answers, and what others say."""

    question: str
    statement: str
    others: tuple[tuple[str, bool], ...]
    """Each with whether it contradicts the statement as an answer to the question."""


def read_oppositions(path: Path = ROWS) -> tuple[list[Opposition], list[Opposition]]:
    """Those to train on, and one in twenty to validate by."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        stored = [json.loads(line) for line in lines]
    training: list[Opposition] = []
    validation: list[Opposition] = []
    for each in stored:
        others = tuple((other["text"], bool(other["opposes"])) for other in each["others"])
        digest = sha256(each["statement"].encode()).digest()
        held = digest[0] % _VALIDATION_SHARE == 0
        one = Opposition(each["question"], each["statement"], others)
        (validation if held else training).append(one)
    return training, validation


def opposition_batches(
    oppositions: Sequence[Opposition], marker: Marker, size: int, chance: random.Random
) -> Iterator[MarkedBatch]:
    """Rounds over them without end, about `size` readings a batch; every second turned round.

    A contradiction holds both ways; so does what is none, but for the mark.
    """
    order = list(oppositions)
    while True:
        chance.shuffle(order)
        held: list[tuple[Marked, bool]] = []
        for each in order:
            held += _readings(each, marker, chance)
            if len(held) >= size:
                yield opposition_batch(held)
                held = []


def opposition_batch(readings: Sequence[tuple[Marked, bool]]) -> MarkedBatch:
    """Readings, each a group of its own, told apart from guesses by `opposing`."""
    return MarkedBatch(
        *padded([marked for marked, _ in readings]),
        right=torch.tensor([opposes for _, opposes in readings]),
        group=torch.arange(len(readings)),
        twin_of=torch.full((len(readings),), -1),
        opposing=torch.tensor(True),
    )


def _readings(
    each: Opposition, marker: Marker, chance: random.Random
) -> Iterator[tuple[Marked, bool]]:
    for other, opposes in each.others:
        one, two = each.statement, other
        if opposes and chance.random() < 0.5:
            one, two = two, one
        yield marker.opposite(each.question, one, two), opposes
