"""What a campaign counted."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Rounds, those of them that went wrong and how, and what else was seen."""

    what: str
    rounds: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds of the longest look at the index."""

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
        self.seen = Counter(self.seen)

    def row(self) -> str:
        """Of the report's table."""
        facts = ", ".join(f"{count:,} {what}" for what, count in self.seen.most_common())
        return f"| {self.what} | {self.rounds:,} | {len(self.failures)} | {facts} |"
