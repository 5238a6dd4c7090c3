"""How fast are encoding and a first answer, as ratios within one run?

    python eval/bench/speed.py --index index --out eval/reports/speed.md

Processor seconds of one thread, so that other work on the machine weighs little; the commands of
the command line are timed by the clock too. Each ratio stands beside its bar and beside the
baseline, `eval/baselines/speed.json`, which `--bless` writes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from rag.models import encoder_openvino
from rag.models.encoder import load_encoder
from rag.models.encoder_onnx import OnnxEncoder, OnnxNetwork, onnx_session
from rag.models.encoder_packaged import cached_graph, packaged_folder
from rag.models.networks import Network
from rag.protocols import Vectors
from rag.storage.index import Index
from rag.text.headed import headed_text

PROJECT = Path(__file__).parents[2]
BASELINE = PROJECT / "eval" / "baselines" / "speed.json"
WORSE = 1.25
"""Times that a ratio may be worse than the baseline's."""
QUESTION = "When was Sora released?"
ROUNDS = 5
PRODUCT = (1024, 384, 1536)
"""Rows, width and inner width of the network's largest product: the peak is measured on it."""
STARTS: Mapping[str, tuple[tuple[str, ...], float]] = {
    "rag --help": (("--help",), 0.3),
    "rag search --keyword": (("search", "--keyword", "Sora"), 0.4),
    "rag ask": (("ask", QUESTION), 1.0),
}
"""Arguments, and the bar in seconds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio, or seconds, with its bar."""

    name: str
    value: float
    bar: float
    more_is_better: bool

    def holds(self) -> bool:
        """Does it reach its bar?"""
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    def row(self, baseline: Mapping[str, float]) -> str:
        """A line of the table."""
        before = baseline.get(self.name)
        factor = None if before is None else self.value / before
        worse = factor is not None and (1 / factor if self.more_is_better else factor) > WORSE
        cells = (f"{self.value:.3g}", f"{self.bar:g}", "yes" if self.holds() else "**no**")
        beside = "–" if factor is None else f"{factor:.2f}{' **worse**' if worse else ''}"
        return f"| {self.name} | {' | '.join(cells)} | {beside} |"


def main() -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--bless", action="store_true", help="make this run the baseline")
    chosen = parser.parse_args()
    figures = [*encoding(chosen.index), *starting(chosen.index)]
    if chosen.bless:
        BASELINE.write_text(
            json.dumps({each.name: each.value for each in figures}, indent=1) + "\n"
        )
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    page = "\n".join(_page(figures, baseline)) + "\n"
    print(page)
    if chosen.out:
        chosen.out.write_text(page, encoding="utf-8")


def encoding(folder: Path) -> Iterator[Figure]:
    """One thread: the network in both ways beside sentence-transformers and the matrix peak."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    texts = _texts(folder)
    reference = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    graph = cached_graph()
    if graph is None:
        sys.exit("the encoder's graph cannot be cached: set XDG_CACHE_HOME to a folder to write")
    networks: dict[str, Network] = {"float32": OnnxNetwork(onnx_session(graph, threads=1))}
    if encoder_openvino.usable():
        networks["bfloat16"] = encoder_openvino.openvino_network(graph, workers=1)
    ways: dict[str, Callable[[], Vectors]] = {
        "reference": lambda: np.asarray(reference.encode(texts, show_progress_bar=False)),
        **{name: partial(_alone(network).encode, texts) for name, network in networks.items()},
    }
    spent, vectors = _in_turn(ways)
    work = _operations(texts)
    for name, least, share in (("float32", 1.2, 0.80), ("bfloat16", 2.3, 0.75)):
        if name not in networks:
            print(f"{name}: skipped, the extra or the processor is not there", file=sys.stderr)
            continue
        peak = _peak(getattr(torch, name))
        cosine = float((vectors[name] * vectors["reference"]).sum(axis=1).min())
        yield Figure(f"{name}: passages a second / reference's", spent["reference"] / spent[name],
                     least, True)  # fmt: skip
        yield Figure(f"{name}: share of the matrix peak", work / spent[name] / peak, share, True)
        yield Figure(f"{name}: least cosine to the reference", cosine, 0.999, True)


def starting(folder: Path) -> Iterator[Figure]:
    """Cold processes: seconds by the clock, and processor seconds of all threads."""
    for name, (arguments, bar) in STARTS.items():
        index = () if arguments == ("--help",) else ("--index", str(folder))
        runs = [_run([*arguments, *index]) for _ in range(ROUNDS + 1)][1:]
        yield Figure(f"{name}: seconds", median(wall for wall, _ in runs), bar, False)
        yield Figure(f"{name}: processor seconds", median(cpu for _, cpu in runs), bar, False)


def _alone(network: Network) -> OnnxEncoder:
    whole = load_encoder("all-MiniLM-L6-v2", threads=1)
    if not isinstance(whole, OnnxEncoder):
        raise TypeError("the packaged model runs on ONNX Runtime")
    return OnnxEncoder(whole.name, whole.fingerprint, whole.dimensions, whole.window,
                       whole.tokenizer, network)  # fmt: skip


def _in_turn(
    ways: Mapping[str, Callable[[], Vectors]],
) -> tuple[dict[str, float], dict[str, Vectors]]:
    """Median processor seconds of each way, all ways in every round; and what came out."""
    vectors = {name: way() for name, way in ways.items()}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.process_time()
            way()
            spent[name].append(time.process_time() - started)
    return {name: median(each) for name, each in spent.items()}, vectors


def _peak(kind: "torch.dtype") -> float:  # noqa: F821
    """Operations in a processor second of a product of the network's size; the best of rounds."""
    import torch

    rows, width, inner = PRODUCT
    left, right = torch.randn(rows, width).to(kind), torch.randn(width, inner).to(kind)
    best = 0.0
    for _ in range(3 * ROUNDS):
        started = time.process_time()
        for _ in range(10):
            left @ right
        best = max(best, 10 * 2 * rows * width * inner / (time.process_time() - started))
    return best


def _operations(texts: list[str]) -> float:
    """Of the products in six layers of width 384, attention's too, without padding."""
    encoder = load_encoder("all-MiniLM-L6-v2", threads=1)
    pieces = np.array([encoder.count_pieces(text) for text in texts], dtype=np.float64)
    return float((6 * 2 * (4 * 384**2 + 2 * 384 * 1536) * pieces + 6 * 4 * 384 * pieces**2).sum())


def _texts(folder: Path) -> list[str]:
    with Index.open(folder) as index:
        hits = index.hits([number for number, _ in index.keyword("video model market", 64)])
    return [headed_text(hit.article.title, hit.passage.heading, hit.passage.text) for hit in hits]


def _run(arguments: list[str]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    code = "import sys; from rag.cli.verbs import main; sys.argv[0] = 'rag'; main()"
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False, cwd=PROJECT)  # noqa: S603
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _page(figures: list[Figure], baseline: Mapping[str, float]) -> Iterator[str]:
    load = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    yield f"# Speed, measured on {time.strftime('%Y-%m-%d')}\n"
    yield f"`eval/bench/speed.py`, {ROUNDS} rounds, medians; one thread for encoding; {load}.\n"
    yield "| what | measured | bar | held | / baseline |"
    yield "|---|---|---|---|---|"
    yield from (each.row(baseline) for each in figures)


if __name__ == "__main__":
    main()
