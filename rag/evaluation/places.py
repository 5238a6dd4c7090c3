"""Where the harness keeps things, under one folder (`eval/`)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of suites, baselines, reports and runs."""

    root: Path

    @property
    def suites(self) -> Path:
        """One folder a suite."""
        return self.root / "suites"

    def suite(self, name: str) -> Path:
        """The suite of that name, or the folder itself where a path was given."""
        named = self.suites / name
        return Path(name) if not named.is_dir() and Path(name).is_dir() else named

    def baseline(self, name: str) -> Path:
        """In git."""
        return self.root / "baselines" / f"{name}.json"

    def run(self, name: str) -> Path:
        """The latest run whole; not in git."""
        return self.root / "runs" / name

    @property
    def reports(self) -> Path:
        """In git."""
        return self.root / "reports"
