"""Load from a second process: latency below capacity, what becomes of requests beyond it, memory.

    python eval/bench/serving_load.py --seconds 300 --out eval/reports/serving-load.md
    python eval/bench/serving_load.py --soak 30 --out eval/reports/serving-memory.md

Starts `rag serve` over the index, finds its capacity with more clients than workers, then sends
requests at moments that do not depend on the replies: evenly spaced, and at random (Poisson), at
0.8 and at 5 times the capacity. A request's time runs from the moment it was due, so a sender that
comes late hides nothing (Tene's "coordinated omission"). With `--soak`, requests of every
kind go on for so many minutes while the service's memory is read.
"""

import argparse
import asyncio
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import numpy as np
from serving_client import BUSY, OK, QUESTIONS, Sent, Service, machine, post, send, served

CLIENTS = 4
"""Of the closed loop: the service has two workers, and is never idle with twice as many."""
LOADS = ((0.8, False), (0.8, True), (5.0, False), (5.0, True))
"""Shares of the capacity, and whether the moments are random."""
SETTLING = 5.0
"""Minutes after which memory is expected to be flat."""
SAMPLE = 10.0
"""Seconds between looks at the memory."""


@dataclass(frozen=True, slots=True)
class Load:
    """One row of the table."""

    share: float
    at_random: bool
    rate: float
    sent: Sequence[Sent]

    @property
    def name(self) -> str:
        """As the table shows it."""
        return f"{self.share:g} of capacity, {'at random' if self.at_random else 'evenly'}"

    def milliseconds(self, status: HTTPStatus) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """The times of the replies of this status."""
        return np.array([1e3 * each.seconds for each in self.sent if each.status == status])

    @property
    def lost(self) -> int:
        """Requests without a whole reply, or with one that is neither answer nor refusal."""
        return sum(each.status not in {OK, BUSY} for each in self.sent)


def asking() -> Iterator[bytes]:
    """Questions without end."""
    requests = [post("/v1/ask", question) for question in QUESTIONS]
    while True:
        yield random.choice(requests)  # noqa: S311  # no secret


def mixed() -> Iterator[bytes]:
    """Every kind of request in turn, without end."""
    others = [f"GET {path} HTTP/1.1" for path in ("/", "/v1/articles", "/v1/index", "/metrics")]
    tail = "\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    kinds = [post(path, each) for path in ("/v1/ask", "/v1/ask/stream", "/v1/search")
             for each in QUESTIONS]  # fmt: skip
    return itertools.cycle([*kinds, *(f"{line}{tail}".encode() for line in others)])


async def capacity(service: Service, seconds: float) -> float:
    """Questions a second that the service answers when it is never idle."""
    end = time.perf_counter() + seconds
    requests = asking()

    async def ask_on() -> int:
        count = 0
        while time.perf_counter() < end:
            sent = await send(service, next(requests), time.perf_counter())
            count += sent.status == OK
        return count

    started = time.perf_counter()
    answered = sum(await asyncio.gather(*(ask_on() for _ in range(CLIENTS))))
    return answered / (time.perf_counter() - started)


async def load(
    service: Service, gap: Callable[[], float], seconds: float, requests: Iterator[bytes]
) -> list[Sent]:
    """Requests at their moments, whether or not earlier ones were answered."""
    tasks: list[asyncio.Task[Sent]] = []
    start = time.perf_counter()
    due = 0.0
    while due < seconds:
        await asyncio.sleep(max(0.0, start + due - time.perf_counter()))
        tasks.append(asyncio.create_task(send(service, next(requests), start + due)))
        due += gap()
    return list(await asyncio.gather(*tasks))


async def loads(service: Service, most: float, seconds: float) -> list[Load]:
    """Every row of the table."""
    rows = []
    for share, at_random in LOADS:
        rate = share * most
        gap = _random_gap(rate) if at_random else _even_gap(rate)
        rows.append(Load(share, at_random, rate, await load(service, gap, seconds, asking())))
        print(row(rows[-1]), file=sys.stderr)
        await asyncio.sleep(2)
    return rows


async def soak(service: Service, rate: float, minutes: float) -> tuple[list[Sent], list[float]]:
    """What became of the requests, and MiB of memory at every look."""
    looks: list[float] = []

    async def look() -> None:
        while True:
            looks.append(service.memory())
            await asyncio.sleep(SAMPLE)

    looking = asyncio.create_task(look())
    sent = await load(service, _random_gap(rate), 60 * minutes, mixed())
    looking.cancel()
    return sent, looks


