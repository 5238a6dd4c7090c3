"""What size costs: build, open, retrieval, recall, memory and one more article, at each size.

    python eval/bench/scale.py encode FOLDER --cache CACHE --passages 1000
    python eval/bench/scale.py build FOLDER --cache CACHE --passages 1000
    python eval/bench/scale.py measure FOLDER --questions CACHE/queries.npy
    python eval/bench/scale.py add FOLDER --cache CACHE

`CACHE` holds really encoded passages and their vectors; beyond those, a size is filled with
variations of them (`scale_corpus.py` says how). `scale.py variations CACHE` measures how far really
encoded variations lie from their originals.
"""

import argparse
import json
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scale_corpus import VARIED, Encoded, variations, varied

import rag.storage.writer as writing
from rag.protocols import Vectors
from rag.retrieval.retriever import CANDIDATES, HybridRetriever
from rag.storage import making
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.embeddings import vector_batches
from rag.storage.index import Index, IndexWriter
from rag.storage.keywords import KeywordIndex
from rag.storage.manifest import Manifest, ModelRecord, Splitting

KEPT_AT_ONCE = 400
"""Articles whose vectors are stored at once."""
SHOWN = 20
"""Hits of one retrieval: what the reader is handed."""
ROUNDS = 5
STEPS = ("encode", "build", "measure", "add", "variations")


def encode(folder: Path, passages: int, encoded: Encoded) -> None:
    """Store the vectors, as a sync does while it encodes; prints what that took, in seconds."""
    started = time.perf_counter()
    with IndexWriter.open(folder, manifest()) as writer:
        entries = encoded.first(passages)
        while batch := list(islice(entries, KEPT_AT_ONCE)):
            keep(writer, batch)
    print(json.dumps({"keep_s": round(time.perf_counter() - started, 1)}))


def build(folder: Path, passages: int, encoded: Encoded) -> None:
    """Make an index of about so many passages from stored vectors; prints seconds by step."""
    spent: defaultdict[str, float] = defaultdict(float)
    timed(writing, "publish", spent)
    timed(making, "write_part", spent)
    timed(making, "_extended", spent)
    timed(KeywordIndex, "write", spent)
    with IndexWriter.open(folder, manifest()) as writer:
        timed(writer, "apply", spent)
        writer.apply(Changes((entry for entry, _ in encoded.first(passages)), ()))
    with Index.open(folder) as index:
        told = {"articles": index.summary().articles, "passages": index.summary().passages}
        told |= {"parts": [(str(part.kind), part.recall, part.effort) for part in index.parts]}
    seconds = {name: round(value, 1) for name, value in spent.items()}
    seconds["processor"] = round(time.process_time(), 1)
    print(json.dumps(told | {"seconds": seconds, "peak_mib": peak_mib(), "bytes": sizes(folder)}))


def measure(folder: Path, questions: Path) -> None:
    """Open and retrieve; prints milliseconds, recall and memory."""
    texts = [text for _, text in json.loads(questions.with_suffix(".json").read_text("utf-8"))]
    asked = Asked(texts, np.load(questions))
    opened = [milliseconds(lambda: _open(folder).close()) for _ in range(5)]
    index = _open(folder)
    retriever = HybridRetriever(asked, index)
    for text in texts:
        retriever.retrieve(text, SHOWN)
    spent = [
        milliseconds(lambda text=text: retriever.retrieve(text, SHOWN))
        for _ in range(ROUNDS)
        for text in texts
    ]
    told = {
        "passages": index.summary().passages,
        "open_ms": round(float(np.median(opened)), 1),
        "p50_ms": round(float(np.percentile(spent, 50)), 2),
        "p95_ms": round(float(np.percentile(spent, 95)), 2),
        "memory_mib": memory_mib(),
    }
    told |= stages(index, asked, texts)
    print(json.dumps(told | {"recall": round(true_recall(index, asked.vectors), 4)}))


def stages(index: Index, asked: "Asked", texts: Sequence[str]) -> dict[str, float]:
    """The median milliseconds of dense and of keyword search alone."""
    dense = [milliseconds(lambda row=row: index.dense(row, CANDIDATES)) for row in asked.vectors]
    worded = [milliseconds(lambda text=text: index.keyword(text, CANDIDATES)) for text in texts]
    return {
        "dense_ms": round(float(np.median(dense)), 2),
        "keyword_ms": round(float(np.median(worded)), 2),
    }


