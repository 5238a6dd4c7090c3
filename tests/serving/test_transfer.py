import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag.serving.app import create_app
from rag.serving.options import MAX_BODY, ServiceOptions
from tests.serving.corpus import article_of, build_index, opener, write_corpus
from tests.serving.live import PATIENCE, listening, wait_until

PATH = "/v1/verify"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("transfer")
    app = create_app(opener(folder / "index"), None, ServiceOptions(client_timeout=3.0))
    with listening(app) as url:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        yield parts.hostname, parts.port


def exchange(address: tuple[str, int], *pieces: bytes) -> bytes:
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return connection.recv(65536)


def head(length: str, name: str = "Content-Length") -> bytes:
    lines = (f"POST {PATH} HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    return "\r\n".join((*lines, f"{name}: {length}", "", "")).encode()


def body(size: int) -> bytes:
    return b'{"a": "' + b"x" * (size - 9) + b'"}'


def test_the_largest_body_is_read_and_one_byte_more_is_not(address: tuple[str, int]) -> None:
    fits = exchange(address, head(str(MAX_BODY)), body(MAX_BODY))
    assert b" 413 " not in fits.split(b"\r\n")[0]
    too_large = exchange(address, head(str(MAX_BODY + 1)))
    assert b" 413 " in too_large.split(b"\r\n")[0]
    assert b"application/problem+json" in too_large


def test_a_body_of_unknown_length_is_counted_as_it_comes(address: tuple[str, int]) -> None:
    start = head("chunked", "Transfer-Encoding")
    for size, refused in ((MAX_BODY, False), (MAX_BODY + 1, True)):
        chunk = f"{size:x}\r\n".encode() + body(size) + b"\r\n0\r\n\r\n"
        reply = exchange(address, start, chunk)
        assert (b" 413 " in reply.split(b"\r\n")[0]) is refused


def test_a_client_that_sends_too_slowly_is_cut_off(address: tuple[str, int]) -> None:
    started = time.monotonic()
    reply = exchange(address, head("100"), b"{")
    assert b" 408 " in reply.split(b"\r\n")[0]
    assert time.monotonic() - started >= 3


def test_every_other_path_is_bounded_too(address: tuple[str, int]) -> None:
    for path in (b"/mcp", b"/v1/chat/completions", b"/nothing"):
        lines = head(str(MAX_BODY + 1)).replace(PATH.encode(), path)
        assert b" 413 " in exchange(address, lines).split(b"\r\n")[0]


@pytest.mark.parametrize("taken", [12, 300_000], ids=["nothing", "a part"])
def test_a_client_that_takes_no_more_in_is_cut_off(tmp_path: Path, taken: int) -> None:
    text = "# Long\n\n" + "… " * 4_000_000
    articles = {"a.md": text}
    build_index(write_corpus(tmp_path / "corpus", articles), tmp_path / "index", articles)
    app = create_app(opener(tmp_path / "index"))
    identity = article_of("a.md", text).header.id
    with listening(app, client_timeout=1.0) as url, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE)
        connection.connect((urlsplit(url).hostname, urlsplit(url).port))
        lines = (f"GET /v1/articles/{identity} HTTP/1.1", "Host: localhost", "", "")
        connection.sendall("\r\n".join(lines).encode())
        received = b""
        while len(received) < taken:
            received += connection.recv(taken - len(received))
        assert received.startswith(b"HTTP/1.1 200")
        done = 'route="/v1/articles/{article_id}",status="200"'
        wait_until(lambda: done in httpx.get(f"{url}/metrics").text)
        with suppress(ConnectionError):
            while piece := connection.recv(1 << 20):
                received += piece
        assert len(received) < len(text.encode()) // 2


def test_a_client_that_takes_it_in_slowly_gets_all_of_it(tmp_path: Path) -> None:
    text = "# Long\n\n" + "… " * 250_000
    articles = {"a.md": text}
    build_index(write_corpus(tmp_path / "corpus", articles), tmp_path / "index", articles)
    app = create_app(opener(tmp_path / "index"))
    identity = article_of("a.md", text).header.id
    with (
        listening(app, client_timeout=5.0) as url,
        httpx.stream("GET", f"{url}/v1/articles/{identity}", timeout=PATIENCE) as reply,
    ):
        pieces = []
        for piece in reply.iter_bytes(100_000):
            pieces.append(piece)
            time.sleep(0.1)
    assert json.loads(b"".join(pieces))["text"] == text
