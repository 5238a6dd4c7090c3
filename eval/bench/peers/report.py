"""The page, the plots, the raw figures in one file, and the budgets' verdict."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.bench.peers.budgets import budget_lines, exceeded, read_budgets, write_budgets
from eval.bench.peers.figures import ANSWERS, Records, behind, ratios
from eval.bench.peers.ledger import Ledger
from eval.bench.peers.plots import draw, has_quality
from eval.bench.peers.remedies import HOW, MISSING, REMEDIES
from eval.bench.peers.systems import PINCITE, SYSTEMS
from eval.bench.peers.tables import (
    behind_lines,
    install_table,
    quality_table,
    size_table,
)

SIZES = ("1k", "10k", "50k", "100k")
JUDGED = ("scifact", "natural-questions")


def write_report(ledger: Ledger, folder: Path, budgets: Path, bless: bool) -> list[str]:
    """Write `bench.md`, `bench.json` and the plots; returns what is to be said at the end.

    Raises `SystemExit` with code 1 where a budget is exceeded.
    """
    records = dict(ledger.cells())
    reached = ratios(records, SIZES)
    if bless:
        write_budgets(budgets, reached)
    verdict = list(budget_lines(reached, read_budgets(budgets)))
    draw(records, SIZES, folder)
    (folder / "bench.md").write_text("\n".join([*_page(records), *verdict]) + "\n", "utf-8")
    (folder / "bench.json").write_text(_compact(records), "utf-8")
    if over := exceeded(reached, read_budgets(budgets)):
        print("\n".join(verdict))
        raise SystemExit(f"over budget: {', '.join(over)}")
    return verdict


def _page(records: Records) -> Iterator[str]:
    yield "# pincite beside what one would pick instead\n"
    yield f"{_measured_on(records)}\n"
    yield from HOW
    yield "\n## Of this run\n"
    yield from MISSING
    sizes = [size for size in SIZES if any(cell.column == size for cell in records)]
    for size in sizes:
        yield f"\n## {_passages(records, size)}\n"
        yield from size_table(records, size)
    yield "\n![Build, cold, warm and memory over the number of passages](bench.png)"
    yield "\n## Answers\n"
    yield "No peer answers without a language model, or a reader one has to bring. pincite:\n"
    for size in sizes:
        yield f"{_passages(records, size)}\n"
        yield from size_table(
            {cell: it for cell, it in records.items() if cell.system == PINCITE}, size, ANSWERS
        )
        yield ""
    yield "## Quality\n"
    yield from quality_table(records, JUDGED)
    if has_quality(records):
        yield "\n![nDCG@10](bench-quality.png)"
    yield "\n## Installation\n"
    yield from install_table(records)
    yield "\n## Where pincite is not ahead\n"
    yield from behind_lines(behind(records, sizes), REMEDIES)
    yield "\n## The systems\n"
    for system in SYSTEMS.values():
        why = f" Not measured: {system.left_out}." if system.left_out else ""
        yield f"- **{system.name}**: {system.described} ({system.documentation}).{why}"
    yield "\n## Budgets\n"
    yield "Medians of pincite over those of `plain`; a ratio fails beyond 1.25 times its budget.\n"


def _measured_on(records: Records) -> str:
    found = [record for record in records.values() if "machine" in record]
    dates = sorted({str(record["date"]) for record in found})
    machines = sorted({str(record["machine"]) for record in found})
    return f"Measured {', '.join(dates)} on {'; '.join(machines)}."


def _passages(records: Records, size: str) -> str:
    found = [record for cell, record in records.items() if cell.column == size]
    counts = {record["passages"]: record["articles"] for record in found if "passages" in record}
    return "; ".join(f"{p:,} passages of {a:,} articles" for p, a in counts.items()) or size


def _compact(records: Records) -> str:
    rows: Sequence[dict[str, Any]] = [dict(record) for record in records.values()]
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"
