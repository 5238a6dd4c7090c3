import os

import pytest

from rag.settings import Settings
from rag.wiring.serving import _shared


def test_workers_share_the_cores_that_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5, 7, 9}, raising=False)
    assert _shared(Settings(), 2).threads == 2
    assert _shared(Settings(), 8).threads == 1


def test_threads_that_were_chosen_are_kept() -> None:
    assert _shared(Settings(threads=3), 8).threads == 3
