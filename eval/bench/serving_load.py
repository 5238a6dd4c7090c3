"""Load from a second process: latency below capacity, and what becomes of requests beyond it.

    rag serve & python eval/bench/serving_load.py --pid $! --seconds 60

Finds the capacity with as many clients as the service has workers, then sends requests at random
moments (Poisson) at 0.8 and 5 times of it, whether or not earlier ones were answered.
"""

import argparse
import asyncio
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np

QUESTIONS = (
    "When was Sora released?",
    "How long can a video of Sora be?",
    "Who developed Sora?",
    "Which companies rose on 19 February?",
    "Who composed the national anthem of Peru?",
)
WORKERS = 2
TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One request and what became of it; status 0 means that no reply came."""

    status: int
    seconds: float


async def send(client: httpx.AsyncClient) -> Sent:
    """Ask one question, chosen at random."""
    started = time.perf_counter()
    try:
        question = random.choice(QUESTIONS)  # noqa: S311  # no secret
        reply = await client.post("/v1/ask", json={"question": question})
        status = reply.status_code
    except httpx.TransportError:
        status = 0
    return Sent(status, time.perf_counter() - started)


async def closed(client: httpx.AsyncClient, seconds: float) -> float:
    """Requests a second that the service answers when it is never idle."""
    end = time.perf_counter() + seconds

    async def ask_on() -> int:
        count = 0
        while time.perf_counter() < end:
            count += (await send(client)).status == 200
        return count

    return sum(await asyncio.gather(*(ask_on() for _ in range(WORKERS)))) / seconds


async def opened(client: httpx.AsyncClient, rate: float, seconds: float) -> list[Sent]:
    """Requests at random moments, `rate` a second on average."""
    tasks: list[asyncio.Task[Sent]] = []
    start = time.perf_counter()
    due = 0.0
    while due < seconds:
        await asyncio.sleep(max(0.0, start + due - time.perf_counter()))
        tasks.append(asyncio.create_task(send(client)))
        due += random.expovariate(rate)  # no secret
    return list(await asyncio.gather(*tasks))


def row(name: str, rate: float, sent: Sequence[Sent]) -> str:
    """One line of the table; times in milliseconds."""
    admitted = [each.seconds for each in sent if each.status == 200]
    refused = [each.seconds for each in sent if each.status == 503]
    lost = len(sent) - len(admitted) - len(refused)
    cells = (
        name, f"{rate:.1f}", len(sent), len(admitted), at(admitted, 50), at(admitted, 99),
        len(refused), at(refused, 99), lost,
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def at(seconds: Sequence[float], percentile: float) -> str:
    """A percentile in milliseconds."""
    return f"{1e3 * float(np.percentile(seconds, percentile)):.0f}" if seconds else "–"


def resident(pid: int | None) -> str:
    """MiB of memory that the service holds."""
    if pid is None:
        return "–"
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kib = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return f"{kib / 1024:.0f}"


async def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8765")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=chosen.url, timeout=TIMEOUT, limits=limits) as client:
        await closed(client, 3)
        before = resident(chosen.pid)
        capacity = await closed(client, chosen.seconds)
        rows = [
            row(f"{share} of capacity", share * capacity, sent)
            for share in (0.8, 5.0)
            for sent in [await opened(client, share * capacity, chosen.seconds)]
        ]
    print(f"{platform.machine()}, {platform.python_version()}; capacity {capacity:.1f} requests/s;")
    print(f"{chosen.seconds:g} s a row; memory {before} MiB before, {resident(chosen.pid)} after\n")
    print("| load | requests/s | sent | answered | p50 ms | p99 ms | refused | p99 ms | lost |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    asyncio.run(main())
