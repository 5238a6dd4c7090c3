"""Every system call that writes, failing in turn: the work is done, or undone and said why."""

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

from rag.storage.index import Index
from tests.support.faults import Fault, Kind
from tests.support.found import Found, found
from tests.support.killing import Nursery
from tests.support.layouts import GROWN, SMALL, current, form
from tests.support.orders import LONGEST, End, Order
from tests.support.syncing import compact, sync_folder
from tests.support.tally import Tally
from tests.support.truth import Walk, fresh, has_index, held, require_tidy

TASKS = ("index", "sync", "rebuild", "compact", "mend")
FAULTS = (
    (Kind.ERROR_ON, errno.ENOSPC),
    (Kind.ERROR, errno.EIO),
    (Kind.HALF, 0),
    (Kind.HALF_THEN_ERROR_ON, errno.ENOSPC),
    (Kind.KILL_WITHIN, 0),
    (Kind.KILL_AFTER, 0),
)
_OF_WRITES = {Kind.HALF, Kind.HALF_THEN_ERROR_ON, Kind.KILL_WITHIN}
SAID = ("OSError", "PermissionError", "FileNotFoundError", "IndexLocked")
"""What a writer may say: a fault of the disk is not one of the index."""
_ARTICLES = {SMALL: 3, GROWN: 12}


class WriteFaults:
    """One task over one small index, which is laid anew for each fault."""

    def __init__(self, place: Path, task: str) -> None:
        self.tally = Tally(f"failing calls: {task}")
        self.calls: list[str] = []
        self._task = task
        self._place, self._start = place / "work", place / "start"
        self._walk = Walk(place / "corpus", seed=5, articles=_ARTICLES[current()])
        self._before = self._laid()
        self._after = fresh(self._walk.folder)

    def run(self, every: int = 1, first: int = 0) -> Tally:
        """Let each `every`-th call fail in each way, from the first on."""
        with Nursery(faults=True) as nursery:
            self.calls = self._counted(nursery)
            for fault in self._faults(every, first):
                with self.tally.round(f"{self._named(fault)} {fault}"):
                    self._round(nursery, fault)
        return self.tally

    def _laid(self) -> Found | None:
        """Make the index that the task starts from; what it holds."""
        if self._task == "index":
            self._start.mkdir()
            return None
        sync_folder(self._walk.folder, self._start)
        if current() == GROWN:
            self._grow()
        if self._task in {"sync", "rebuild", "compact"}:
            self._walk.step_adding()
        if self._task == "compact":
            sync_folder(self._walk.folder, self._start)
        if self._task == "mend":
            for path in [*self._start.glob("vectors-*"), *self._start.glob("keywords-*/*.term")]:
                path.write_bytes(b"rubbish")
        with Index.open(self._start, threads=1) as index:
            return found(index) if self._task != "mend" else fresh(self._walk.folder)

    def _grow(self) -> None:
        """Until there are parts, some of what they hold deleted."""
        while " and " not in form(self._start):
            self._walk.step()
            sync_folder(self._walk.folder, self._start)

    def _counted(self, nursery: Nursery) -> list[str]:
        end = self._worked(nursery, Fault(Kind.PASS, -1))
        assert end.code == 0, end
        return end.calls

    def _faults(self, every: int, first: int) -> Iterator[Fault]:
        for kind, error in FAULTS:
            for at in range(first, len(self.calls), every):
                if kind not in _OF_WRITES or self.calls[at] in {"write", "pwrite", "writev"}:
                    yield Fault(kind, at, error)

    def _named(self, fault: Fault) -> str:
        return self.calls[fault.at] if fault.at < len(self.calls) else "none"

    def _worked(self, nursery: Nursery, fault: Fault) -> End:
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.copytree(self._start, self._place / "index")
        index = self._place / "index"
        return nursery.run(Order(self._task, self._walk.folder, index, fault, longest=LONGEST))

    def _round(self, nursery: Nursery, fault: Fault) -> None:
        end = self._worked(nursery, fault)
        self._judge(end, fault)
        index = self._place / "index"
        now = self._now(index)
        assert now == self._after or (now == self._before and end.code != 0), end
        if self._task == "compact":
            compact(self._walk.folder, index)
        sync_folder(self._walk.folder, index)
        assert now == self._after or held(index) == self._after
        self.tally.forms[require_tidy(index)] += 1

    def _judge(self, end: End, fault: Fault) -> None:
        """Was it done, killed, or refused in words that are true?"""
        self.tally.slowest = max(self.tally.slowest, end.seconds)
        assert not end.hung, f"no end after {end.seconds} s of its own"
        if fault.kind in {Kind.KILL_WITHIN, Kind.KILL_AFTER}:
            assert end.killed or end.code == 0, end
            self.tally.seen["killed" if end.killed else "done, the call was not made"] += 1
            return
        assert end.code in (0, 1), end
        if end.code == 0:
            self.tally.seen["done all the same"] += 1
            return
        assert self._task != "mend", f"a reader failed: {end.raised}"
        assert fault.kind is not Kind.HALF, f"half a write was taken for an error: {end.raised}"
        assert (end.raised or "").startswith(SAID), end.raised
        self.tally.seen[f"refused: {(end.raised or '').partition(':')[0]}"] += 1

    def _now(self, index: Path) -> Found | None:
        if self._task == "mend":
            with Index.open(index, threads=1) as reader:
                return found(reader)
        if self._task == "index" and not has_index(index):
            return None
        return held(index)
