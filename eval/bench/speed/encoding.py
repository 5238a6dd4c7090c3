"""Encoding many passages: beside `SentenceTransformer.encode`, and beside the matrix peak.

By the clock, on all cores, all ways in turn in each round. The peak is that of torch's product of
the network's largest matrices, in the same run. Work counts the products of six layers of width
384, attention's too, and no padding.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from eval.bench.speed.figures import Figure
from rag.models import encoder_openvino
from rag.models.encoder import load_encoder
from rag.models.encoder_onnx import OnnxEncoder, OnnxNetwork, onnx_session
from rag.models.encoder_packaged import cached_graph, packaged_folder
from rag.models.networks import Crew, Network
from rag.protocols import Vectors
from rag.storage.index import Index
from rag.text.headed import headed_text

PRODUCT = (1024, 384, 1536)
"""Rows, width and inner width."""
BARS = {"float32": (1.2, 0.80), "bfloat16": (2.3, 0.75)}
"""Times the passages a second of sentence-transformers, and share of the peak."""


def encoding(folder: Path, passages: int, threads: int, rounds: int) -> Iterator[Figure]:
    """The network in float32 and bfloat16, on passages of an index."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    texts = _texts(folder, passages)
    reference = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    encoders = _encoders(threads)
    ways: dict[str, Callable[[], Vectors]] = {
        "reference": lambda: np.asarray(reference.encode(texts, show_progress_bar=False))
    }
    ways |= {name: _call(each, texts) for name, each in encoders.items()}
    spent, vectors = _in_turn(ways, rounds)
    work = _operations(next(iter(encoders.values())), texts)
    yield Figure("sentence-transformers: passages a second", len(texts) / spent["reference"], None)
    for name in encoders:
        least, share = BARS[name]
        peak = _peak(getattr(torch, name))
        cosine = float((vectors[name] * vectors["reference"]).sum(axis=1).min())
        rate = spent["reference"] / spent[name]
        yield Figure(f"{name}: passages a second", len(texts) / spent[name], None, True)
        yield Figure(f"{name}: passages a second / sentence-transformers'", rate, least, True)
        yield Figure(f"{name}: share of the matrix peak", work / spent[name] / peak, share, True)
        yield Figure(f"{name}: least cosine to sentence-transformers", cosine, 0.999, True)


def _encoders(threads: int) -> dict[str, OnnxEncoder]:
    whole = load_encoder("all-MiniLM-L6-v2", threads)
    graph = cached_graph()
    if graph is None or not isinstance(whole, OnnxEncoder):
        raise SystemExit("the encoder's graph cannot be cached: set XDG_CACHE_HOME")

    def in_floats(_: int) -> Network:
        return OnnxNetwork(onnx_session(graph, threads=1))

    found = {"float32": replace(whole, crew=Crew(in_floats, threads))}
    if encoder_openvino.usable():
        found["bfloat16"] = whole
    return found


def _call(encoder: OnnxEncoder, texts: Sequence[str]) -> Callable[[], Vectors]:
    return lambda: encoder.encode(texts)


def _in_turn(
    ways: Mapping[str, Callable[[], Vectors]], rounds: int
) -> tuple[dict[str, float], dict[str, Vectors]]:
    """Median seconds of each way, after one call to warm up; and what came out."""
    vectors = {name: way() for name, way in ways.items()}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            spent[name].append(time.perf_counter() - started)
    return {name: median(each) for name, each in spent.items()}, vectors


def _peak(kind: "torch.dtype") -> float:  # noqa: F821
    """Operations a second of a product of the network's size; the best of many."""
    import torch

    rows, width, inner = PRODUCT
    left, right = torch.randn(rows, width).to(kind), torch.randn(width, inner).to(kind)
    best = 0.0
    for _ in range(20):
        started = time.perf_counter()
        for _ in range(10):
            left @ right
        best = max(best, 10 * 2 * rows * width * inner / (time.perf_counter() - started))
    return best


def _operations(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    pieces = np.array([encoder.count_pieces(text) for text in texts], dtype=np.float64)
    return float((6 * 2 * (4 * 384**2 + 2 * 384 * 1536) * pieces + 6 * 4 * 384 * pieces**2).sum())


def _texts(folder: Path, most: int) -> list[str]:
    """What is encoded of the first passages of an index, of every article in turn."""
    with Index.open(folder) as index:
        numbers = range(1, sum(index.passage_counts().values()) + 1)
        step = max(1, len(numbers) // most)
        hits = index.hits(list(numbers[::step])[:most])
    return [headed_text(hit.article.title, hit.passage.heading, hit.passage.text) for hit in hits]
