"""Measure pincite beside what a user would pick instead, on one machine and one corpus.

    python -m eval.bench.peers --data ../shared/data/bench

Raw results are written after each measure and kept: what is there is not measured again, so that a
run can be stopped and gone on with, or done in parts (`--systems`, `--sizes`, `--only`).
"""

import argparse
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from eval.bench.peers.cells import REPEATS, Bench, measure_cell
from eval.bench.peers.corpus import prepare_corpus, prepare_judged, questions
from eval.bench.peers.environments import install, refresh_pincite
from eval.bench.peers.ledger import Cell, Ledger
from eval.bench.peers.quality import Exam, examine
from eval.bench.peers.report import write_report
from eval.bench.peers.systems import PINCITE, SYSTEMS, System

CACHE = Path(platformdirs.user_cache_dir("pincite")) / "bench"
SIZES = {"1k": 1_000, "10k": 10_000, "50k": 50_000, "100k": 100_000}
ENCODED_BY_EACH = frozenset({"1k"})
"""Sizes at which every system encodes for itself."""
JUDGED = ("scifact", "natural-questions")
PARTS = ("install", "sizes", "quality", "report")
REPORTS = Path(__file__).parents[2] / "reports"


def main() -> None:
    """Do the parts that were asked for."""
    chosen = _parser().parse_args()
    ledger = Ledger(chosen.raw)
    systems = [SYSTEMS[name] for name in chosen.systems]
    if "install" in chosen.only:
        _install(systems, ledger, chosen)
    if "sizes" in chosen.only:
        _measure_sizes(systems, ledger, chosen)
    if "quality" in chosen.only:
        _examine(systems, ledger, chosen)
    if "report" in chosen.only:
        for line in write_report(ledger, chosen.out, chosen.budgets, chosen.bless):
            print(line)


def _install(systems: Sequence[System], ledger: Ledger, chosen: argparse.Namespace) -> None:
    for system in systems:
        cell = Cell(system.environment, "install")
        if "seconds" in ledger.read(cell):
            continue
        print(f"{system.environment}: installing", flush=True)
        ledger.note(cell, **asdict(install(system, chosen.envs / system.environment)))


def _measure_sizes(systems: Sequence[System], ledger: Ledger, chosen: argparse.Namespace) -> None:
    asked = questions(chosen.data)
    for size in chosen.sizes:
        corpus = prepare_corpus(
            chosen.work / f"corpus-{size}", chosen.blocks, chosen.data, SIZES[size]
        )
        for system in systems:
            cell = Cell(system.name, size)
            if corpus.passages > 1.1 * system.largest or not _usable(system, ledger):
                continue
            if chosen.afresh:
                ledger.forget(cell)
            if system.name == PINCITE and chosen.afresh:
                refresh_pincite(chosen.envs / system.environment)
            bench = Bench(
                system,
                chosen.envs / system.environment,
                chosen.work / "indexes" / f"{system.name}-{size}",
                corpus,
                asked,
                size in ENCODED_BY_EACH,
            )
            print(f"{system.name}, {size}", flush=True)
            ledger.note(cell, machine=machine(), date=f"{datetime.now(UTC):%Y-%m-%d}")
            measure_cell(bench, ledger, cell, {**REPEATS, **chosen.repeats})


def _examine(systems: Sequence[System], ledger: Ledger, chosen: argparse.Namespace) -> None:
    for name in chosen.judged:
        judged = prepare_judged(chosen.work / name, chosen.data, name)
        for system in systems:
            cell = Cell(system.name, name)
            if not _usable(system, ledger) or ("ndcg" in ledger.read(cell) and not chosen.afresh):
                continue
            print(f"{system.name}, {name}", flush=True)
            index = chosen.work / "indexes" / f"{system.name}-{name}"
            exam = Exam(system, chosen.envs / system.environment, index, judged)
            examine(exam, ledger, cell)


def _usable(system: System, ledger: Ledger) -> bool:
    installed = ledger.read(Cell(system.environment, "install"))
    return system.left_out is None and not installed.get("error")


def machine() -> str:
    """What it is measured on."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    model = re.search(r"model name\s*: (.+)", cpu)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="the folder of collections (BEIR)")
    parser.add_argument("--envs", type=Path, default=CACHE / "envs", help="of the environments")
    parser.add_argument("--work", type=Path, default=CACHE / "work", help="of corpora and indexes")
    parser.add_argument(
        "--blocks", type=Path, default=CACHE / "blocks", help="of passages, encoded"
    )
    parser.add_argument("--raw", type=Path, default=Path("eval/runs/peers"), help="of raw results")
    parser.add_argument("--out", type=Path, default=REPORTS, help="where the report goes")
    parser.add_argument("--budgets", type=Path, default=Path(__file__).parent / "budgets.json")
    parser.add_argument("--bless", action="store_true", help="make these ratios the budgets")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["1k", "10k", "100k"])
    parser.add_argument("--judged", nargs="+", choices=JUDGED, default=list(JUDGED))
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--afresh", action="store_true", help="measure again what is there")
    parser.add_argument(
        "--repeats", type=_repeats, default={}, help="such as `build=2,cold=3`; else the defaults"
    )
    return parser


def _repeats(text: str) -> dict[str, int]:
    pairs = (pair.split("=") for pair in text.split(",") if pair)
    return {name: int(count) for name, count in pairs}


if __name__ == "__main__":
    main()
