"""Cold processes, warm disk: seconds from start to end, by the clock."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from eval.bench.speed.figures import Figure

QUESTION = "On what date was Sora released?"
STARTS: Mapping[str, tuple[tuple[str, ...], float | None]] = {
    "rag --help": (("--help",), 0.3),
    "rag search --keyword": (("search", "--keyword", "Sora"), 0.4),
    "rag search": (("search", "Sora"), None),
    "rag ask": (("ask", QUESTION), 1.0),
}
"""Arguments, and the bar in seconds."""


def starting(folder: Path, rounds: int) -> Iterator[Figure]:
    """The commands in turn, after one run of each."""
    spent: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(rounds + 1):
        for name, (arguments, _) in STARTS.items():
            spent[name].append(_seconds(arguments, folder))
    for name, (_, bar) in STARTS.items():
        yield Figure(f"{name}, s", median(spent[name][1:]), bar)


def _seconds(arguments: tuple[str, ...], folder: Path) -> float:
    index = () if arguments == ("--help",) else ("--index", str(folder))
    code = "import sys; from rag.cli.verbs import main; sys.argv[0] = 'rag'; main()"
    command = [sys.executable, "-c", code, *arguments, *index]
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    return time.perf_counter() - started
