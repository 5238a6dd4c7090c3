"""Nearest passages among very many: compressed codes name candidates, exact vectors rank them.

Beside `rag.storage.vectors` the only module that imports faiss. Codes are RaBitQ's (Gao & Long
2024), about 60 bytes a passage, in memory; the exact vectors stay on disk and are mapped.
"""

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors
from rag.storage import recall
from rag.storage.files import Seal, SealBroken, sealed_path, write_blocks
from rag.storage.hashing import remember
from rag.storage.vectors import read_sealed

if TYPE_CHECKING:
    import faiss

Batches: TypeAlias = Iterable[tuple[NDArray[np.int64], Vectors]]

LISTS = 1024
"""Of an inverted file: as many for every size, so that building takes time in proportion."""
PROBED = 128
"""Lists that a search looks into, times its effort."""
CANDIDATES = 200
"""The fewest candidates that are ranked by their exact vectors, times the effort."""
FACTOR = 4
"""Candidates for each passage that is wanted, times the effort."""
EFFORTS = (1, 2, 4, 8)
"""Tried in this order until recall is high enough."""

_TRAINED_ON = 64 * LISTS
_BLOCK = 1 << 14
"""Rows in memory at once while an index is made: 24 MiB of 384 dimensions."""
_VALUE = np.dtype("<f4")
_ID = np.dtype("<i8")


