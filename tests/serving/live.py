"""A service that really listens: in a thread, or in a process of its own."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from rag.protocols import Progress
from rag.serving.connections import patient
from rag.serving.options import ServiceOptions
from rag.serving.server import serve
from rag.storage.index import Index
from rag.types import Reply
from tests.serving.corpus import build_index, opener, write_corpus
from tests.serving.scripts import SCRIPTS, SURE

PATIENCE = 120.0
"""Seconds: on a busy machine everything is slow, and a test says nothing about that."""
SLOW = "Who takes their time?"
"""Its answer takes 0.4 s, as a reader's does."""
ENDLESS = "Who never comes to an end?"
"""Its answer comes when every test has given up."""


@contextmanager
def listening(
    app: FastAPI, client_timeout: float = ServiceOptions().client_timeout
) -> Iterator[str]:
    """The address of the application, on a free port of this machine."""
    config = uvicorn.Config(
        app,
        port=0,
        http=patient(client_timeout),
        log_config=None,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@contextmanager
def process(folder: Path, port: int, *flags: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The service in a process of its own, ready to answer."""
    command = [sys.executable, "-m", "tests.serving.live", str(folder), str(port), *flags]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with (folder / "log").open("ab") as log:
        running = subprocess.Popen(command, stderr=log, env=environment)
    try:
        wait_until(lambda: _is_ready(port, running))
        yield running
    finally:
        running.kill()
        running.wait()


def wait_until(holds: Callable[[], bool]) -> None:
    """Return once `holds()` is true; a test that waits in vain fails here."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_ready(port: int, running: "subprocess.Popen[bytes]") -> bool:
    assert running.poll() is None, "the service ended"
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _lasting(seconds: float) -> Callable[[Index], Reply]:
    def answer(index: Index) -> Reply:
        time.sleep(seconds)
        return SCRIPTS[SURE](index)

    return answer


def _synchronise(_progress: Progress) -> Mapping[str, object]:
    """Never comes to an end either, on a thread that the interpreter would wait for."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(time.sleep, 3 * PATIENCE)
    return {}


def _main(folder: Path, port: int, telemetry: bool) -> None:
    if not (folder / "index").exists():
        build_index(write_corpus(folder / "corpus"), folder / "index")
    scripts = {**SCRIPTS, SLOW: _lasting(0.4), ENDLESS: _lasting(3 * PATIENCE)}
    options = ServiceOptions(port=port, telemetry=telemetry)
    serve(opener(folder / "index", scripts), _synchronise, options)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), "--telemetry" in sys.argv)
