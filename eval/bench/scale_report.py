"""Turns what `scale.py` printed into eval/reports/scale.md and its plot.

    python eval/bench/scale_report.py FOLDER

`FOLDER` holds `SIZE.build`, `SIZE.measure` and `SIZE.add` for each size, and, where there is one,
`kinds.txt` of `scale_kinds.py`. A figure that was not measured is a dash.
"""

import itertools
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

REPORTS = Path(__file__).parents[1] / "reports"
SIZES = ("1k", "10k", "100k", "1m")
NEWEST = 4
"""Additions of which the median is taken: the first ones warm the files."""
AIM_MS, AIM_MIB = 15, 2560

Row = Mapping[str, Any]


def main() -> None:
    """Write the report and draw the plot."""
    folder = Path(sys.argv[1])
    rows = [found for size in SIZES if (found := read(folder, size))]
    notes = (Path(__file__).parent / "scale_notes.md").read_text("utf-8")
    kinds = folder / "kinds.txt"
    told = [notes, table(rows), growth(rows)]
    if kinds.exists():
        told += ["## Which kind at which size", code(kinds.read_text("utf-8"))]
    (REPORTS / "scale.md").write_text("\n\n".join(told) + "\n", "utf-8")
    if asked := [row for row in rows if "p50_ms" in row]:
        plot(asked)


def read(folder: Path, size: str) -> Row:
    """What is known of one size; empty where nothing is."""
    known: dict[str, Any] = {}
    for step in ("build", "measure", "add"):
        file = folder / f"{size}.{step}"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        if lines and lines[-1].startswith("{"):
            known |= {f"{step}_{key}": value for key, value in json.loads(lines[-1]).items()}
    return {key.removeprefix("measure_"): value for key, value in known.items()}


def table(rows: Sequence[Row]) -> str:
    """A column for each size."""
    lines = {
        "passages": [f"{row['build_passages']:,}" for row in rows],
        "kind": [row["build_parts"][0][0] for row in rows],
        "its own recall@10, effort": [
            f"{row['build_parts'][0][1]:.3f}, {row['build_parts'][0][2]}" for row in rows
        ],
        "recall@10 of real questions": [shown(row, "recall", ".4f") for row in rows],
        "making the derived files, s of processor": [seconds(row, "publish") for row in rows],
        "… vectors": [seconds(row, "write_part") for row in rows],
        "… keywords": [seconds(row, "write") for row in rows],
        "bytes a passage": [f"{per_passage(row):,.0f}" for row in rows],
        "opening, ms": [shown(row, "open_ms", ".1f") for row in rows],
        "retrieval p50, ms": [shown(row, "p50_ms", ".2f") for row in rows],
        "retrieval p95, ms": [shown(row, "p95_ms", ".2f") for row in rows],
        "… dense alone, p50": [shown(row, "dense_ms", ".2f") for row in rows],
        "… keyword alone, p50": [shown(row, "keyword_ms", ".2f") for row in rows],
        "resident, MiB (without mapped files)": [memory(row) for row in rows],
        "peak while building, MiB": [f"{row['build_peak_mib']:,}" for row in rows],
        "adding one article, s": [added(row) for row in rows],
    }
    heads = ["", *(str(size) for size in lines.pop("passages"))]
    body = [[name, *cells] for name, cells in lines.items()]
    return "\n".join("| " + " | ".join(line) + " |" for line in [heads, rule(heads), *body])


def growth(rows: Sequence[Row]) -> str:
    """Each step's cost at a size over that at the size before, beside what N log N would be."""
    told = ["## No step worse than N log N"]
    for before, after in itertools.pairwise(rows):
        sizes = [row["build_passages"] for row in (before, after)]
        allowed = sizes[1] * math.log(sizes[1]) / (sizes[0] * math.log(sizes[0]))
        ratios = [
            f"{name} {cost(after, name) / cost(before, name):.1f}"
            for name in ("publish", "write_part", "write")
            if cost(before, name) and cost(after, name)
        ]
        told.append(
            f"- {sizes[0]:,} to {sizes[1]:,}: N log N {allowed:.1f} times; {', '.join(ratios)}"
        )
    return "\n".join(told)


def cost(row: Row, name: str) -> float:
    """Seconds of processor; 0 where only the clock was read."""
    return float(row["build_seconds"].get(f"{name} processor", 0))


def seconds(row: Row, name: str) -> str:
    """Of processor, or a dash."""
    return f"{cost(row, name):.1f}" if cost(row, name) else "–"


def shown(row: Row, name: str, form: str) -> str:
    """The figure, or a dash."""
    return format(row[name], form) if name in row else "–"


def per_passage(row: Row) -> float:
    """Of everything in the folder."""
    return float(sum(row["build_bytes"].values()) / row["build_passages"])


def memory(row: Row) -> str:
    """Of the process that opened and asked."""
    held = row.get("memory_mib")
    return f"{held['peak']:,} ({held['own']:,})" if held else "–"


def added(row: Row) -> str:
    """The median of the last additions."""
    spent = row.get("add_add_s")
    return f"{median(spent[-NEWEST:]):.2f}" if spent else "–"


def rule(heads: Sequence[str]) -> list[str]:
    """Under the heads."""
    return ["---"] * len(heads)


def code(text: str) -> str:
    """As it was printed."""
    return f"```\n{text.strip()}\n```"


def plot(rows: Sequence[Row]) -> None:
    """Retrieval and memory over size, all axes logarithmic."""
    from matplotlib import pyplot

    sizes = [row["passages"] for row in rows]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for name, label in (("p50_ms", "median"), ("p95_ms", "95th percentile")):
        left.plot(sizes, [row[name] for row in rows], marker="o", label=label)
    left.axhline(AIM_MS, color="grey", linestyle=":", label="aim for the median")
    left.set(xscale="log", yscale="log", xlabel="passages", title="Retrieval, ms")
    for name, label in (("peak", "resident at most"), ("own", "without mapped files")):
        right.plot(sizes, [row["memory_mib"][name] for row in rows], marker="o", label=label)
    right.axhline(AIM_MIB, color="grey", linestyle=":", label="aim")
    right.set(xscale="log", yscale="log", xlabel="passages", title="Memory, MiB")
    for panel in (left, right):
        panel.legend()
    figure.savefig(REPORTS / "scale.png", dpi=110)


if __name__ == "__main__":
    main()
