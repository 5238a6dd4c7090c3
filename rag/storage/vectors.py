"""Nearest passages by vector, exactly. Beside `rag.storage.compressed`, the one to import faiss.

The file is derived from the store of record. FAISS trusts what it reads, so bytes whose hash
is not the recorded one never reach it. It is imported where it is used: a search by keywords
alone does without it.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors
from rag.storage.files import Seal, SealBroken, sealed_bytes, sealed_path, write_blocks
from rag.storage.hashing import LARGE, remember

if TYPE_CHECKING:
    import faiss


class VectorIndex:
    """Passage ids beside vectors, in the order in which they were added."""

    def __init__(self, index: "faiss.IndexIDMap") -> None:
        import faiss

        # Searched without the map, so that equal scores come in the order of the rows.
        self._mapped = index
        self._flat = faiss.downcast_index(index.index)
        self.ids: NDArray[np.int64] = faiss.vector_to_array(index.id_map)

    @classmethod
    def build(cls, dimensions: int, batches: Iterable[tuple[NDArray[np.int64], Vectors]]) -> Self:
        """Take ids and vectors, each of shape (number of ids, dimensions), batch by batch."""
        import faiss

        index = faiss.IndexIDMap(faiss.IndexFlatIP(dimensions))
        for ids, vectors in batches:
            index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def load(cls, folder: Path, seal: Seal) -> Self:
        """Read the sealed file; raises `SealBroken` before FAISS sees a byte of another."""
        import faiss

        index = read_sealed(folder, seal)
        if not isinstance(index, faiss.IndexIDMap):
            raise SealBroken(f"{seal.name} is of another kind ({type(index).__name__})")
        return cls(index)

    def save(self, folder: Path, name: str) -> Seal:
        """Write the file whole and durably; returns what to record."""
        import faiss

        content: bytes = faiss.serialize_index(self._mapped).tobytes()
        seal = write_blocks(folder / name, [content])
        remember(folder / name, folder, seal.sha256)
        return seal

    def __len__(self) -> int:
        return len(self.ids)

    def search(
        self, vector: NDArray[np.float32], limit: int, threads: int | None = None
    ) -> list[tuple[int, float]]:
        """Passage ids with inner products, best first; equal ones in the order of the rows.

        The vector has shape (dimensions,). `threads`: at most so many for this search.
        """
        import faiss

        if vector.shape != (self._flat.d,):
            raise ValueError(f"a vector of shape ({self._flat.d},) is needed, not {vector.shape}")
        if threads is not None:
            # OpenMP keeps this for each calling thread, so it is said at every search.
            faiss.omp_set_num_threads(threads)
        query = np.ascontiguousarray(vector[np.newaxis], dtype=np.float32)
        scores, rows = self._flat.search(query, max(1, min(limit, len(self))))
        found = [(row, score) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return [(int(self.ids[row]), float(score)) for row, score in found[:limit]]

    def at(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors in these rows."""
        found: Vectors = self._flat.reconstruct_batch(rows)
        return found


def read_sealed(folder: Path, seal: Seal) -> "faiss.Index":
    """The index in a sealed file; raises `SealBroken` before FAISS sees a byte of another.

    A large file is mapped, and read as it is searched.
    """
    import faiss

    if seal.size < LARGE:
        content = sealed_bytes(folder, seal)
        return faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    return faiss.read_index(str(sealed_path(folder, seal)), faiss.IO_FLAG_MMAP_IFC)
