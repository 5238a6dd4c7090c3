"""The campaigns of eval/bench/index_faults.py, a few rounds of each."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.support import bypassing, hardships, kills, layouts, write_faults
from tests.support.damage import Damage
from tests.support.faults import unsupported

layered = pytest.mark.skipif(bool(unsupported()), reason=str(unsupported()))
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="the children are forked")


@pytest.fixture
def layout(request: pytest.FixtureRequest) -> Iterator[str]:
    with layouts.used(request.param):
        yield request.param


def each(tasks: Iterable[str], *grown: str) -> pytest.MarkDecorator:
    """Every task in the small layout, and in the grown one those whose files differ most."""
    pairs = [*((layouts.SMALL, task) for task in tasks), *((layouts.GROWN, task) for task in grown)]
    return pytest.mark.parametrize(("layout", "task"), pairs, indirect=["layout"])


@pytest.mark.slow
@posix
@each(kills.TASKS, "sync", "compact", "mend")
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(
    tmp_path: Path, task: str, layout: str
) -> None:
    tally = kills.Kills(tmp_path, task, seed=1).run(rounds=8)
    assert tally.failures == []
    assert tally.rounds == 8
    if layout == layouts.GROWN and task == "sync":
        assert any("more" in form for form in tally.forms)


@pytest.mark.slow
@layered
@each(write_faults.TASKS, "sync", "compact")
def test_a_call_that_fails_undoes_the_work_and_is_told(
    tmp_path: Path, task: str, layout: str
) -> None:
    campaign = write_faults.WriteFaults(tmp_path, task)
    tally = campaign.run(every=37)
    assert tally.failures == []
    kinds = {"open", "write", "pwrite", "fsync", "fdatasync", "unlink", "ftruncate", "mkdir"}
    assert kinds <= set(campaign.calls)
    if layout == layouts.GROWN:
        assert not any(form.startswith("flat") for form in tally.forms)
    assert any(outcome.startswith("killed") for outcome in tally.seen)


@pytest.mark.slow
@posix
@pytest.mark.parametrize(("layout", "articles"), [("small", 4), ("grown", 16)], indirect=["layout"])
def test_a_damaged_file_is_made_again_or_refused(
    tmp_path: Path, layout: str, articles: int
) -> None:
    tally = Damage(tmp_path, seed=1, articles=articles).run(rounds=100)
    [form] = tally.forms
    assert form.startswith({"small": "flat", "grown": "ivf-rabitq and "}[layout])
    assert tally.failures == []
    outcomes = {outcome.partition(": ")[2] for outcome in tally.seen}
    assert {"refused", "made again", "the older generation held"} <= outcomes


@pytest.mark.slow
@posix
def test_of_two_writers_at_once_one_is_told_who_writes_or_comes_after(tmp_path: Path) -> None:
    assert hardships.two_writers(tmp_path, rounds=6).failures == []


@pytest.mark.slow
@posix
def test_a_reader_during_swaps_answers_from_one_generation_at_a_time(tmp_path: Path) -> None:
    tally = hardships.swaps(tmp_path, rounds=8, questions=200)
    assert tally.failures == []
    assert tally.seen["questions, each of one generation"] >= 200


@pytest.mark.slow
@layered
def test_content_decides_and_no_clock(tmp_path: Path) -> None:
    assert hardships.clock_jumps(tmp_path, rounds=8).failures == []


mounting = pytest.mark.skipif(not hardships.mounted(), reason="one cannot mount here")


@pytest.mark.slow
@mounting
def test_on_a_full_disk_readers_answer_and_writers_say_why_not(tmp_path: Path) -> None:
    tally = hardships.full_disk(tmp_path, rounds=20)
    assert tally.failures == []
    assert {"answered", "refused in words"} <= set(tally.seen)


@pytest.mark.slow
@mounting
def test_a_read_only_file_system_is_read_and_a_sync_refused(tmp_path: Path) -> None:
    assert hardships.read_only(tmp_path, rounds=5).failures == []


@pytest.mark.slow
@pytest.mark.skipif(not bypassing.traced(), reason="there is no strace that may trace here")
def test_a_rename_that_bypasses_libc_and_fails_undoes_the_work(tmp_path: Path) -> None:
    assert bypassing.renamed(tmp_path, every=5).failures == []
