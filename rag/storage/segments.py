"""The vectors of a generation: one large part, and small ones of what was added since it was made.

A part holds the passages whose numbers come after those of the part before it; numbers are never
used again, so every part can be made from the store. What was deleted stays in its part until that
is made again, and is left out of every answer by whoever knows the store.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors
from rag.storage.compressed import LISTS, Batches, CompressedIndex, Rows
from rag.storage.files import Seal
from rag.storage.recall import FLOOR
from rag.storage.vectors import VectorIndex


class Kind(StrEnum):
    """How a part is searched."""

    FLAT = "flat"
    """Every vector, exactly."""
    SCAN = "rabitq"
    """Every code, then the best by their exact vectors."""
    LISTS = "ivf-rabitq"
    """The codes of the nearest lists, then the best by their exact vectors."""


@dataclass(frozen=True, slots=True)
class Layout:
    """From how many passages on an index takes which form; eval/reports/scale.md shows why."""

    flat: int = 50_000
    """The most passages that are compared one by one."""
    scan: int = 300_000
    """The most whose codes are all looked at."""
    grown: int = 10_000
    """An index of fewer is made anew at every change, which takes less than a second."""
    added: int = 50_000
    """The most added and removed before everything is made anew."""
    share: float = 0.1
    """The same, as a share of the large part."""

    def kind(self, passages: int) -> Kind:
        """The form of a part with so many passages."""
        if passages <= self.flat:
            return Kind.FLAT
        return Kind.SCAN if passages <= self.scan else Kind.LISTS

    def grows(self, passages: int, changed: int) -> bool:
        """May an index of so many take this many changes without being made anew?"""
        return passages >= self.grown and changed <= min(self.added, self.share * passages)


LAYOUT = Layout()


@dataclass(frozen=True, slots=True)
class Part:
    """What the store records of one part."""

    kind: Kind
    seal: Seal
    """The file that FAISS reads."""
    rows: Seal | None
    """The exact vectors beside compressed ones."""
    count: int
    last: int
    """No passage of this part has a greater number; 0 where that was not recorded."""
    effort: int = 1
    recall: float = 1.0
    """Of the first ten against exact search, measured when it was made."""

    @property
    def finds_enough(self) -> bool:
        """Is its recall what an index promises?"""
        return self.recall >= FLOOR

    @property
    def seals(self) -> tuple[Seal, ...]:
        """Its files."""
        return (self.seal,) if self.rows is None else (self.seal, self.rows)


class Searched(Protocol):
    """A part, opened."""

    def __len__(self) -> int:
        """How many vectors it holds."""

    def search(
        self, vector: NDArray[np.float32], limit: int, threads: int | None = None
    ) -> list[tuple[int, float]]:
        """Passage ids with inner products, best first."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """The passage of each row."""

    def at(self, rows: NDArray[np.int64]) -> Vectors:
        """The exact vectors in these rows."""


class DenseIndex:
    """All parts of a generation, searched as one."""

    def __init__(self, parts: Sequence[Searched]) -> None:
        self._parts = parts

    @cached_property
    def _by_number(self) -> list[NDArray[np.int64]]:
        """Of each part the rows, in the order of their passages' numbers."""
        return [np.argsort(part.ids, kind="stable") for part in self._parts]

    @classmethod
    def load(cls, folder: Path, parts: Sequence[Part]) -> "DenseIndex":
        """Open the sealed files; raises `SealBroken` where one is not what was written."""
        return cls([_loaded(folder, part) for part in parts])

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def search(
        self, vector: NDArray[np.float32], limit: int, threads: int | None = None
    ) -> list[tuple[int, float]]:
        """Passage ids with inner products, best first; equal ones part by part, row by row."""
        found = [part.search(vector, limit, threads) for part in self._parts]
        merged = sorted(itertools.chain.from_iterable(found), key=lambda pair: -pair[1])
        return merged[: max(0, limit)]

    def vectors(self, passages: Sequence[int], dimensions: int) -> Vectors:
        """Vectors of these passages, in their order; raises `LookupError` where one is not held."""
        wanted = np.array(passages, dtype=np.int64)
        found = np.empty((len(wanted), dimensions), dtype=np.float32)
        absent = np.ones(len(wanted), dtype=bool)
        for part, by_number in zip(self._parts, self._by_number, strict=True):
            places = np.searchsorted(part.ids, wanted, sorter=by_number)
            rows = by_number[np.minimum(places, len(by_number) - 1)]
            here = part.ids[rows] == wanted
            found[here] = part.at(rows[here])
            absent &= ~here
        if absent.any():
            raise LookupError(f"no vector of passage {wanted[absent][0]}")
        return found


def write_part(folder: Path, stem: str, kind: Kind, batches: Batches, dimensions: int) -> Part:
    """Write what the batches hold as a part, whole and durable; `last` is left to the caller."""
    if kind is Kind.FLAT:
        flat = VectorIndex.build(dimensions, batches)
        return Part(kind, flat.save(folder, f"{stem}.faiss"), None, len(flat), 0)
    rows, count = Rows.write(folder / f"{stem}.rows", batches)
    lists = LISTS if kind is Kind.LISTS else 0
    index = CompressedIndex.build(Rows(folder / rows.name, count, dimensions), lists)
    recall = index.measured()
    seal = index.save(folder / f"{stem}.faiss")
    return Part(kind, seal, rows, count, 0, index.effort, recall)


def merged_tail(parts: Sequence[Part], added: int) -> Sequence[Part]:
    """The parts that stay when so many passages come: smaller ones are made one with the new.

    Each part is then at least twice the next, so that a passage is written anew only as often as
    what it lies in doubles. The first part stays.
    """
    kept = list(parts)
    while len(kept) > 1 and kept[-1].count <= 2 * added:
        added += kept.pop().count
    return kept


def _loaded(folder: Path, part: Part) -> Searched:
    if part.rows is None:
        return VectorIndex.load(folder, part.seal)
    return CompressedIndex.load(folder, part.seal, part.rows, part.count, part.effort)


def all_seals(parts: Sequence[Part]) -> Iterator[Seal]:
    """Every file of every part."""
    for part in parts:
        yield from part.seals
