"""What a campaign counted."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.support import layouts


@dataclass
class Tally:
    """Rounds, those of them that went wrong and how, and what else was seen."""

    what: str
    rounds: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds of its own that the slowest look at the index took."""
    layout: str = field(default_factory=layouts.current)
    forms: Counter[str] = field(default_factory=Counter)
    """How the index lay in the folder after a round, by its files."""

    @contextmanager
    def round(self, named: str) -> Iterator[None]:
        """Count one; an exception inside is its failure, and the next goes on."""
        self.rounds += 1
        try:
            yield
        except Exception as error:
            said = " ".join(traceback.format_exception(error)[-3:])
            self.failures.append(f"{self.what}, {named}: {' '.join(said.split())[:700]}")

    def __post_init__(self) -> None:
        self.seen, self.forms = Counter(self.seen), Counter(self.forms)

    def add(self, other: "Tally") -> None:
        """Count what another has counted of the same."""
        self.rounds += other.rounds
        self.failures += other.failures
        self.seen += other.seen
        self.forms += other.forms
        self.slowest = max(self.slowest, other.slowest)

    def row(self) -> str:
        """Of the report's table."""
        facts = ", ".join(f"{count:,} {what}" for what, count in self.seen.most_common())
        return f"| {self.what} | {self.layout} | {self.rounds:,} | {len(self.failures)} | {facts} |"
