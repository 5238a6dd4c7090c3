import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.killing import Nursery
from tests.support.orders import Order
from tests.support.patience import OwnTime

pytestmark = pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="needs schedstat")


def seconds_of(work: Callable[[], object], looks: int, beside: int = 0) -> tuple[float, float]:
    """Of its own, and by the clock, of a child beside others that turn on the same processor."""
    others = [_forked(_turn) for _ in range(beside)]  # first: a large process is slow to fork
    child = _forked(work)
    own, started = OwnTime(child), time.monotonic()
    for _ in range(looks):
        time.sleep(0.1)
        seconds = own.seconds()
    clock = time.monotonic() - started
    for each in (child, *others):
        os.kill(each, signal.SIGKILL)
        os.waitpid(each, 0)
    return seconds, clock


def _forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:  # on one processor, else a scheduler may leave it one of its own
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
            work()
        finally:
            os._exit(0)
    return child


def _turn() -> None:
    while True:
        pass


def test_a_child_that_waits_for_something_that_never_comes_is_charged_the_clock() -> None:
    seconds, clock = seconds_of(lambda: time.sleep(60), looks=5)
    assert seconds == pytest.approx(clock, abs=0.2)


def test_a_child_that_waits_for_a_processor_is_not_charged_for_it() -> None:
    seconds, clock = seconds_of(_turn, looks=10, beside=11)
    assert 0 < seconds < clock / 2


@pytest.mark.slow
def test_a_child_that_hangs_is_killed_and_told_of(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("The crate of a quiet harbour.", "utf-8")
    with Nursery() as nursery:
        assert nursery.run(Order("index", tmp_path / "corpus", tmp_path / "index")).code == 0
        forever = Order("follow", tmp_path / "corpus", tmp_path / "index", longest=0.5)
        end = nursery.run(forever)
    assert (end.hung, end.killed) == (True, True)
    assert end.seconds > 0.5
