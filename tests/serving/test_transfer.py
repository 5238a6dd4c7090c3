import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from rag.serving.app import create_app
from rag.serving.options import MAX_BODY, ServiceOptions
from tests.serving.corpus import opener
from tests.serving.live import PATIENCE, listening

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
