"""A service in a process of its own, and a client that notices every reply that is not whole."""

import asyncio
import contextlib
import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

QUESTIONS = (
    "When was Sora released?",
    "How long can a video of Sora be?",
    "Who developed Sora?",
    "Which companies rose on 19 February?",
    "Who composed the national anthem of Peru?",
)
TIMEOUT = 60.0
OK, BUSY = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True, slots=True)
class Sent:
    """One request and what became of it; status 0 means that no whole reply came."""

    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Service:
    """Where the requests go, and the process that answers them."""

    port: int
    pid: int

    def others(self) -> float:
        """Seconds of processor time that all but this process and the service have had so far."""
        total = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:8]
        busy = sum(map(int, total)) - int(total[3]) - int(total[4])  # less idle and waiting
        served = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").split()[13:15]
        own = time.process_time()
        return (busy - sum(map(int, served))) / os.sysconf("SC_CLK_TCK") - own

    def memory(self) -> float:
        """MiB that the process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


async def send(service: Service, request: bytes, due: float) -> Sent:
    """One request on a connection of its own."""
    try:
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
            writer.write(request)
            reply = await reader.read()
            writer.close()
        status, _ = parsed(reply)
    except (OSError, TimeoutError, ValueError):
        status = 0
    return Sent(status, time.perf_counter() - due)


def parsed(reply: bytes) -> tuple[int, bytes]:
    """Status and body; raises `ValueError` where the reply is not whole."""
    head, _, body = reply.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if length is None:
        return int(head[9:12]), _joined(body)
    if int(length[1]) != len(body):
        raise ValueError("broken off")
    return int(head[9:12]), body


def _joined(chunks: bytes) -> bytes:
    """The body that came in chunks, whose last one is empty."""
    pieces, at = [], 0
    while True:
        line = chunks.index(b"\r\n", at)
        size = int(chunks[at:line], 16)
        if size == 0:
            return b"".join(pieces)
        at = line + 2
        pieces.append(chunks[at : at + size])
        at += size + 2


def post(path: str, question: str) -> bytes:
    """The bytes of a request."""
    body = json.dumps({"question": question}).encode()
    lines = (
        f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close",
        "Content-Type: application/json", f"Content-Length: {len(body)}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + body


def machine() -> str:
    """What it was measured on."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    model = re.search(r"model name\s*: (.+)", cpu)
    cores = ",".join(map(str, sorted(os.sched_getaffinity(0))))
    return (
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores (sender on {cores}),"
        f" Python {platform.python_version()}, load average {os.getloadavg()[0]:.1f} at the start"
    )


@contextlib.contextmanager
def served(index: str, cores: str | None) -> Iterator[tuple[Service, "subprocess.Popen[bytes]"]]:
    """`rag serve` on a free port, ready to answer, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pinned = ["taskset", "-c", cores] if cores else []
    rag = [Path(sys.executable).with_name("rag"), "serve", "--index", index, "--port", str(port)]
    with subprocess.Popen([*pinned, *rag], stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            asyncio.run(_ready(Service(port, process.pid), process))
            yield Service(port, process.pid), process
        finally:
            process.terminate()


async def get(service: Service, path: str, method: str = "GET") -> Any:
    """A reply that is JSON."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    lines = (f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", "", "")
    writer.write("\r\n".join(lines).encode())
    reply = await reader.read()
    writer.close()
    return json.loads(parsed(reply)[1])


async def _ready(service: Service, process: "subprocess.Popen[bytes]") -> None:
    request = b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    while (await send(service, request, 0)).status != OK:
        if process.poll() is not None:
            raise SystemExit("the service ended: `rag index` first, or see `rag serve`")
        await asyncio.sleep(0.2)
