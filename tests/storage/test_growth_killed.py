"""SIGKILL at any moment of a growing index leaves every acknowledged article, and nothing mixed."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.storage.index import Index
from rag.storage.mending import broken_files
from tests.storage.test_segments import GROWING, apply, article, identity, requires_truth

ROOT = Path(__file__).parents[2]
ROUNDS = 20
FIRST = 100

GROW = """
import sys
from pathlib import Path
from tests.storage.test_segments import GROWING, apply, article, identity
first = int(sys.argv[2])
for number in range(first, first + 8):
    print("adding", number, flush=True)
    apply(Path(sys.argv[1]), GROWING, article(number), removed=(identity(number - 100),))
    print("done", number, flush=True)
"""


@pytest.mark.slow
def test_a_killed_growth_leaves_what_was_acknowledged(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(FIRST)))
    started = time.perf_counter()
    apply(tmp_path, GROWING, article(FIRST), removed=(identity(0),))
    spent = time.perf_counter() - started
    chance, following, grown = random.Random(0), FIRST + 1, 0
    for _ in range(ROUNDS):
        said = killed_growth(
            tmp_path, following, chance.randint(0, 3), chance.uniform(0, 1.5 * spent)
        )
        with Index.open(tmp_path) as index:
            held = {header.path for header in index.articles()}
            grown += len(index.parts) > 1
        done = [int(line.split()[1]) for line in said if line.startswith("done")]
        begun = [int(line.split()[1]) for line in said if line.startswith("adding")]
        assert {f"{number:03}.md" for number in done} <= held
        expected = max([following - 1, *done])
        newest = max(int(path[:3]) for path in held)
        assert newest in {expected, max(begun, default=expected)}
        assert held == {f"{number:03}.md" for number in range(newest - FIRST + 1, newest + 1)}
        assert broken_files(tmp_path) == []
        following = newest + 1
    requires_truth(tmp_path)
    assert following > FIRST + ROUNDS // 2
    assert grown > ROUNDS // 2


def killed_growth(folder: Path, first: int, whole: int, after: float) -> list[str]:
    """Kill some time after so many articles were acknowledged; returns what was said."""
    command = [sys.executable, "-c", GROW, str(folder), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        begun = [process.stdout.readline().strip() for _ in range(1 + 2 * whole)]
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        return [*begun, *process.stdout.read().splitlines()]
