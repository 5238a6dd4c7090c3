"""From examples to padded tensors, in batches of like length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor

from rag.models.shipped import whole_and_unescaped
from rag.training.data import Example, Offsets

CLS, SEP = 101, 102
MAX_QUESTION = 64
MAX_HEADER = 32
POOL_BATCHES = 40
"""Batches are cut from so many batches' worth of groups, sorted by length."""

Group = Sequence[Example]
"""Passages of one question, scored under one normalisation, and at the end perhaps its twin."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """One example in word pieces: `[CLS] question [SEP] header [SEP] text [SEP]`."""

    ids: list[int]
    text_start: int
    first: int
    """The piece of the text that stands at `text_start`: not 0 where the text was cut."""
    start: list[int]
    """Places where an answer may start."""
    end: list[int]
    """Places where an answer may end."""
    support: list[int]
    answered: bool
    twin: bool = False


class Batch(NamedTuple):
    """B passages of G questions, padded to L word pieces."""

    ids: Tensor
    types: Tensor
    attended: Tensor
    text: Tensor
    """(B, L) bool: pieces of the passage's text, where answers may stand."""
    start: Tensor
    end: Tensor
    support: Tensor
    """(B, L) bool: gold."""
    answered: Tensor
    """(B,) bool."""
    group: Tensor
    """(B,) the question's number within the batch, from 0; a twin is a question of its own."""
    twin_of: Tensor
    """(B,) where the passage stands with the question that this one is the twin of; -1: none."""


class PieceMaker:
    """Cuts examples into word pieces, long texts to a window around an answer."""

    def __init__(self, tokenizer: Path, window: int) -> None:
        self.window = window
        self._tokenizer = whole_and_unescaped(Tokenizer.from_file(str(tokenizer)))

    def pieces(self, example: Example, chance: random.Random) -> Pieces:
        """The example in word pieces; where the text is too long, a drawn window of it."""
        question = self._ids(example.question)[:MAX_QUESTION]
        header = self._ids(example.header)[:MAX_HEADER] if example.header else []
        front = [CLS, *question, SEP, *header, SEP] if header else [CLS, *question, SEP]
        text = self._tokenizer.encode(example.text, add_special_tokens=False)
        first, last = _window(text.offsets, example.answers, self.window - len(front) - 1, chance)
        starts, ends = _edges(text.offsets, example.answers, example.whole_sentence)
        inside = _inside(text.offsets, example.support)
        shift = len(front) - first
        return Pieces(
            ids=[*front, *text.ids[first:last], SEP],
            text_start=len(front),
            first=first,
            start=[place + shift for place in starts if first <= place < last],
            end=[place + shift for place in ends if first <= place < last],
            support=[place + shift for place in inside if first <= place < last],
            answered=bool(example.answers),
            twin=example.twin,
        )

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every piece of the text."""
        found: list[tuple[int, int]] = self._tokenizer.encode(
            text, add_special_tokens=False
        ).offsets
        return found

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def batches(
    groups: Sequence[Group], maker: PieceMaker, size: int, parts: int, chance: random.Random
) -> Iterator[list[Batch]]:
    """All groups once, shuffled, about `size` passages of like length for each step.

    A step comes in at most `parts` batches of about equal work, none of them empty.
    """
    order = list(groups)
    chance.shuffle(order)
    for first in range(0, len(order), size * POOL_BATCHES):
        pool = [
            [maker.pieces(example, chance) for example in group]
            for group in order[first : first + size * POOL_BATCHES]
        ]
        pool.sort(key=lambda group: max(len(pieces.ids) for pieces in group))
        ready = list(_cut(pool, size))
        chance.shuffle(ready)
        yield from (
            [collate(step[n::parts]) for n in range(min(parts, len(step)))] for step in ready
        )


def collate(groups: Sequence[Sequence[Pieces]]) -> Batch:
    """Pad the passages of the groups to one length, a multiple of 8."""
    rows = [pieces for group in groups for pieces in group]
    begins = [not n or pieces.twin for group in groups for n, pieces in enumerate(group)]
    first = [at - n for at, n in enumerate(n for group in groups for n in range(len(group)))]
    length = -(-max(len(pieces.ids) for pieces in rows) // 8) * 8
    shape = (len(rows), length)
    batch = Batch(
        ids=torch.zeros(shape, dtype=torch.long),
        types=torch.zeros(shape, dtype=torch.long),
        attended=torch.zeros(shape, dtype=torch.long),
        text=torch.zeros(shape, dtype=torch.bool),
        start=torch.zeros(shape, dtype=torch.bool),
        end=torch.zeros(shape, dtype=torch.bool),
        support=torch.zeros(shape, dtype=torch.bool),
        answered=torch.tensor([pieces.answered for pieces in rows]),
        group=torch.tensor(begins).cumsum(0) - 1,
        twin_of=torch.tensor([at if row.twin else -1 for row, at in zip(rows, first, strict=True)]),
    )
    for number, pieces in enumerate(rows):
        _fill(batch, number, pieces)
    return batch


def _fill(batch: Batch, row: int, pieces: Pieces) -> None:
    size = len(pieces.ids)
    batch.ids[row, :size] = torch.tensor(pieces.ids)
    batch.types[row, pieces.text_start : size] = 1
    batch.attended[row, :size] = 1
    batch.text[row, pieces.text_start : size - 1] = True
    batch.start[row, pieces.start] = True
    batch.end[row, pieces.end] = True
    batch.support[row, pieces.support] = True


def _cut(pool: Sequence[list[Pieces]], size: int) -> Iterator[list[list[Pieces]]]:
    part: list[list[Pieces]] = []
    for group in pool:
        part.append(group)
        if sum(len(held) for held in part) >= size:
            yield part
            part = []
    if part:
        yield part


def _window(
    offsets: Sequence[tuple[int, int]], answers: Offsets, room: int, chance: random.Random
) -> tuple[int, int]:
    if len(offsets) <= room:
        return 0, len(offsets)
    latest = len(offsets) - room
    if not answers:
        first = chance.choice((0, chance.randint(0, latest)))
        return first, first + room
    start, end = chance.choice(answers)
    held = [n for n, (a, b) in enumerate(offsets) if b > start and a < end] or [0]
    low, high = max(0, min(held[-1] + 1 - room, latest)), min(held[0], latest)
    first = chance.randint(low, max(low, high))
    return first, first + room


def _edges(
    offsets: Sequence[tuple[int, int]], answers: Offsets, whole_sentence: bool
) -> tuple[list[int], list[int]]:
    if whole_sentence:
        inside = _inside(offsets, answers)
        return inside, inside
    starts, ends = [], []
    for start, end in answers:
        held = [n for n, (a, b) in enumerate(offsets) if b > start and a < end]
        starts += held[:1]
        ends += held[-1:]
    return starts, ends


def _inside(offsets: Sequence[tuple[int, int]], spans: Offsets) -> list[int]:
    return [
        n for n, (a, b) in enumerate(offsets) if any(b > start and a < end for start, end in spans)
    ]
