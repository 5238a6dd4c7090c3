"""How long a child has taken of its own, on a machine that others keep busy."""

import time
from pathlib import Path

_ASLEEP = 1.0
"""Seconds between two looks after which the one that looks did not run itself."""


class OwnTime:
    """The clock, less the time in which the child's threads were ready and waited for a processor.

    Where that is more, the processor time of all threads: one that turns in circles is late
    whatever else runs. Nor does a time count in which nobody looked, for the machine was stopped
    or too busy. Without Linux's /proc it is the clock alone.
    """

    def __init__(self, child: int) -> None:
        self._tasks = Path(f"/proc/{child}/task")
        self._looked = time.monotonic()
        self._seen: dict[str, tuple[int, int]] = {}
        self._clock = self._waited = 0.0

    def seconds(self) -> float:
        """So far. To be asked again and again, for threads that ended are not told of."""
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        self._look()
        waited = sum(waited for _, waited in self._seen.values()) / 1e9
        self._clock += passed if passed < _ASLEEP else waited - self._waited
        self._waited = waited
        return max(self._clock - waited, self.ran)

    @property
    def ran(self) -> float:
        """Seconds of processor time, when it was last asked how long it took."""
        return sum(ran for ran, _ in self._seen.values()) / 1e9

    def _look(self) -> None:
        for path in self._tasks.glob("*/schedstat"):
            try:
                ran, waited, _ = path.read_text("ascii").split()
            except (OSError, ValueError):  # it has ended
                continue
            self._seen[path.parent.name] = int(ran), int(waited)
