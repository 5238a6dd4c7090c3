import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag.serving.options import ServiceOptions
from tests.serving.live import PATIENCE, free_port, process
from tests.serving.scripts import SEVERAL

SHUTDOWNS = int(os.environ.get("PINCITE_SHUTDOWNS", "3"))
"""The campaign of eval/bench sets 100."""
ASKED = {"question": "Who designed the bridge?"}


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
        truncated: list[str] = []
        whole = [0]
        threads = [
            threading.Thread(target=load, args=(port, path, truncated, whole))
            for path in ("/v1/ask", "/v1/ask/stream", "/v1/ask/stream", "/v1/search")
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.5 + 0.1 * (number % 5))
        service.send_signal(signal.SIGINT if number % 2 else signal.SIGTERM)
        started = time.monotonic()
        assert service.wait(PATIENCE) == 0
        assert time.monotonic() - started < 10
        for thread in threads:
            thread.join(PATIENCE)
    assert not truncated
    assert whole[0] > 0


def load(port: int, path: str, truncated: list[str], whole: list[int]) -> None:
    """Ask until nobody listens. A reply that has begun must end as it should."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
        while True:
            try:
                with client.stream("POST", path, json=ASKED) as reply:
                    try:
                        check(path, reply.status_code, reply.read().decode())
                        whole[0] += 1
                    except (httpx.TransportError, ValueError) as fault:
                        truncated.append(repr(fault))
            except httpx.TransportError:
                return  # the reply had not begun


def check(path: str, status: int, text: str) -> None:
    """Raise `ValueError` where the reply is not whole."""
    if status == 200 and path.endswith("stream"):
        last = text.rstrip("\n").split("\n\n")[-1]
        json.loads(last.split("data: ", 1)[1])
        if not last.startswith(("event: timings", "event: error")):
            raise ValueError(last)
    else:
        json.loads(text)


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
