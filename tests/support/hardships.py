"""Hard places for an index: a full disk, a second writer, a read-only folder, a wrong clock."""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.storage.index import Index
from rag.types import Evidence
from rag.wiring.evidence import EvidenceCheck
from tests.support.faults import Fault, Kind
from tests.support.found import found
from tests.support.killing import Nursery
from tests.support.layouts import GROWN, SMALL, current, form
from tests.support.orders import End, Order
from tests.support.syncing import compact, sync_folder
from tests.support.tally import Tally
from tests.support.truth import Walk, fresh, held, require_tidy

_MOST_LEFT = 300_000
"""Bytes; a sync of these articles takes about 250,000 for a while."""
_DAY = 86_400
JUMPS = (-40 * 365 * _DAY, -_DAY, -3600, -1, 1, 3600, _DAY, 40 * 365 * _DAY)
"""Seconds."""


def mounted() -> bool:
    """May one mount a file system here?"""
    with tempfile.TemporaryDirectory() as place, _mount(Path(place), "size=1m") as done:
        return done


@contextmanager
def _mount(place: Path, options: str) -> Iterator[bool]:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    done = subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "-l", str(place)], check=True)


def _walk(place: Path, seed: int) -> Walk:
    return Walk(place / "corpus", seed, articles={SMALL: 8, GROWN: 12}[current()])


def full_disk(place: Path, rounds: int) -> Tally:
    """Work on a file system of its own with too little space, more or less of it each time."""
    tally, chance = Tally("full disk"), random.Random(3)
    disk = place / "disk"
    disk.mkdir(parents=True)
    walk = _walk(place, seed=21)
    with _mount(disk, "size=8m") as done, Nursery() as nursery:
        assert done, "one cannot mount here"
        index, filler = disk / "work" / "index", disk / "filler"
        sync_folder(walk.folder, index)
        before = fresh(walk.folder)
        for number in range(rounds):
            task = chance.choice(("sync", "rebuild", "compact", "mend"))
            if task in {"sync", "rebuild"}:
                walk.step()
            with tally.round(f"round {number}, {task}"):
                if task == "mend":
                    _break(index)
                after = fresh(walk.folder)
                _fill(disk, filler, chance.randrange(_MOST_LEFT))
                end = nursery.run(Order(task, walk.folder, index))
                _judge_full(tally, end, task)
                with Index.open(index, threads=1) as reader:
                    now = found(reader)
                assert now == after or (now == before and end.code), end
                filler.unlink()
                if task == "compact":
                    compact(walk.folder, index)
                sync_folder(walk.folder, index)
                _warm(index)
                assert held(index) == after
                tally.forms[require_tidy(index)] += 1
                before = after
            filler.unlink(missing_ok=True)
    return tally


