import asyncio
import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from rag.serving.app import create_app
from rag.serving.options import ServiceOptions
from rag.serving.server import _Server
from tests.serving.corpus import opener
from tests.serving.live import ENDLESS, PATIENCE, SLOW, free_port, process, wait_until
from tests.serving.scripts import SEVERAL

SHUTDOWNS = int(os.environ.get("PINCITE_SHUTDOWNS", "3"))
"""Nightly: 100."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    with process(tmp_path_factory.mktemp("server"), port):
        yield port


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SHUTDOWNS))
def test_a_shutdown_under_load_truncates_nothing(tmp_path: Path, number: int) -> None:
    port = free_port()
    with process(tmp_path, port) as service:
        load = Load(port)
        load.begin("/v1/ask", "/v1/ask/stream", "/v1/ask/stream", "/v1/search")
        time.sleep(0.5 + 0.1 * (number % 5))
        wait_until(lambda: load.streams > 0)
        service.send_signal(signal.SIGINT if number % 2 else signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
        load.end()
    assert not load.truncated
    assert load.whole > 0


@pytest.mark.slow
def test_what_cannot_be_answered_before_the_end_is_refused_whole(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, port) as service:
        load = Load(port, ENDLESS)
        load.begin("/v1/ask/stream")  # alone: two others could take both places before it
        wait_until(lambda: load.streams > 0)
        load.begin("/v1/ask", "/v1/ask/stream", "/v1/ask")
        wait_until(lambda: load.asked == 4)
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
        load.end()
    assert not load.truncated
    assert load.whole == 4
    assert load.refused == 4
    assert '"event": "cut_off"' in (tmp_path / "log").read_text()


@pytest.mark.slow
def test_at_the_end_every_kind_of_waiting_client_gets_a_whole_reply(tmp_path: Path) -> None:
    port = free_port()
    turns = [{"role": "user", "content": ENDLESS}]
    call = {"name": "ask", "arguments": {"question": ENDLESS}}
    waiting = {
        "chat": request("/v1/chat/completions", {"messages": turns}),
        "stream": request("/v1/chat/completions", {"messages": turns, "stream": True}),
        "agent": request(
            "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        ),
        "half": request("/v1/ask", {"question": ENDLESS})[:-1],
    }
    with process(tmp_path, port) as service, contextlib.ExitStack() as stack:
        replies = {}
        for name, sent in waiting.items():
            address = ("127.0.0.1", port)
            replies[name] = stack.enter_context(socket.create_connection(address, PATIENCE))
            replies[name].sendall(sent)
        wait_until(lambda: "in_hand 3.0" in httpx.get(f"http://127.0.0.1:{port}/metrics").text)
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0
        said = {name: whole_reply(reply) for name, reply in replies.items()}
    agent = said.pop("agent")
    assert agent["result"]["isError"]
    assert "The service is stopping" in agent["result"]["content"][0]["text"]
    assert [each["status"] for each in said.values()] == [503] * 3
    assert all("The service is stopping" in each["detail"] for each in said.values())


@pytest.mark.slow
def test_the_end_does_not_wait_for_a_synchronisation(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, port) as service:
        started = httpx.post(f"http://127.0.0.1:{port}/v1/index/sync", timeout=PATIENCE)
        assert started.json()["state"] == "running"
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0


def request(path: str, body: object) -> bytes:
    """The bytes of a request that closes its connection."""
    written = json.dumps(body).encode()
    lines = (
        f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close",
        "Accept: application/json, text/event-stream", "MCP-Protocol-Version: 2025-06-18",
        "Content-Type: application/json", f"Content-Length: {len(written)}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + written


def whole_reply(connection: socket.socket) -> Any:
    """The JSON of a reply; raises `ValueError` where it was broken off."""
    reply = b"".join(iter(lambda: connection.recv(65536), b""))
    return json.loads(reply.partition(b"\r\n\r\n")[2])


class Load:
    """Clients that ask until nobody listens. A reply that has begun must end as it should."""

    def __init__(self, port: int, question: str = SLOW) -> None:
        self.asked = 0
        self.whole = 0
        self.refused = 0
        self.streams = 0
        """Replies that have begun and not ended."""
        self.truncated: list[str] = []
        self._question = {"question": question}
        self._base = f"http://127.0.0.1:{port}"
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def begin(self, *paths: str) -> None:
        """One client a path."""
        threads = [threading.Thread(target=self._ask_on, args=(path,)) for path in paths]
        self._threads += threads
        for thread in threads:
            thread.start()

    def end(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def _ask_on(self, path: str) -> None:
        with httpx.Client(base_url=self._base, timeout=PATIENCE) as client:
            while True:
                self._count(asked=1)
                try:
                    with client.stream("POST", path, json=self._question) as reply:
                        self._read(path, reply)
                except httpx.TransportError:
                    return  # the reply had not begun

    def _read(self, path: str, reply: httpx.Response) -> None:
        self._count(streams=1)
        try:
            refused = is_refusal(path, reply.status_code, reply.read().decode())
            self._count(whole=1, refused=refused)
        except (httpx.TransportError, ValueError) as fault:
            self.truncated.append(repr(fault))
        finally:
            self._count(streams=-1)

    def _count(self, **more: int) -> None:
        with self._lock:
            for name, number in more.items():
                setattr(self, name, getattr(self, name) + number)


def is_refusal(path: str, status: int, text: str) -> bool:
    """Raise `ValueError` where the reply is not whole."""
    if status == 200 and path.endswith("stream"):
        last = text.rstrip("\n").split("\n\n")[-1]
        json.loads(last.split("data: ", 1)[1])
        if not last.startswith(("event: timings", "event: error")):
            raise ValueError(last)
        return last.startswith("event: error")
    json.loads(text)
    return status == 503


def test_what_is_there_at_the_start_is_never_looked_through_for_garbage(
    index: Path,
) -> None:
    # A process of its own: this one's main thread may run a browser's loop.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        frozen, watched = other.submit(frozen_and_watched, index).result(timeout=120)
    assert frozen > 20 * watched


def frozen_and_watched(index: Path) -> tuple[int, int]:
    app = create_app(opener(index))
    server = _Server(uvicorn.Config(app, port=0, log_config=None), app.state.parts)
    return asyncio.run(objects_of(server))


async def objects_of(server: _Server) -> tuple[int, int]:
    """How many objects are out of the collector's sight once the service listens, and in it."""
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    found = gc.get_freeze_count(), len(gc.get_objects())
    server.should_exit = True
    await serving
    return found


