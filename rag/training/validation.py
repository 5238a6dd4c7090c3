"""The validation curve: how well does the model in training answer held-out articles?"""

import random
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from rag.training.batches import PieceMaker, collate
from rag.training.data import Example, Row, example_of
from rag.training.model import ReaderModel
from rag.training.scoring import Scored, exact_match, f1

MAX_PIECES = 30
BATCH = 32


def score_rows(model: ReaderModel, rows: Sequence[Row], maker: PieceMaker) -> list[Scored]:
    """Each row read beside its own passage, in order; whole-sentence rows score by overlap."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda n: len(rows[n].text))
    scored: dict[int, Scored] = {}
    for first in range(0, len(order), BATCH):
        part = order[first : first + BATCH]
        found = best_spans(model, [example_of(rows[n]) for n in part], maker)
        for number, (span, certainty) in zip(part, found, strict=True):
            scored[number] = _scored(rows[number], span, certainty)
    model.train()
    return [scored[n] for n in range(len(rows))]


def best_spans(
    model: ReaderModel, examples: Sequence[Example], maker: PieceMaker
) -> list[tuple[str, float]]:
    """The best span's text and its start and end logits summed, in the order of the examples."""
    chance = random.Random(0)  # noqa: S311 — no secret
    pieces = [maker.pieces(example, chance) for example in examples]
    batch = collate([[one] for one in pieces])
    device = model.words.weight.device
    with torch.inference_mode():
        logits = model(*(each.to(device) for each in (batch.ids, batch.types, batch.attended)))
    starts = logits.start.cpu().masked_fill(~batch.text, -1e4).numpy()
    ends = logits.end.cpu().masked_fill(~batch.text, -1e4).numpy()
    found = []
    for number, (one, example) in enumerate(zip(pieces, examples, strict=True)):
        first, last, score = best_pair(starts[number], ends[number])
        offsets = maker.offsets(example.text)
        shift = one.text_start - one.first
        start, end = offsets[first - shift][0], offsets[last - shift][1]
        found.append((example.text[start:end], score))
    return found


def best_pair(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> tuple[int, int, float]:
    """First piece, last piece and score of the best span of at most `MAX_PIECES` pieces."""
    total = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones_like(total, dtype=bool)) & ~np.triu(
        np.ones_like(total, dtype=bool), MAX_PIECES
    )
    flat = int(np.argmax(np.where(allowed, total, -np.inf)))
    first, last = divmod(flat, len(ends))
    return first, last, float(total[first, last])


def _scored(row: Row, span: str, certainty: float) -> Scored:
    answerable = bool(row.answers)
    return Scored(certainty, answerable, exact_match(span, row.answers), f1(span, row.answers))