class Rows:
    """Exact vectors and passage ids of a sealed file, mapped: only what is looked at is read."""

    def __init__(self, path: Path, count: int, dimensions: int) -> None:
        offset = count * dimensions * _VALUE.itemsize
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # Plain views of the mapped bytes: a numpy.memmap runs Python code at every indexing.
        values = np.frombuffer(self._map, _VALUE, count * dimensions)
        self.vectors: Vectors = values.reshape(count, dimensions)
        self.ids: NDArray[np.int64] = np.frombuffer(self._map, _ID, count, offset)

    def blocks(self) -> Iterator[Vectors]:
        """All vectors in order, some thousands at a time; of the mapped file no more stays."""
        for start in range(0, len(self.ids), _BLOCK):
            yield self.vectors[start : start + _BLOCK]
            self.release()

    def release(self) -> None:
        """Give the mapped pages back to the system, which reads them again when looked at."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    @staticmethod
    def write(path: Path, batches: Batches) -> tuple[Seal, int]:
        """Vectors, then ids, as they come; returns the seal and how many there are."""
        ids: list[NDArray[np.int64]] = []
        seal = write_blocks(path, _blocks(batches, ids))
        remember(path, path.parent, seal.sha256)
        return seal, sum(map(len, ids))


class CompressedIndex:
    """Searches codes, then ranks what they propose by the exact inner product."""

    def __init__(self, codes: "faiss.Index", rows: Rows, effort: int = 1) -> None:
        self._codes = codes
        self._rows = rows
        self.effort = effort

    @classmethod
    def build(cls, rows: Rows, lists: int = 0) -> Self:
        """Codes of all rows, in one list, or in so many that are probed by nearness."""
        codes = _empty(rows.vectors.shape[1], lists)
        codes.train(_sample(rows, _TRAINED_ON))
        for block in rows.blocks():
            codes.add(block)
        return cls(codes, rows)

    @classmethod
    def load(cls, folder: Path, codes: Seal, rows: Seal, count: int, effort: int) -> Self:
        """Open the sealed files; raises `SealBroken` before FAISS sees a byte of others."""
        import faiss

        index = read_sealed(folder, codes)
        if not isinstance(index, (faiss.IndexRaBitQFastScan, faiss.IndexIVFRaBitQFastScan)):
            raise SealBroken(f"{codes.name} is of another kind ({type(index).__name__})")
        if index.ntotal != count:
            raise SealBroken(f"{codes.name} holds {index.ntotal} codes, not {count}")
        return cls(index, Rows(sealed_path(folder, rows), count, index.d), effort)

    def save(self, path: Path) -> Seal:
        """Write the codes whole and durably; returns what to record."""
        import faiss

        content: bytes = faiss.serialize_index(self._codes).tobytes()
        seal = write_blocks(path, [content])
        remember(path, path.parent, seal.sha256)
        return seal

    def __len__(self) -> int:
        return len(self._rows.ids)

    def search(
        self, vector: NDArray[np.float32], limit: int, threads: int | None = None
    ) -> list[tuple[int, float]]:
        """Passage ids with exact inner products, best first; equal ones in the order of the rows.

        The vector has shape (dimensions,). `threads`: at most so many for this search.
        """
        import faiss

        if vector.shape != (self._codes.d,):
            raise ValueError(f"a vector of shape ({self._codes.d},) is needed, not {vector.shape}")
        if limit < 1:
            return []
        if threads is not None:
            # OpenMP keeps this for each calling thread, so it is said at every search.
            faiss.omp_set_num_threads(threads)
        query = np.ascontiguousarray(vector, dtype=np.float32)
        rows = self._candidates(query, limit)
        products = np.asarray(self._rows.vectors[rows]) @ query
        best = np.argsort(-products, kind="stable")[:limit]
        ids = self._rows.ids[rows[best]].tolist()
        return list(zip(ids, products[best].tolist(), strict=True))

    @property
    def ids(self) -> NDArray[np.int64]:
        """The passage of each row."""
        return self._rows.ids

    def at(self, rows: NDArray[np.int64]) -> Vectors:
        """The exact vectors in these rows."""
        return np.asarray(self._rows.vectors[rows])

    def measured(self) -> float:
        """Recall of the first ten against exact search, after raising the effort as needed."""
        questions = recall.made_questions(_sample(self._rows, recall.QUESTIONS))
        exact = _exact(self._rows, questions)
        found = 0.0
        for self.effort in EFFORTS:
            found = recall.recall(self._products, questions, exact)
            if found >= recall.FLOOR:
                break
        return found

    def _products(self, question: NDArray[np.float32], limit: int) -> list[float]:
        products = [product for _, product in self.search(question, limit)]
        self._rows.release()
        return products

    def _candidates(self, query: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
        """Rows in ascending order, so that a stable sort keeps equal ones in it."""
        wanted = min(len(self), self.effort * max(CANDIDATES, FACTOR * limit))
        _, rows = self._codes.search(query[np.newaxis], wanted, params=self._parameters())
        inside = (rows[0] >= 0) & (rows[0] < len(self))
        ascending: NDArray[np.int64] = np.sort(rows[0][inside])
        return ascending

    def _parameters(self) -> "faiss.SearchParameters | None":
        import faiss

        if not isinstance(self._codes, faiss.IndexIVFRaBitQFastScan):
            return None
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = min(self._codes.nlist, PROBED * self.effort)
        return parameters


def _empty(dimensions: int, lists: int) -> "faiss.Index":
    import faiss

    if not lists:
        return faiss.IndexRaBitQFastScan(dimensions, faiss.METRIC_INNER_PRODUCT)
    coarse = faiss.IndexFlatIP(dimensions)
    codes = faiss.IndexIVFRaBitQFastScan(coarse, dimensions, lists, faiss.METRIC_INNER_PRODUCT)
    codes.cp.niter = 10
    codes.cp.min_points_per_centroid = 1  # few points are warned of on stdout otherwise
    return codes


def _sample(rows: Rows, size: int) -> Vectors:
    """At most so many vectors, evenly chosen among all."""
    step = max(1, len(rows.ids) // size)
    chosen, passed = [], 0
    for block in rows.blocks():
        chosen.append(block[-passed % step :: step].copy())
        passed += len(block)
    return np.concatenate(chosen)[:size]


def _exact(rows: Rows, questions: Vectors) -> NDArray[np.float32]:
    """The greatest inner products of each question, best first."""
    best = np.empty((len(questions), 0), dtype=np.float32)
    for block in rows.blocks():
        best = np.concatenate([best, questions @ block.T], axis=1)
        best = -np.partition(-best, min(recall.DEPTH, best.shape[1]) - 1)[:, : recall.DEPTH]
    return -np.sort(-best, axis=1)


def _blocks(batches: Batches, ids: list[NDArray[np.int64]]) -> Iterator[bytes]:
    for numbers, vectors in batches:
        ids.append(numbers)
        yield vectors.astype(_VALUE).tobytes()
    yield b"".join(numbers.astype(_ID).tobytes() for numbers in ids)
