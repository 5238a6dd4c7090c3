"""What a command costs: wall time, peak memory of all its processes, bytes it leaves behind.

Reads /proc, so Linux only.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLED = 0.05
"""Seconds between two looks at the memory of the processes."""
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one command, from its start to its end."""

    seconds: float
    peak_bytes: int
    """Resident, all processes of the command together."""
    others: float
    """The share of the machine's processor time that other processes took meanwhile."""


class CommandFailed(Exception):
    """A measured command that did not end well."""


def measure(command: Sequence[str], environment: Mapping[str, str], limit: float) -> Cost:
    """Run the command; raises `CommandFailed` with the end of what it said, or when out of time."""
    shared = Shared()
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    )
    with Watch(process.pid) as watch:
        try:
            _, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise CommandFailed(f"not done after {limit:g} s") from None
        seconds = time.perf_counter() - started
    if process.returncode:
        raise CommandFailed(f"exit code {process.returncode}: {errors.strip()[-600:]}")
    return Cost(seconds, watch.peak, shared.others())


class Shared:
    """How much of the machine others take, from now on."""

    def __init__(self) -> None:
        self._busy, self._total = _processor_time()
        self._own = _own_time()

    def others(self) -> float:
        """The share of all cores' time; to be asked when all processes of one's own have ended."""
        busy, total = _processor_time()
        own = _own_time() - self._own
        return max(0.0, (busy - self._busy - own) / max(total - self._total, 1e-9))


class Watch:
    """Looks at a process and its descendants until it is left."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(SAMPLED):
            self.peak = max(self.peak, resident(self._pid))


def resident(pid: int) -> int:
    """Bytes resident now of the process and all below it.

    For a process alone the kernel's own high-water mark, which no look can miss.
    """
    tree = list(_tree(pid))
    if len(tree) == 1:
        return _high_water(pid)
    return sum(map(_resident, tree))


def bytes_below(folder: Path) -> int:
    """What the files in the folder hold together; a link counts as nothing."""
    files = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return sum(file.stat().st_size for file in files if not file.is_symlink())


def _processor_time() -> tuple[float, float]:
    """Seconds of all cores since the start: busy, and together with idle ones."""
    fields = [int(each) for each in _read(Path("/proc/stat")).splitlines()[0].split()[1:9]]
    total = sum(fields) / TICKS
    return total - (fields[3] + fields[4]) / TICKS, total


def _own_time() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # it has ended
        return
    for thread in threads:
        for child in _read(thread / "children").split():
            yield from _tree(int(child))


def _high_water(pid: int) -> int:
    for line in _read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    return 0


def _resident(pid: int) -> int:
    fields = _read(Path(f"/proc/{pid}/statm")).split()
    return PAGE * int(fields[1]) if fields else 0


def _read(file: Path) -> str:
    """Nothing where the process has ended."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
