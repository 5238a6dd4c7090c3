"""The plots of the page, as PNG."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.bench.peers.figures import MEASURES, Measure, Records, figure_of
from eval.bench.peers.ledger import Cell
from eval.bench.peers.systems import PINCITE, SYSTEMS

SHOWN = (
    "build seconds",
    "edit seconds",
    "cold seconds",
    "warm p50_ms",
    "warm peak_bytes",
    "index bytes",
)
COLOURS = (  # one a system, in their order
    *("#c2410c", "#111827", "#2563eb", "#60a5fa", "#059669"),
    *("#7c3aed", "#db2777", "#f9a8d4", "#a16207", "#6b7280"),
)


def draw(records: Records, columns: Sequence[str], folder: Path) -> None:
    """Write `bench.png`, and `bench-quality.png` where there is something to compare."""
    _draw_sizes(records, columns, folder / "bench.png")
    if has_quality(records):
        _draw_quality(records, folder / "bench-quality.png")


def has_quality(records: Records) -> bool:
    """Were two systems examined?"""
    return len({cell.system for cell, record in records.items() if "ndcg" in record}) > 1


def _draw_sizes(records: Records, columns: Sequence[str], file: Path) -> None:
    """Median over passages, both logarithmic, with the range of the repeats."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot
    from matplotlib.ticker import LogLocator, NullFormatter

    picture, panels = pyplot.subplots(2, 3, figsize=(13, 8), layout="constrained")
    measures = [measure for measure in MEASURES if measure.name in SHOWN]
    for panel, measure in zip(panels.flat, measures, strict=True):
        for system, colour in zip(SYSTEMS, COLOURS, strict=True):
            _line(panel, records, columns, measure, system, colour)
        panel.set(xscale="log", yscale="log", title=_title(measure), xlabel="passages")
        panel.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        panel.yaxis.set_major_formatter("{x:g}")
        panel.yaxis.set_minor_formatter(NullFormatter())
        panel.grid(visible=True, which="major", alpha=0.3)
    handles, labels = panels.flat[0].get_legend_handles_labels()
    picture.legend(handles, labels, loc="outside lower center", ncols=5, frameon=False)
    picture.savefig(file, dpi=110)
    pyplot.close(picture)


def _title(measure: Measure) -> str:
    note = " (beyond 1k: without encoding)" if measure.measure == "build" else ""
    return measure.title + note


def _line(
    panel: Any,
    records: Records,
    columns: Sequence[str],
    measure: Measure,
    system: str,
    colour: str,
) -> None:
    points = []
    for column in columns:
        record = records.get(Cell(system, column), {})
        found = figure_of(record, measure)
        if found and "passages" in record:
            points.append((record["passages"], found))
    if not points:
        return
    middles = [found.median for _, found in points]
    spread = [
        [found.median - found.low for _, found in points],
        [found.high - found.median for _, found in points],
    ]
    panel.errorbar(
        [passages for passages, _ in points],
        middles,
        yerr=spread,
        label=system,
        color=colour,
        marker="o",
        linestyle="none" if measure.measure == "build" else "-",  # with and without encoding
        markersize=4,
        linewidth=3 if system == PINCITE else 1.3,
        zorder=5 if system == PINCITE else 2,
        capsize=2,
    )


def _draw_quality(records: Records, file: Path) -> None:
    from matplotlib import pyplot

    found = {cell: record["ndcg"] for cell, record in records.items() if "ndcg" in record}
    collections = sorted({cell.column for cell in found})
    picture, panels = pyplot.subplots(
        1, max(1, len(collections)), figsize=(11, 3.6), layout="constrained", squeeze=False
    )
    for panel, name in zip(panels.flat, collections, strict=False):
        bars = [
            (system, found[Cell(system, name)]) for system in SYSTEMS if Cell(system, name) in found
        ]
        colours = ["#c2410c" if system == PINCITE else "#9ca3af" for system, _ in bars]
        drawn = panel.barh(
            [system for system, _ in bars], [value for _, value in bars], color=colours
        )
        panel.bar_label(drawn, fmt="%.3f", padding=3)
        panel.invert_yaxis()
        panel.set(title=f"{name}, nDCG@10", xlim=(0, 1))
    picture.savefig(file, dpi=110)
    pyplot.close(picture)
