"""SIGKILL at random moments of work on an index, which is opened again and checked each time."""

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.storage.index import Index
from tests.support.found import Found, found
from tests.support.killing import Nursery
from tests.support.layouts import GROWN, SMALL, current
from tests.support.orders import End, Order
from tests.support.syncing import compact, sync_folder
from tests.support.tally import Tally
from tests.support.truth import Walk, fresh, has_index, held, require_tidy

TASKS = ("index", "sync", "rebuild", "compact", "mend", "swap")
ACKNOWLEDGED = ("applied", "compacted", "mended")
_UNKILLED = 3
"""Runs whose processor time bounds the moments that are drawn."""
_ARTICLES = {SMALL: 8, GROWN: 12}


class Kills:
    """One task, killed again and again. Its index lives on from round to round."""

    def __init__(self, place: Path, task: str, seed: int = 0) -> None:
        self.tally = Tally(f"SIGKILL: {task}")
        self._task = task
        self._chance = random.Random(f"{task} {seed}")
        self._index = place / "index"
        self._walk = Walk(place / "corpus", seed, _ARTICLES[current()])
        self._before = fresh(self._walk.folder)
        self._span = 0.0
        sync_folder(self._walk.folder, self._index)

    def run(self, rounds: int) -> Tally:
        """Measure, then kill so many times."""
        with Nursery() as nursery, Nursery() as other:
            self._span = self._measured(nursery)
            for number in range(rounds):
                with self.tally.round(f"round {number}"):
                    self._round(nursery, other)
        return self.tally

    def _measured(self, nursery: Nursery) -> float:
        """Seconds of the task, the middle one of a few."""
        spent = []
        for _ in range(_UNKILLED):
            self._prepare()
            end = nursery.run(self._order(None))
            spent.append(end.ran)
            assert end.code == 0, end
            self._before = fresh(self._walk.folder)
        return sorted(spent)[_UNKILLED // 2]

    def _round(self, nursery: Nursery, other: Nursery) -> None:
        self._prepare()
        before, after = self._before, fresh(self._walk.folder)
        try:
            with self._readers(other, before):
                end = nursery.run(self._order(self._chance.uniform(0, self._span)))
            now = self._look(end, before, after)
            self._finish(end, now, after)
            self._before = after
        except BaseException:
            self._start_over()
            raise

    def _prepare(self) -> None:
        match self._task:
            case "index":
                shutil.rmtree(self._index)
                self._walk.step()
            case "sync" | "rebuild" | "swap":
                self._walk.step()
            case "compact":
                self._walk.step()
                sync_folder(self._walk.folder, self._index)
                self._before = fresh(self._walk.folder)
            case _:
                self._break_derived()

    def _break_derived(self) -> None:
        with Index.open(self._index) as index:
            newest = f"-{index.generation}-"
        files = [
            path
            for path in self._index.rglob("*")
            if newest in str(path) and path.is_file() and not path.name.startswith(".")
        ]
        for path in self._chance.sample(files, self._chance.randint(1, 3)):
            path.write_bytes(path.read_bytes()[:-1])

    def _order(self, after: float | None) -> Order:
        swap = self._task == "swap"
        task = "sync" if swap else self._task
        mark = "encoding" if swap else "begun"
        return Order(task, self._walk.folder, self._index, after=after, mark=mark)

    @contextmanager
    def _readers(self, other: Nursery, before: Found) -> Iterator[None]:
        """In a swap: one that is killed while it follows, and one that stays where it is."""
        if self._task != "swap":
            yield
            return
        after = self._chance.uniform(0, 2 * self._span)
        other.begin(Order("follow", self._walk.folder, self._index, after=after))
        with Index.open(self._index, threads=1) as reader:
            yield
            assert found(reader) == before
            assert reader.warnings == []
        end = other.end()
        assert end.killed, end
        self.tally.seen["readers killed"] += 1

    def _look(self, end: End, before: Found, after: Found) -> Found | None:
        """Open what is there; it is what was before, or what was acknowledged."""
        assert end.code == 0 or end.killed, end
        acknowledged = any(line.startswith(ACKNOWLEDGED) for line in end.said)
        started = time.perf_counter()
        now = self._now()
        self.tally.slowest = max(self.tally.slowest, time.perf_counter() - started)
        assert now == after or (now == before and not acknowledged), (end, self._index)
        outcome = "killed" if end.killed else "done before the kill"
        if end.killed and self._task != "mend":
            outcome += ", the new state held" if now == after else ", the old state held"
        self.tally.seen[outcome] += 1
        return now

    def _now(self) -> Found | None:
        if self._task == "index" and not has_index(self._index):
            return self._before
        if self._task != "mend":
            return held(self._index)
        with Index.open(self._index, threads=1) as index:
            return found(index)

    def _finish(self, end: End, now: Found | None, after: Found) -> None:
        """The next run does what was left undone, encoding nothing again."""
        if self._task == "compact":
            compact(self._walk.folder, self._index)
            require_gone(self._index, self._walk)
        else:
            report = sync_folder(self._walk.folder, self._index)
            assert report.encoded == 0 or "writing" not in end.said, report
        assert now == after or held(self._index) == after
        self.tally.forms[require_tidy(self._index)] += 1

    def _start_over(self) -> None:
        shutil.rmtree(self._index, ignore_errors=True)
        sync_folder(self._walk.folder, self._index)
        self._before = fresh(self._walk.folder)


def require_gone(index: Path, walk: Walk) -> None:
    """Raise where a byte of a text is left that the index does not hold."""
    content = b"\0".join(path.read_bytes() for path in index.rglob("*") if path.is_file())
    left = [word for word in walk.gone() if word.encode() in content]
    assert not left, f"{left} are left in {index}"
