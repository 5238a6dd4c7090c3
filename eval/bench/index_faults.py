"""What faults of every sort do to an index: kills, failing system calls, damage, hard places.

    python eval/bench/index_faults.py [PART…] --out eval/runs/durability.md

The work is the product's own, over small folders of made-up articles with the tests' tiny encoder,
so that a round costs less than a second; each is done in a process of its own, in two layouts: that
of few passages, and that of very many (`tests/support/layouts.py`). Each job of a part keeps its
counts beside the report, so that what was interrupted goes on where it was (`--go-on`).
"""

import argparse
import json
import platform
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # for what follows

from tests.support import bypassing, hardships, kills, layouts, write_faults
from tests.support.damage import Damage
from tests.support.tally import Tally

KILLS = {"index": 1, "sync": 3, "rebuild": 1, "compact": 1, "mend": 1, "swap": 1}
"""Hundreds of rounds, in each layout."""
DAMAGED = {layouts.SMALL: (4, 4, 4, 4, 4), layouts.GROWN: (5, 9, 9, 16, 16)}
"""Articles of an index that is damaged 500 times; grown ones hold flat vectors, codes, lists."""
STEPS = 8
"""Jobs that share the calls of a task."""
Work = Callable[[Path], Iterator[Tally]]
Jobs = Iterator[tuple[str, Work]]


def damaged() -> Jobs:
    """Files flipped, cut, zeroed, grown and swapped."""
    for number, articles in enumerate(DAMAGED[layouts.current()]):
        yield f"{number}", partial(_damaged, number, articles)


def _damaged(seed: int, articles: int, place: Path) -> Iterator[Tally]:
    campaign = Damage(place, seed, articles)
    campaign.run(500)
    yield from campaign.by_kind()


def killed() -> Jobs:
    """SIGKILL at random moments."""
    for task, hundreds in KILLS.items():
        for number in range(hundreds):
            yield f"{task}-{number}", partial(_killed, task, number)


def _killed(task: str, seed: int, place: Path) -> Iterator[Tally]:
    yield kills.Kills(place, task, seed).run(100)


def failing() -> Jobs:
    """Every call that writes, failing in turn."""
    for task in write_faults.TASKS:
        for first in range(STEPS):
            yield f"{task}-{first}", partial(_failing, task, first)
    yield "renames", _renames


def _failing(task: str, first: int, place: Path) -> Iterator[Tally]:
    """Every so manyth call, from the first on."""
    yield write_faults.WriteFaults(place, task).run(STEPS, first)


def _renames(place: Path) -> Iterator[Tally]:
    if bypassing.traced():
        yield bypassing.renamed(place)
    else:
        print("renames that bypass libc: left out, for there is no strace")


def hard() -> Jobs:
    """Other company, a wrong clock, and where one may mount a disk, a full and a read-only one."""
    yield "two", lambda place: iter([hardships.two_writers(place, 300)])
    yield "swaps", lambda place: iter([hardships.swaps(place, 100, 10_000)])
    yield "clock", lambda place: iter([hardships.clock_jumps(place, 300)])
    if hardships.mounted():
        yield "full", lambda place: iter([hardships.full_disk(place, 300)])
        yield "read-only", lambda place: iter([hardships.read_only(place, 100)])
    else:
        print("full disk and read-only folder: left out, for one cannot mount here")


PARTS: dict[str, Callable[[], Jobs]] = {
    "killed": killed,
    "failing": failing,
    "hard": hard,
    "damaged": damaged,
}


def run(part: str, layout: str, jobs: str, out: Path, *, go_on: bool) -> None:
    """The jobs of a part, each of which keeps its counts when it is done."""
    with layouts.used(layout):
        for name, work in PARTS[part]():
            kept = out.with_name(f"{out.stem}-{part}-{layout}-{name}.json")
            if fnmatch(name, jobs) and not (go_on and kept.exists()):
                kept.write_text(json.dumps(_counted(work), indent=1), encoding="utf-8")


def _counted(work: Work) -> list[dict[str, object]]:
    tallies = []
    with tempfile.TemporaryDirectory(prefix="pincite-faults-") as place:
        for tally in work(Path(place)):
            print(tally.row(), *tally.failures, sep="\n", flush=True)
            tallies.append(vars(tally))
    return tallies


def totals(out: Path) -> list[Tally]:
    """What all jobs have counted so far, the same fault in the same layout together."""
    found: dict[tuple[str, str], Tally] = {}
    for part in PARTS:
        for path in sorted(out.parent.glob(f"{out.stem}-{part}-*.json")):
            for fields in json.loads(path.read_text("utf-8")):
                tally = Tally(**fields)
                key = tally.what, tally.layout
                if key in found:
                    found[key].add(tally)
                else:
                    found[key] = tally
    return list(found.values())


def page(tallies: Sequence[Tally]) -> str:
    """The table of all that was counted."""
    head = (
        f"# An index under faults, counted on {datetime.now(UTC):%Y-%m-%d}\n",
        f"`python eval/bench/index_faults.py`; Python {platform.python_version()}, SQLite",
        f"{sqlite3.sqlite_version}, faiss {version('faiss-cpu')}, tantivy {version('tantivy')}.\n",
        "| fault | layout | N | failed | what was seen |",
        "|---|---|---|---|---|",
    )
    slowest = max((tally.slowest for tally in tallies), default=0.0)
    tail = [f"- {failure}" for tally in tallies for failure in tally.failures]
    tail += [f"- {layout}: {_forms(tallies, layout)}" for layout in layouts.SIZES]
    tail += [f"- the slowest child took {slowest:.1f} s of its own"]
    return "\n".join((*head, *(tally.row() for tally in tallies), "", *tail)) + "\n"


def _forms(tallies: Sequence[Tally], layout: str) -> str:
    """How indexes lay in their folders after the rounds."""
    forms = sum((tally.forms for tally in tallies if tally.layout == layout), Counter[str]())
    return ", ".join(f"{count:,} {form}" for form, count in sorted(forms.items()))


def main() -> None:
    """Run the parts and write the table; exit code 1 where a round failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--layout", choices=layouts.SIZES, help="both, where it is not given")
    parser.add_argument("--jobs", default="*", help="of the parts: `sync*`, `two`; see their code")
    parser.add_argument("--go-on", action="store_true", help="only what was not yet counted")
    parser.add_argument("--out", type=Path, default=Path("eval/runs/durability.md"))
    chosen = parser.parse_args()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    for part in chosen.parts or PARTS:
        for layout in [chosen.layout] if chosen.layout else layouts.SIZES:
            run(part, layout, chosen.jobs, chosen.out, go_on=chosen.go_on)
    tallies = totals(chosen.out)
    chosen.out.write_text(page(tallies), encoding="utf-8")
    sys.exit(any(tally.failures for tally in tallies))


if __name__ == "__main__":
    main()
