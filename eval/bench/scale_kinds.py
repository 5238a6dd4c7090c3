"""Which kind of vector index at which size? Time, recall and bytes of each, on the same vectors.

    python eval/bench/scale_kinds.py INDEX/vectors-1-….rows CACHE/queries.npy 50000 300000

The rows are those of an index that `scale.py` built; sizes are taken evenly from them. Real
questions are asked one by one. Recall@10 against exact search is that of the real questions, and
beside it that of the questions which an index makes of its own vectors when it is built.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from rag.protocols import Vectors
from rag.storage import recall
from rag.storage.compressed import EFFORTS, LISTS, CompressedIndex, Rows, _exact
from rag.storage.vectors import VectorIndex

DIMENSIONS = 384
LIMIT = 100


def main() -> None:
    """Print a line for each size, kind and effort."""
    file, questions = Path(sys.argv[1]), np.load(sys.argv[2])
    count = file.stat().st_size // (DIMENSIONS * 4 + 8)
    everything = Rows(file, count, DIMENSIONS)
    print("passages kind effort build_s ms recall_real recall_made MiB")
    for size in map(int, sys.argv[3:]):
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(folder), everything.vectors[:: max(1, count // size)][:size], questions)


def compare(folder: Path, vectors: Vectors, questions: Vectors) -> None:
    """All kinds over these vectors."""
    ids = np.arange(len(vectors), dtype=np.int64)
    started = time.perf_counter()
    flat = VectorIndex.build(DIMENSIONS, [(ids, np.asarray(vectors))])
    built = time.perf_counter() - started
    spent = [milliseconds(flat, question) for question in questions]
    size = flat.save(folder, "flat.faiss").size
    row("flat", len(ids), 1, (built, spent, (1.0, 1.0), size))
    Rows.write(folder / "a.rows", [(ids, np.asarray(vectors))])
    rows = Rows(folder / "a.rows", len(ids), DIMENSIONS)
    made = recall.made_questions(rows.vectors)
    sets = [(each, _exact(rows.vectors, each)) for each in (questions, made)]
    for kind, lists in (("rabitq", 0), ("ivf-rabitq", LISTS)):
        started = time.perf_counter()
        index = CompressedIndex.build(rows, lists)
        built, size = time.perf_counter() - started, index.save(folder / "c.faiss").size
        for index.effort in EFFORTS:
            spent = [milliseconds(index, question) for question in questions]
            real, own = (recall.recall(index._products, each, exact) for each, exact in sets)
            row(kind, len(ids), index.effort, (built, spent, (real, own), size))


def milliseconds(index: VectorIndex | CompressedIndex, question: Vectors) -> float:
    """Of one search for as many as retrieval asks for."""
    started = time.perf_counter()
    index.search(question, LIMIT)
    return 1e3 * (time.perf_counter() - started)


def row(
    kind: str,
    count: int,
    effort: int,
    found: tuple[float, list[float], tuple[float, float], int],
) -> None:
    """One line of the table."""
    built, spent, (real, own), size = found
    figures = f"{built:.1f} {np.median(spent):.2f} {real:.4f} {own:.4f} {size / 2**20:.0f}"
    print(count, kind, effort, figures, flush=True)


if __name__ == "__main__":
    main()
