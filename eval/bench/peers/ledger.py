"""Raw results, a JSON file for each cell, written after every measure: a killed run loses one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Sample: TypeAlias = Mapping[str, float]
"""What one repeat gave, by the name of the figure."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A system with a size, or with a collection, or its installation."""

    system: str
    column: str


class Ledger:
    """The folder of raw results."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def cells(self) -> Iterator[tuple[Cell, dict[str, Any]]]:
        """All that was measured, by name."""
        for file in sorted(self._folder.glob("*.json")):
            record = json.loads(file.read_text(encoding="utf-8"))
            yield Cell(record["system"], record["column"]), record

    def read(self, cell: Cell) -> dict[str, Any]:
        """What is known of the cell; only its names where nothing is."""
        file = self._file(cell)
        if not file.exists():
            return {"system": cell.system, "column": cell.column}
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found

    def samples(self, cell: Cell, measure: str) -> list[Sample]:
        """The repeats of a measure so far."""
        found: list[Sample] = self.read(cell).get("samples", {}).get(measure, [])
        return found

    def add(self, cell: Cell, measure: str, sample: Sample) -> None:
        """Write one repeat down."""
        record = self.read(cell)
        record.setdefault("samples", {}).setdefault(measure, []).append(dict(sample))
        self._write(cell, record)

    def note(self, cell: Cell, **facts: Any) -> None:
        """Write down what is no repeat: sizes, versions, an error."""
        self._write(cell, {**self.read(cell), **facts})

    def forget(self, cell: Cell) -> None:
        """So that it is measured again."""
        self._file(cell).unlink(missing_ok=True)

    def _file(self, cell: Cell) -> Path:
        return self._folder / f"{cell.system}.{cell.column}.json"

    def _write(self, cell: Cell, record: Mapping[str, Any]) -> None:
        file = self._file(cell)
        unnamed = file.with_suffix(".tmp")
        unnamed.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
        unnamed.rename(file)
