"""A measured figure, its bar and its baseline, and the page of them."""

import json
import os
import platform
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WORSE = 1.25
"""Times that a figure may be worse than the baseline's before the page says so."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio within one run, or milliseconds or seconds, with its bar."""

    name: str
    value: float
    bar: float | None
    """`None`: nothing was promised."""
    more_is_better: bool = False

    def holds(self) -> bool:
        """Does it reach its bar?"""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    def row(self, baseline: Mapping[str, float]) -> str:
        """A line of the table."""
        promised = ("–", "–") if self.bar is None else (f"{self.bar:g}", self._kept())
        cells = (self.name, f"{self.value:.4g}", *promised, self._beside(baseline.get(self.name)))
        return f"| {' | '.join(cells)} |"

    def _kept(self) -> str:
        return "yes" if self.holds() else "**no**"

    def _beside(self, before: float | None) -> str:
        if not before:
            return "–"
        factor = self.value / before
        worse = (1 / factor if self.more_is_better else factor) > WORSE
        return f"{factor:.2f}{' **worse**' if worse else ''}"


def page(groups: Mapping[str, Sequence[Figure]], baseline: Mapping[str, float]) -> Iterator[str]:
    """The report, in Markdown."""
    yield "# Speed\n"
    yield f"Measured on {time.strftime('%Y-%m-%d')} on {machine()}."
    yield "Made by `python -m eval.bench.speed`; what a row is, its modules say. `bar` is what is"
    yield "promised, `/ baseline` the ratio to `eval/baselines/speed.json`, made by `--bless`.\n"
    for title, figures in groups.items():
        yield f"\n## {title}\n"
        yield "| what | measured | bar | held | / baseline |\n|---|---|---|---|---|"
        yield from (figure.row(baseline) for figure in figures)


def read_baseline(file: Path) -> dict[str, float]:
    """The figures of the committed run; none where there is no file."""
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def write_baseline(file: Path, figures: Sequence[Figure]) -> None:
    """Make these the figures to compare with, in place of those of the same name."""
    kept = {**read_baseline(file), **{each.name: round(each.value, 5) for each in figures}}
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> str:
    """What it is measured on, and how busy that was."""
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    name = found[1] if found else platform.machine()
    load = f"load average {os.getloadavg()[0]:.1f}"
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}, {load}"