def true_recall(index: Index, questions: Vectors) -> float:
    """Of the ten nearest by exact search over the store's vectors; copies stand for each other."""
    nearest = np.full((len(questions), 10), -1, dtype=np.float32)
    for _, vectors in vector_batches(index._database):
        both = np.concatenate([nearest, questions @ vectors.T], axis=1)
        nearest = -np.partition(-both, 9, axis=1)[:, :10]
    bars = nearest.min(axis=1) - 1e-6
    found = [
        min(10, sum(score >= bar for _, score in index.dense(row, CANDIDATES)[:10])) / 10
        for row, bar in zip(questions, bars, strict=True)
    ]
    return float(np.mean(found))


def add(folder: Path, encoded: Encoded, times: int = 6) -> None:
    """Add one article, so often; prints seconds of each, from opening to closing the writer."""
    spent, parts = [], []
    for number in range(times):
        entry, vectors = next(iter(encoded.first(1)))
        record = {"title": entry.article.header.title, "text": entry.article.text}
        places = [[each.start, each.end, each.heading] for each in entry.passages]
        new = varied(
            record | {"path": f"new-{time.time_ns()}.md", "passages": places}, 900 + number
        )
        started = time.perf_counter()
        with IndexWriter.open(folder, manifest()) as writer:
            keep(writer, [(new, vectors)])
            writer.apply(Changes([new], ()))
        spent.append(round(time.perf_counter() - started, 3))
        with Index.open(folder) as index:
            parts.append([part.count for part in index.parts])
    print(json.dumps({"add_s": spent, "parts": parts[-1], "memory_mib": memory_mib()}))


class Asked:
    """The encoder of questions that are encoded already, so that retrieval alone is timed."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self.vectors = vectors
        self._rows = {text: vectors[row] for row, text in enumerate(texts)}

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Looked up."""
        return self._rows[question]


def keep(writer: IndexWriter, batch: Sequence[tuple[IndexedArticle, Vectors]]) -> None:
    """Store the vectors that are not there, each text's once."""
    keys = [key for entry, _ in batch for key in entry.keys]
    rows = dict(zip(keys, np.concatenate([vectors for _, vectors in batch]), strict=True))
    missing = [key for key in rows if key in writer.missing([key])]
    if missing:
        writer.keep(missing, np.stack([rows[key] for key in missing]))


def manifest() -> Manifest:
    """Of the shipped encoder and splitter."""
    corpus = Path("/corpus")
    encoder = ModelRecord("all-MiniLM-L6-v2", "0" * 64)
    splitting = Splitting(max_tokens=180, sentences=6, overlap=1, window=256)
    tokenizer = ModelRecord("pincite-16k", "0" * 64)
    return Manifest(encoder, 384, tokenizer, splitting, corpus, (corpus,))


def timed(owner: Any, name: str, spent: defaultdict[str, float]) -> None:
    """Let the seconds of a function be counted."""
    function = getattr(owner, name)

    def counted(*arguments: Any) -> Any:
        started, own = time.perf_counter(), time.process_time()
        try:
            return function(*arguments)
        finally:
            spent[name] += time.perf_counter() - started
            spent[f"{name} processor"] += time.process_time() - own

    setattr(owner, name, counted)


def milliseconds(work: Callable[[], object]) -> float:
    """Of one call."""
    started = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - started)


def peak_mib() -> int:
    """The most memory that this process ever held, mapped files included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def memory_mib() -> dict[str, int]:
    """Held now: altogether, and without the pages of mapped files."""
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    kinds = {"peak": "VmHWM", "resident": "VmRSS", "own": "RssAnon"}
    return {name: int(fields[kind].split()[0]) // 1024 for name, kind in kinds.items()}


def sizes(folder: Path) -> dict[str, int]:
    """Bytes of the store, of the vectors' files and of the keyword index."""
    held: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            held[path.relative_to(folder).parts[0].split("-")[0]] += path.stat().st_size
    return dict(held)


def main() -> None:
    """One step in one process, so that memory is that step's own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("folder", type=Path, help="the index, or for `variations` the cache")
    parser.add_argument("--passages", type=int, default=1_000)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--varied", type=float, default=VARIED)
    parser.add_argument("--questions", type=Path, help="queries.npy beside queries.json")
    chosen = parser.parse_args()
    match chosen.step:
        case "encode":
            encode(chosen.folder, chosen.passages, Encoded(chosen.cache, chosen.varied))
        case "build":
            build(chosen.folder, chosen.passages, Encoded(chosen.cache, chosen.varied))
        case "measure":
            measure(chosen.folder, chosen.questions)
        case "add":
            add(chosen.folder, Encoded(chosen.cache, chosen.varied))
        case _:
            variations(chosen.folder)


def _open(folder: Path) -> Index:
    index = Index.open(folder)
    index.warm()
    return index


if __name__ == "__main__":
    main()