def row(one: Load) -> str:
    """One line of the table; times in milliseconds."""
    answered, refused = one.milliseconds(OK), one.milliseconds(BUSY)
    cells = (
        one.name, f"{one.rate:.1f}", len(one.sent), len(answered), at(answered, 50),
        at(answered, 99), len(refused), at(refused, 99), at(refused, 100), one.lost,
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def at(times: "np.ndarray[tuple[int], np.dtype[np.float64]]", percentile: float) -> str:
    """A percentile, or a dash where there is nothing."""
    return f"{float(np.percentile(times, percentile)):.0f}" if len(times) else "–"


def verdicts(rows: Sequence[Load]) -> Iterator[str]:
    """The bars, each with what was measured."""
    below = {one.at_random: one.milliseconds(OK) for one in rows if one.share < 1}
    for at_random, times in below.items():
        ratio = float(np.percentile(times, 99) / np.percentile(times, 50))
        yield verdict(f"{_word(at_random)}, p99 / p50 at 0.8 of capacity", ratio, 3)
    for one in (one for one in rows if one.share > 1):
        beyond = np.percentile(one.milliseconds(OK), 99)
        ratio = float(beyond / np.percentile(below[one.at_random], 99))
        yield verdict(f"{_word(one.at_random)}, p99 at 5 times / p99 at 0.8", ratio, 2)
        slowest = float(max(one.milliseconds(BUSY), default=0))
        yield verdict(f"{_word(one.at_random)}, slowest refusal, ms", slowest, 100)
    yield verdict("lost requests", sum(one.lost for one in rows), 0)


def verdict(what: str, measured: float, most: float) -> str:
    """One line of the table of bars."""
    return f"| {what} | {measured:.3g} | {most:g} | {'yes' if measured <= most else '**no**'} |"


def soaked(sent: Sequence[Sent], looks: Sequence[float]) -> Iterator[str]:
    """Memory in words and figures."""
    minutes = np.arange(len(looks)) * SAMPLE / 60
    settled = minutes >= min(SETTLING, minutes[-1] / 2)
    slope = np.polyfit(minutes[settled], np.array(looks)[settled], 1)[0] if sum(settled) > 1 else 0
    shown = [int(each) for each in np.linspace(0, len(looks) - 1, 7)]
    lost = sum(each.status not in {OK, BUSY} for each in sent)
    yield f"{len(sent)} requests in {minutes[-1]:.0f} minutes, {lost} lost. Memory in MiB:\n"
    yield "| minute | " + " | ".join(f"{minutes[each]:.0f}" for each in shown) + " |"
    yield "|---" * (len(shown) + 1) + "|"
    yield "| resident | " + " | ".join(f"{looks[each]:.0f}" for each in shown) + " |\n"
    yield f"Trend after minute {minutes[settled][0]:.0f}: {60 * slope:+.1f} MiB an hour."


def _even_gap(rate: float) -> Callable[[], float]:
    return lambda: 1 / rate


def _random_gap(rate: float) -> Callable[[], float]:
    return lambda: random.expovariate(rate)  # no secret


def _word(at_random: bool) -> str:
    return "at random" if at_random else "evenly"


async def loads_page(service: Service, seconds: float) -> list[str]:
    """The table of latencies and the bars, line by line."""
    before = machine()
    await capacity(service, 5)
    began, others = time.perf_counter(), service.others()
    most = await capacity(service, seconds)
    rows = await loads(service, most, seconds)
    taken = (service.others() - others) / (time.perf_counter() - began)
    return [
        f"# The service under load, measured on {datetime.now(UTC):%Y-%m-%d}\n",
        f"{before}. `eval/bench/serving_load.py`, {seconds:g} s a row, over `seeds/`. Capacity:",
        f"{most:.2f} questions a second ({CLIENTS} clients that never pause). Times in ms.",
        f"Others took {100 * taken:.0f}% of one core meanwhile.\n",
        "| load | requests/s | N | answered | p50 | p99 | refused | p99 | slowest | lost |",
        "|---" * 10 + "|",
        *map(row, rows),
        "\n| bar | measured | at most | held |",
        "|---|---|---|---|",
        *verdicts(rows),
    ]


async def soak_page(service: Service, rate: float, minutes: float) -> list[str]:
    """The table of memory, line by line."""
    head = f"# The service's memory, measured on {datetime.now(UTC):%Y-%m-%d}\n"
    facts = f"{machine()}. `eval/bench/serving_load.py`: {rate:g} requests a second of every kind."
    return [head, f"{facts}\n", *soaked(*await soak(service, rate, minutes))]


def main() -> None:
    """Measure and print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default="index")
    parser.add_argument("--seconds", type=float, default=60, help="of each row")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="only watch the memory")
    parser.add_argument("--rate", type=float, default=1.0, help="requests a second of the soak")
    parser.add_argument("--cores", help="for the service, as `taskset -c` has them")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    with served(chosen.index, chosen.cores) as (service, _):
        work = (
            soak_page(service, chosen.rate, chosen.soak)
            if chosen.soak
            else loads_page(service, chosen.seconds)
        )
        page = "\n".join(asyncio.run(work)) + "\n"
    print(page)
    if chosen.out:
        chosen.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
