"""A passage cut into pieces, so that evidence, its core and quotes can be marked in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.evaluation.coverage import Stretch


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text, and the layers that lie over the whole of it."""

    text: str
    layers: str
    """Names of the layers, sorted, with blanks between; empty where none lies over it."""


def pieces(text: str, start: int, layers: Mapping[str, Sequence[Stretch]]) -> list[Piece]:
    """The text in order; `start` is where it stands among the stretches' offsets."""
    end = start + len(text)
    edges = {start, end}
    edges |= {_within(edge, start, end) for edge in _edges(layers.values())}
    cuts = sorted(edges)
    return [
        Piece(text[first - start : last - start], _names((first, last), layers))
        for first, last in pairwise(cuts)
    ]


def _edges(layers: Iterable[Sequence[Stretch]]) -> Iterable[int]:
    return (edge for stretches in layers for stretch in stretches for edge in stretch)


def _within(edge: int, start: int, end: int) -> int:
    return min(max(edge, start), end)


def _names(part: Stretch, layers: Mapping[str, Sequence[Stretch]]) -> str:
    over = (
        name
        for name, stretches in layers.items()
        if any(start <= part[0] and part[1] <= end for start, end in stretches)
    )
    return " ".join(sorted(over))