def _fill(disk: Path, filler: Path, left: int) -> None:
    """Leave so many bytes free."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(bytes(max(0, free - left)))


def _break(index: Path) -> None:
    for path in [*index.glob("vectors-*"), *index.glob("keywords-*/*.term")]:
        path.write_bytes(b"rubbish")


def _warm(index: Path) -> None:
    """What could not be made again for want of space is made now."""
    with Index.open(index, threads=1) as reader:
        reader.warm()


def _judge_full(tally: Tally, end: End, task: str) -> None:
    assert end.code in (0, 1), end
    if end.code == 0:
        tally.seen["done, there was space enough" if task != "mend" else "answered"] += 1
        return
    assert task != "mend", f"a reader failed: {end.raised}"
    assert (end.raised or "").startswith(("OSError", "PermissionError")), end.raised
    tally.seen["refused in words"] += 1


def two_writers(place: Path, rounds: int) -> Tally:
    """Two at once: one does its work, and the other is told who does, or comes after."""
    tally, chance = Tally("two writers at once"), random.Random(4)
    walk, index = _walk(place, seed=22), place / "index"
    sync_folder(walk.folder, index)
    with Nursery() as one, Nursery() as other:
        for number in range(rounds):
            walk.step()
            tasks = chance.choices(("sync", "sync", "rebuild", "compact"), k=2)
            with tally.round(f"round {number}, {tasks}"):
                one.begin(Order(tasks[0], walk.folder, index))
                time.sleep(chance.uniform(0, 0.06))
                other.begin(Order(tasks[1], walk.folder, index))
                ends = [one.end(), other.end()]
                _judge_writers(tally, ends)
                sync_folder(walk.folder, index)
                assert held(index) == fresh(walk.folder)
                tally.forms[require_tidy(index)] += 1
    return tally


def _judge_writers(tally: Tally, ends: list[End]) -> None:
    refused = [end for end in ends if end.code]
    for end in refused:
        assert (end.raised or "").startswith("IndexLocked: index "), end
    assert len(refused) < 2, "neither wrote"
    tally.seen["the second refused" if refused else "one after the other"] += 1


def read_only(place: Path, rounds: int) -> Tally:
    """A file system that is mounted read-only: sound, with a log left behind, or damaged."""
    tally, chance = Tally("read-only folder"), random.Random(5)
    disk, work = place / "disk", place / "work"
    disk.mkdir(parents=True)
    walk = _walk(place, seed=23)
    with Nursery() as nursery:
        for number in range(rounds):
            state = chance.choice(("settled", "with a log", "damaged"))
            walk.step()
            with tally.round(f"round {number}, {state}"), _mount(disk, "size=16m") as done:
                assert done, "one cannot mount here"
                _lay(walk, work, disk / "index", state)
                subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
                with Index.open(disk / "index", threads=1) as reader:
                    assert found(reader) == fresh(walk.folder)
                    assert len(reader.warnings) == (2 if state == "damaged" else 0)
                walk.step()
                end = nursery.run(Order("sync", walk.folder, disk / "index"))
                assert (end.raised or "").startswith(("OSError: [Errno 30]", "PermissionError"))
                tally.seen[f"{state}: read, and a sync refused"] += 1
                tally.forms[form(work)] += 1
    return tally


def _lay(walk: Walk, work: Path, index: Path, state: str) -> None:
    shutil.rmtree(work, ignore_errors=True)
    if state == "with a log":
        before = dict(walk.files)
        walk.step_adding()
        sync_folder(walk.folder, work)
        walk.files = before
        walk.lay()
        with Index.open(work):  # keeps the log from being emptied
            sync_folder(walk.folder, work)
            shutil.copytree(work, index)
        (index / "pincite.sqlite3-shm").unlink()
        assert (index / "pincite.sqlite3-wal").stat().st_size
        return
    for _ in range(2):  # a grown index has parts then
        walk.step()
        sync_folder(walk.folder, work)
    shutil.copytree(work, index)
    if state == "damaged":
        _break(index)


def clock_jumps(place: Path, rounds: int) -> Tally:
    """The writer's clock and the files' times leap; content alone decides."""
    tally, chance = Tally("clock jumps"), random.Random(6)
    walk, index = _walk(place, seed=24), place / "index"
    sync_folder(walk.folder, index)
    looking = EvidenceCheck(walk.folder)
    with Nursery(faults=True) as nursery:
        for number in range(rounds):
            jump = chance.choice(JUMPS)
            walk.step()
            _date(walk, chance)
            with tally.round(f"round {number}, {jump} s"):
                _require_evidence(walk, index, looking)
                end = nursery.run(
                    Order("sync", walk.folder, index, Fault(Kind.PASS, -1), clock=jump)
                )
                assert end.code == 0, end
                assert held(index) == fresh(walk.folder)
                _require_evidence(walk, index, looking)
                tally.forms[require_tidy(index)] += 1
                tally.seen["clock forwards" if jump > 0 else "clock backwards"] += 1
    return tally


def _date(walk: Walk, chance: random.Random) -> None:
    """Give files other times: all of them one, or any from 1970 to 2100."""
    one = chance.randrange(4_000_000_000)
    same = chance.random() < 0.5
    for name in walk.files:
        when = one if same else chance.randrange(4_000_000_000)
        os.utime(walk.folder / name, (when, when))


def _require_evidence(walk: Walk, index: Path, looking: EvidenceCheck) -> None:
    """Each indexed file is known to be as it was, changed, or gone, whatever its time says."""
    with Index.open(index, threads=1) as reader:
        for header in reader.articles():
            text = reader.article(header.id).text
            now = walk.files.get(header.path)
            expected = Evidence.UNCHANGED if now == text else Evidence.CHANGED
            assert looking.of(header) is (Evidence.GONE if now is None else expected)


def swaps(place: Path, rounds: int, questions: int) -> Tally:
    """One asks as the service does, while another writes generation after generation."""
    tally = Tally(f"reader during swaps, {questions:,} questions")
    corpus, index = place / "corpus", place / "index"
    corpus.mkdir(parents=True)
    _write_generation(corpus, 1)
    sync_folder(corpus, index)
    with Nursery() as asking, Nursery() as writing:
        wanted = (str(questions), str(rounds + 1))
        asking.begin(Order("ask", corpus, index, arguments=wanted))
        for number in range(2, rounds + 2):
            with tally.round(f"swap {number}"):
                _write_generation(corpus, number)
                end = writing.run(Order("sync", corpus, index))
                assert f"applied {number}" in end.said, end
                tally.forms[form(index)] += 1
            _wait_for(index.parent / "asked", (number - 1) * questions // rounds)
        end = asking.end()
    with tally.round("the reader"):
        tally.rounds -= 1
        assert end.code == 0, end
        [line] = [line for line in end.said if line.startswith("asked")]
        _, asked, generations = line.split()
        tally.seen["questions, each of one generation"] = int(asked)
        tally.seen["generations answered from"] = int(generations)
    return tally


def _write_generation(corpus: Path, number: int) -> None:
    for name in "abcde":
        text = f"# Crate {name}\n\nThe crate {name} was sealed in generation {number} by Ann Owl.\n"
        (corpus / f"{name}.md").write_text(text, "utf-8")


def _wait_for(file: Path, least: int) -> None:
    """Until so many questions were asked, so that they fall evenly between the swaps."""
    for _ in range(6000):
        if file.exists() and int(file.read_text("utf-8") or 0) >= least:
            return
        time.sleep(0.01)
    raise AssertionError(f"fewer than {least} questions in a minute")
