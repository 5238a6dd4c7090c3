"""The tables of the report, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.bench.peers.figures import MEASURES, MIB, Behind, Measure, Records, figure_of
from eval.bench.peers.ledger import Cell
from eval.bench.peers.statistics import Figure, figure
from eval.bench.peers.systems import PINCITE, SYSTEMS

DASH = "–"


def size_table(
    records: Records, column: str, measures: Sequence[Measure] = MEASURES
) -> Iterator[str]:
    """A row a system, a column a measure: median and, in brackets, the range of the repeats."""
    best = {measure: _least(records, column, measure) for measure in measures}
    yield from _head(["system", *(measure.title for measure in measures), "others, %"])
    for system in SYSTEMS:
        record = records.get(Cell(system, column))
        if record is None:
            continue
        cells = [_cell(record, measure, best[measure]) for measure in measures]
        if any(cell != DASH for cell in cells):
            yield _row([system, *cells, _others(record)])
        if "error" in record:
            yield _row([f"{system} failed", str(record["error"])[-160:].replace("\n", " ")])


def install_table(records: Records) -> Iterator[str]:
    """A row an environment."""
    yield from _head(["environment", "time, s", "size, MiB", "packages", "versions"])
    for name in dict.fromkeys(system.environment for system in SYSTEMS.values()):
        record = records.get(Cell(name, "install"))
        if record is None:
            continue
        if record.get("error"):
            yield _row([name, f"failed: {record['error']}", DASH, DASH, DASH])
            continue
        versions = ", ".join(f"{key} {value}" for key, value in record["versions"].items())
        size, seconds = record["bytes"] / MIB, record["seconds"]
        yield _row([name, f"{seconds:.0f}", f"{size:.0f}", str(record["packages"]), versions])


def quality_table(records: Records, collections: Sequence[str]) -> Iterator[str]:
    """A row a system, a column a collection."""
    yield from _head(["system", *(f"{name}, nDCG@10" for name in collections)])
    for system in SYSTEMS:
        found = [records.get(Cell(system, name), {}).get("ndcg") for name in collections]
        if any(value is not None for value in found):
            yield _row([system, *(DASH if value is None else f"{value:.4f}" for value in found)])


def behind_lines(found: Sequence[Behind], remedies: Mapping[str, str]) -> Iterator[str]:
    """Each figure in which pincite is not ahead, grouped by measure, with what it would take."""
    for measure in dict.fromkeys(each.measure for each in found):
        places = "; ".join(_place(each) for each in found if each.measure == measure)
        remedy = remedies.get(measure.name, "not known yet.")
        yield f"- **{measure.title}**: {places}. What it would take: {remedy}"


def shown(found: Figure, digits: int) -> str:
    """The median, and the range where there is more than one repeat."""
    if found.count == 1:
        return f"{found.median:.{digits}f}"
    return f"{found.median:.{digits}f} [{found.low:.{digits}f}–{found.high:.{digits}f}]"


def _place(each: Behind) -> str:
    digits = each.measure.digits
    ahead = ", ".join(f"{name} {value:.{digits}f}" for name, value in each.others)
    return f"{each.column}: {PINCITE} {each.own:.{digits}f}, {ahead}"


def _cell(record: Mapping[str, Any], measure: Measure, best: float | None) -> str:
    found = figure_of(record, measure)
    if found is None:
        return DASH
    text = shown(found, measure.digits)
    return f"**{text}**" if found.median == best else text


def _others(record: Mapping[str, Any]) -> str:
    """The median share of the processors that other processes took during the samples."""
    samples = [sample for taken in record.get("samples", {}).values() for sample in taken]
    shares = figure([100 * sample["others"] for sample in samples if "others" in sample])
    return f"{shares.median:.0f}" if shares else DASH


def _least(records: Records, column: str, measure: Measure) -> float | None:
    figures = [
        figure_of(record, measure) for cell, record in records.items() if cell.column == column
    ]
    return min((found.median for found in figures if found), default=None)


def _head(titles: Sequence[str]) -> Iterator[str]:
    yield _row(titles)
    yield "|---" * len(titles) + "|"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
