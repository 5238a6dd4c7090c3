"""From raw results to the figures of the report, and to who is ahead in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.bench.peers.ledger import Cell
from eval.bench.peers.statistics import Figure, figure
from eval.bench.peers.systems import BASELINE, PINCITE

MIB = float(2**20)
Records = Mapping[Cell, Mapping[str, Any]]
"""Raw results by cell."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the table of a size; less is better in each."""

    measure: str
    field: str
    title: str
    unit: float = 1.0
    digits: int = 1

    @property
    def name(self) -> str:
        """For budgets."""
        return f"{self.measure} {self.field}"


MEASURES = (
    Measure("build", "seconds", "build, s"),
    Measure("edit", "seconds", "one edit, s", digits=2),
    Measure("cold", "seconds", "cold, first passage, s", digits=2),
    Measure("warm", "p50_ms", "warm p50, ms"),
    Measure("warm", "p95_ms", "warm p95, ms"),
    Measure("build", "peak_bytes", "peak memory building, MiB", MIB, 0),
    Measure("warm", "peak_bytes", "peak memory serving, MiB", MIB, 0),
    Measure("index", "bytes", "index, MiB", MIB, 1),
)
ANSWERS = (
    Measure("answer", "seconds", "`rag ask`, cold, s", digits=2),
    Measure("answer warm", "p50_ms", "answer, warm p50, ms", digits=0),
    Measure("answer warm", "p95_ms", "answer, warm p95, ms", digits=0),
    Measure("keyword", "seconds", "`rag search --keyword`, cold, s", digits=2),
)
"""Of pincite alone: no peer answers without a language model or a reader it has to be given."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure in which a peer is ahead of pincite."""

    column: str
    measure: Measure
    own: float
    others: tuple[tuple[str, float], ...]
    """Those ahead with their medians, best first."""


def figure_of(record: Mapping[str, Any], measure: Measure) -> Figure | None:
    """In the measure's unit; `None` where it was not measured."""
    if measure.measure == "index":
        found = [record["index_bytes"]] if "index_bytes" in record else []
    else:
        samples = record.get("samples", {}).get(measure.measure, [])
        found = [sample[measure.field] for sample in samples]
    return figure([value / measure.unit for value in found])


def behind(records: Records, columns: Sequence[str]) -> list[Behind]:
    """Every figure of the sizes in which pincite's median is not the least."""
    found = []
    for column in columns:
        for measure in MEASURES:
            medians = _medians(records, column, measure)
            own = medians.pop(PINCITE, None)
            if own is None:
                continue
            ahead = sorted((value, name) for name, value in medians.items() if value <= own)
            if ahead:
                others = tuple((name, value) for value, name in ahead)
                found.append(Behind(column, measure, own, others))
    return found


def ratios(records: Records, columns: Sequence[str]) -> dict[str, float]:
    """Pincite's medians over the baseline's, by size and measure: what the budgets bound."""
    found = {}
    for column in columns:
        for measure in MEASURES:
            medians = _medians(records, column, measure)
            if {PINCITE, BASELINE} <= medians.keys():
                ratio = medians[PINCITE] / medians[BASELINE]
                found[f"{column} {measure.name}"] = round(ratio, 4)
    return found


def _medians(records: Records, column: str, measure: Measure) -> dict[str, float]:
    figures = {
        cell.system: figure_of(record, measure)
        for cell, record in records.items()
        if cell.column == column
    }
    return {name: found.median for name, found in figures.items() if found}
