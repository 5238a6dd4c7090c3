"""What a child process is told to do to an index, and what became of it."""

import signal
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.faults import NONE, Fault

LONGEST = 5.0
"""Seconds of its own after which a child of a campaign hangs."""


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of work, and what happens to it meanwhile."""

    task: str
    """A name of `tests.support.tasks.TASKS`."""
    corpus: Path
    index: Path
    fault: Fault = NONE
    after: float | None = None
    """SIGKILL when the child has worked so many seconds of processor time since it said `mark`."""
    mark: str = "begun"
    step: int | None = None
    """SIGKILL at this call that code of the storage or the indexing room makes, SQLite's too."""
    statement: int | None = None
    """SIGKILL before this SQL statement."""
    longest: float | None = None
    """SIGKILL when the child has taken so many seconds of its own: it hangs."""
    clock: int = 0
    """Seconds by which the child's clock is wrong; needs the fault layer."""
    arguments: tuple[str, ...] = ()
    """What else the task wants."""


@dataclass(frozen=True, slots=True)
class End:
    """What became of it."""

    code: int
    """0, 1 for an exception, or the negative number of a signal."""
    said: list[str] = field(default_factory=list)
    """`begun`, the stages, `applied`, `raised …`, and `inside` where a transaction was open."""
    calls: list[str] = field(default_factory=list)
    """System calls that wrote in the folder of the index, where the work came to its end."""

    hung: bool = False
    """Did it take longer than it may?"""
    seconds: float = 0.0
    """Of its own."""
    ran: float = 0.0
    """Of them, those of processor time."""

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def raised(self) -> str | None:
        """The exception's name and message."""
        found = [line for line in self.said if line.startswith("raised ")]
        return found[0].removeprefix("raised ") if found else None
