"""What a stop of the service and a swap of its index do to those who are asking meanwhile.

    python eval/bench/serving_faults.py --out eval/runs/serving-faults.md

Both over real HTTP, with the real models, from a second process. A shutdown is SIGTERM or SIGINT in
turn while streams are open; a swap is a synchronisation of a folder in which a file has changed.
"""

import argparse
import asyncio
import itertools
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from serving_client import OK, QUESTIONS, Service, get, machine, parsed, post, served

PATHS = ("/v1/ask", "/v1/ask/stream", "/v1/ask/stream", "/v1/search")
"""One client each: as many as the service takes in."""
UNREFUSED = PATHS[1:]
"""One fewer: a stream gives its place back a moment after its last event, and who has that already
asks again. With all four, 0 to 44% of the requests were refused as too many, by how busy the cores
were with other things; that is no fault of a swap."""
LONGEST = 10.0
"""Seconds that a shutdown may take."""
SEEDS = Path("seeds")


@dataclass
class Tally:
    """What became of the requests."""

    whole: int = 0
    refused: int = 0
    unbegun: int = 0
    """Requests on a connection that was closed before a first byte of the reply."""
    truncated: list[str] = field(default_factory=list)
    streams: int = 0
    """Streams that have begun and not ended."""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Shutdown:
    """One end of the service."""

    tally: Tally
    streams: int
    seconds: float
    exit_code: int


async def ask_on(service: Service, path: str, tally: Tally) -> None:
    """Ask until it is over, or nobody listens."""
    for question in itertools.cycle(QUESTIONS):
        if tally.over:
            return
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        except OSError:
            return
        try:
            await ask(reader, writer, path, question, tally)
        finally:
            writer.close()


async def ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    path: str,
    question: str,
    tally: Tally,
) -> None:
    """One request. A reply that has begun must end as it should."""
    try:
        writer.write(post(path, question))
        first = await reader.read(1)
    except ConnectionError:
        first = b""
    if not first:
        tally.unbegun += 1
        return
    stream = path.endswith("stream")
    tally.streams += stream
    try:
        count(first + await reader.read(), stream, tally)
    except (ConnectionError, ValueError) as fault:
        tally.truncated.append(repr(fault))
    tally.streams -= stream


def count(reply: bytes, stream: bool, tally: Tally) -> None:
    """Raises `ValueError` where the reply is not whole."""
    status, body = parsed(reply)
    if stream and status == OK:
        name, _, data = body.decode().rstrip().split("\n\n")[-1].partition("\n")
        if name not in {"event: timings", "event: error"}:
            raise ValueError(name)
        tally.refused += name == "event: error"
        json.loads(data.removeprefix("data: "))
    else:
        tally.refused += status != OK
        json.loads(body)
    tally.whole += 1


async def shut_down(service: Service, process: "subprocess.Popen[bytes]", number: int) -> Shutdown:
    """End the service while streams are open."""
    tally = Tally()
    clients = [asyncio.create_task(ask_on(service, path, tally)) for path in PATHS]
    await asyncio.sleep(0.5 + 0.1 * (number % 7))
    while tally.streams == 0:
        await asyncio.sleep(0.005)
    streams = tally.streams
    process.send_signal(signal.SIGINT if number % 2 else signal.SIGTERM)
    started = time.perf_counter()
    code = await asyncio.to_thread(process.wait, 60)
    seconds = time.perf_counter() - started
    await asyncio.gather(*clients)
    return Shutdown(tally, streams, seconds, code)


def shutdowns(index: str, cores: str | None, number: int) -> str:
    """One row of the table."""
    ends: list[Shutdown] = []
    for each in range(number):
        with served(index, cores) as (service, process):
            ends.append(asyncio.run(shut_down(service, process, each)))
        print(each + 1, ends[-1].streams, f"{ends[-1].seconds:.2f} s", file=sys.stderr)
    failed = sum(bool(e.tally.truncated or e.exit_code or e.seconds > LONGEST) for e in ends)
    facts = (
        f"{sum(e.streams for e in ends)} streams open at the signal; "
        f"{sum(e.tally.whole for e in ends)} replies whole, of which "
        f"{sum(e.tally.refused for e in ends)} refusals; "
        f"{sum(len(e.tally.truncated) for e in ends)} truncated; "
        f"{sum(e.tally.unbegun for e in ends)} connections closed before a reply; "
        f"slowest end {max(e.seconds for e in ends):.1f} s"
    )
    return f"| shutdown | {number} | {failed} | {facts} |"


async def swap(service: Service, folder: Path, number: int) -> tuple[Tally, int, str]:
    """Change a file, synchronise, and wait for the new generation, so many times."""
    tally = Tally()
    memory = []
    clients = [asyncio.create_task(ask_on(service, path, tally)) for path in UNREFUSED]
    before = (await get(service, "/v1/index"))["index"]["generation"]
    for each in range(number):
        text = f"# Number {each}\n\nThis note has the number {each}, and it will be changed.\n"
        (folder / "number.md").write_text(text, encoding="utf-8")
        await get(service, "/v1/index/sync", "POST")
        while (await get(service, "/v1/index"))["sync"]["state"] == "running":
            await asyncio.sleep(0.05)
        memory.append(service.memory())
    after = (await get(service, "/v1/index"))["index"]["generation"]
    tally.over = True
    await asyncio.gather(*clients)
    looks = sorted({0, number // 10, number // 3, 2 * number // 3, number - 1})
    shown = ", ".join(f"{memory[each]:.0f} after swap {each + 1}" for each in looks)
    return tally, after - before, f"MiB: {shown}"


def swaps(cores: str | None, number: int) -> str:
    """One row of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = shutil.copytree(SEEDS, Path(name) / "articles")
        index = str(Path(name) / "index")
        rag = Path(sys.executable).with_name("rag")
        subprocess.run([rag, "index", folder, "--index", index, "--quiet"], check=True)  # noqa: S603
        with served(index, cores) as (service, _):
            tally, swapped, memory = asyncio.run(swap(service, folder, number))
    failed = tally.refused + tally.unbegun + len(tally.truncated)
    facts = f"{swapped} generations taken into use; {tally.whole} replies whole; {failed} not; "
    return f"| swap of the index | {number} | {number - swapped + failed} | {facts}{memory} |"


def page(rows: Sequence[str]) -> str:
    """The table, with the machine."""
    head = (
        f"# Stops and swaps under load, measured on {datetime.now(UTC):%Y-%m-%d}\n",
        f"{machine()}. `eval/bench/serving_faults.py`: `rag serve` over `seeds/`, real models,",
        f"{len(PATHS)} clients that never pause, {len(UNREFUSED)} at swaps; two ask by stream.\n",
        "| what | N | failed | what was seen |",
        "|---|---|---|---|",
    )
    return "\n".join((*head, *rows)) + "\n"


def main() -> None:
    """Run the campaigns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default="index")
    parser.add_argument("--shutdowns", type=int, default=100)
    parser.add_argument("--swaps", type=int, default=100)
    parser.add_argument("--cores", help="for the service, as `taskset -c` has them")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    rows = [shutdowns(chosen.index, chosen.cores, chosen.shutdowns)] if chosen.shutdowns else []
    rows += [swaps(chosen.cores, chosen.swaps)] if chosen.swaps else []
    print(page(rows))
    if chosen.out:
        chosen.out.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
