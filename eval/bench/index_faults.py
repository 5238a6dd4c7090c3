"""What faults of every sort do to an index: kills, failing system calls, damage, hard places.

    python eval/bench/index_faults.py [PART…] --out eval/runs/durability.md

The work is the product's own, over small folders of made-up articles with the tests' tiny encoder,
so that a round costs less than a second; each is done in a process of its own. Each part keeps its
counts beside the report, so that parts may be run one by one.
"""

import argparse
import json
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support import bypassing, hardships, kills, write_faults  # found by the line above
from tests.support.damage import Damage
from tests.support.tally import Tally

KILLS = {"index": 200, "sync": 300, "rebuild": 200, "compact": 100, "mend": 100, "swap": 100}
DAMAGED = 5000


def killed(place: Path) -> Iterator[Tally]:
    """SIGKILL at random moments."""
    for task, rounds in KILLS.items():
        yield kills.Kills(place / task, task).run(rounds)


def failing(place: Path) -> Iterator[Tally]:
    """Every call that writes, failing in turn."""
    for task in write_faults.TASKS:
        campaign = write_faults.WriteFaults(place / task, task)
        tally = campaign.run()
        tally.what += f", {len(campaign.calls)} calls of {len(set(campaign.calls))} kinds"
        yield tally
    if bypassing.traced():
        yield bypassing.renamed(place / "renames")
    else:
        print("renames that bypass libc: left out, for there is no strace")


def damaged(place: Path) -> Iterator[Tally]:
    """Files flipped, cut, zeroed, grown and swapped."""
    campaign = Damage(place)
    campaign.run(DAMAGED)
    yield from campaign.by_kind()


def hard(place: Path) -> Iterator[Tally]:
    """Other company, a wrong clock, and where one may mount a disk, a full and a read-only one."""
    yield hardships.two_writers(place / "two", 300)
    yield hardships.swaps(place / "swaps", 100, 10_000)
    yield hardships.clock_jumps(place / "clock", 300)
    if hardships.mounted():
        yield hardships.full_disk(place / "full", 300)
        yield hardships.read_only(place / "read-only", 100)
    else:
        print("full disk and read-only folder: left out, for one cannot mount here")


PARTS: dict[str, Callable[[Path], Iterator[Tally]]] = {
    "killed": killed,
    "failing": failing,
    "damaged": damaged,
    "hard": hard,
}


def counted(part: str, out: Path) -> bool:
    """Run a part and keep its counts. Did all of it go well?"""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="pincite-faults-") as place:
        tallies = []
        for tally in PARTS[part](Path(place)):
            print(tally.row(), *tally.failures, sep="\n", flush=True)
            tallies.append(tally)
    minutes = round((time.perf_counter() - started) / 60, 1)
    kept = {"minutes": minutes, "tallies": [vars(tally) for tally in tallies]}
    _kept(out, part).write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return not any(tally.failures for tally in tallies)


def page(out: Path) -> str:
    """The table of all parts that have been run."""
    head = (
        f"# An index under faults, counted on {datetime.now(UTC):%Y-%m-%d}\n",
        f"`python eval/bench/index_faults.py`; Python {platform.python_version()}, SQLite",
        f"{sqlite3.sqlite_version}, faiss {version('faiss-cpu')}, tantivy {version('tantivy')}.\n",
        "| fault | N | failed | what was seen |",
        "|---|---|---|---|",
    )
    rows, failures = [], []
    for part in PARTS:
        if _kept(out, part).exists():
            for fields in json.loads(_kept(out, part).read_text("utf-8"))["tallies"]:
                rows.append(Tally(**fields).row())
                failures += fields["failures"]
    return "\n".join((*head, *rows, "", *(f"- {failure}" for failure in failures))) + "\n"


def _kept(out: Path, part: str) -> Path:
    return out.with_name(f"{out.stem}-{part}.json")


def main() -> None:
    """Run the parts and write the table; exit code 1 where a round failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--out", type=Path, default=Path("eval/runs/durability.md"))
    chosen = parser.parse_args()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    for part in chosen.parts or PARTS:
        counted(part, chosen.out)
    chosen.out.write_text(page(chosen.out), encoding="utf-8")
    kept = (
        json.loads(_kept(chosen.out, part).read_text("utf-8")) for part in chosen.parts or PARTS
    )
    sys.exit(any(fields["failures"] for each in kept for fields in each["tallies"]))


if __name__ == "__main__":
    main()