def test_it_listens_on_this_machine_only() -> None:
    assert ServiceOptions().host == "127.0.0.1"


@pytest.mark.slow
def test_clients_that_say_nothing_or_half_a_header_are_cut_off(running: int) -> None:
    for said in (b"", b"GET / HTTP/1.1\r\nHost: loc"):
        with socket.create_connection(("127.0.0.1", running), timeout=PATIENCE) as connection:
            connection.sendall(said)
            started = time.monotonic()
            assert connection.recv(100) == b""
            assert time.monotonic() - started >= ServiceOptions().client_timeout - 2


@pytest.mark.slow
def test_a_second_request_on_a_connection_is_answered(running: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{running}", timeout=PATIENCE) as client:
        for _ in range(5):
            assert client.post("/v1/ask", json={"question": SEVERAL}).status_code == 200


@pytest.mark.slow
def test_what_is_no_http_is_a_problem_too(running: int) -> None:
    with socket.create_connection(("127.0.0.1", running), timeout=PATIENCE) as connection:
        connection.sendall(b"HELLO\r\n\r\n")
        reply = b"".join(iter(lambda: connection.recv(4096), b""))
    head, _, body = reply.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head.lower()
    problem = json.loads(body)
    assert problem["status"] == 400
    assert f"x-request-id: {problem['request_id']}".encode() in head.lower()


@pytest.mark.slow
def test_says_so_where_the_address_is_taken(tmp_path: Path, running: int) -> None:
    command = [sys.executable, "-m", "tests.serving.live", str(tmp_path), str(running)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "PinciteError: the service could not start" in done.stderr
    assert "address already in use" in done.stderr
