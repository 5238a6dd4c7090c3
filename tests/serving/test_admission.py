import asyncio
import contextvars
import threading
import time

import pytest

from rag.serving.admission import Admission, DeadlinePassed, Overloaded, Stopping
from tests.serving.live import wait_until


def test_refuses_at_once_beyond_workers_and_queue() -> None:
    async def scenario() -> None:
        admission = Admission("test", workers=2, queue=3, deadline=60)
        release = threading.Event()
        admitted = [asyncio.create_task(admission.run(release.wait)) for _ in range(5)]
        await asyncio.sleep(0)
        assert admission.taken == 5
        for _ in range(100):
            with pytest.raises(Overloaded):
                admission.run(release.wait).send(None)  # one step: nothing is waited for
        release.set()
        assert await asyncio.gather(*admitted) == [True] * 5
        assert await admission.run(lambda: 7) == 7
        await asyncio.to_thread(wait_until, lambda: admission.taken == 0)
        assert admission.close(1)

    asyncio.run(scenario())


def test_a_late_answer_is_refused_but_keeps_its_place_until_it_ends() -> None:
    async def scenario() -> None:
        admission = Admission("test", workers=1, queue=1, deadline=0.05)
        release = threading.Event()
        never_begun: list[int] = []
        running = asyncio.create_task(admission.run(release.wait))
        await asyncio.sleep(0.01)
        with pytest.raises(DeadlinePassed):
            await admission.run(lambda: never_begun.append(1))
        with pytest.raises(DeadlinePassed):
            await running
        await asyncio.to_thread(wait_until, lambda: admission.taken == 1)
        release.set()
        await asyncio.to_thread(wait_until, lambda: admission.taken == 0)
        assert admission.close(1)
        assert not never_begun

    asyncio.run(scenario())


def test_errors_of_the_work_reach_the_caller_and_free_the_place() -> None:
    async def scenario() -> None:
        admission = Admission("test", workers=1, queue=0, deadline=60)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await admission.run(lambda: 1 // 0)
            await asyncio.to_thread(wait_until, lambda: admission.taken == 0)
        assert admission.close(1)

    asyncio.run(scenario())


def test_when_it_stops_everybody_is_told_and_the_end_is_not_waited_for() -> None:
    async def scenario() -> None:
        admission = Admission("test", workers=1, queue=3, deadline=60)
        release = threading.Event()
        waiting = [asyncio.create_task(admission.run(release.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        admission.stop()
        told = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in told] == [Stopping] * 3
        with pytest.raises(Stopping):
            await admission.run(release.wait)
        started = time.monotonic()
        assert not admission.close(0.1)
        assert time.monotonic() - started < 5
        assert admission.taken == 1
        release.set()
        assert admission.close(60)

    asyncio.run(scenario())


def test_work_runs_in_its_callers_context() -> None:
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name")

    async def scenario() -> None:
        admission = Admission("test", workers=1, queue=1, deadline=60)
        name.set("caller")
        assert await admission.run(name.get) == "caller"
        assert admission.close(1)

    asyncio.run(scenario())
