"""Texts longer than an encoder's window are read in several windows: no word is left out."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil

import numpy as np

from rag.protocols import Vectors

PieceStarts = Callable[[str], Sequence[int]]
"""Where each word piece of a text starts, in code points; special pieces are not counted."""


def windows_of(text: str, piece_starts: PieceStarts, size: int) -> list[str]:
    """The text in the fewest slices of at most `size` pieces, about equally long, in order.

    Joined they are the text. A slice is cut again where its pieces, counted afresh, are more.
    """
    starts = piece_starts(text)
    if len(starts) <= size:
        return [text]
    parts = _cut(text, _inner_cuts(text, starts, ceil(len(starts) / size)))
    return [window for part in parts for window in windows_of(part, piece_starts, size)]


def averaged(vectors: Vectors, owners: Sequence[int]) -> Vectors:
    """One unit row for each owner, numbered from 0: the mean direction of the rows it owns."""
    places = np.asarray(owners, dtype=np.intp)
    sums = np.zeros((int(places[-1]) + 1, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, places, vectors)
    several = np.bincount(places) > 1
    sums[several] /= np.maximum(np.linalg.norm(sums[several], axis=1, keepdims=True), 1e-12)
    return sums


def readable(text: str) -> str:
    """The text with a question mark for each lone surrogate, which no tokenizer accepts."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _inner_cuts(text: str, starts: Sequence[int], parts: int) -> list[int]:
    cuts = {starts[len(starts) * part // parts] for part in range(1, parts)}
    inner = sorted(cut for cut in cuts if 0 < cut < len(text))
    return inner or [max(1, len(text) // 2)]


def _cut(text: str, cuts: Sequence[int]) -> list[str]:
    bounds = [0, *cuts, len(text)]
    return [text[start:end] for start, end in pairwise(bounds) if start < end]
