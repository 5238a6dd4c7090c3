import os
from pathlib import Path

import pytest

from rag.storage import hashing
from rag.storage.hashing import NOTES_NAME, forget, hash_file, hash_once


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LARGE", 1)
    monkeypatch.setattr(hashing, "_known", {})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows"
    path.write_bytes(b"one")
    return path


def unread(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        patch.setattr(hashing, "hash_file", lambda _: pytest.fail("it was read again"))
        return hash_once(path, path.parent)


def test_a_large_file_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = hash_once(file, file.parent)
    assert sha256 == hash_file(file)
    assert unread(file, monkeypatch) == sha256


def test_another_process_reads_it_neither(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = hash_once(file, file.parent)
    monkeypatch.setattr(hashing, "_known", {})
    assert unread(file, monkeypatch) == sha256


def test_a_small_file_is_read_every_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LARGE", 100)
    hash_once(file, file.parent)
    status = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert hash_once(file, file.parent) == hash_file(file)
    assert not (file.parent / NOTES_NAME).exists()


@pytest.mark.parametrize("change", ["written", "grown", "replaced"])
def test_a_file_that_is_another_is_read_again(file: Path, change: str) -> None:
    before = hash_once(file, file.parent)
    match change:
        case "written":
            file.write_bytes(b"two")
            os.utime(file, ns=(1, file.stat().st_mtime_ns + 1))  # clocks tick too rarely for tests
        case "grown":
            file.write_bytes(b"more")
        case _:
            status = file.stat()
            (file.parent / "other").write_bytes(b"two")
            os.utime(file.parent / "other", ns=(status.st_atime_ns, status.st_mtime_ns))
            (file.parent / "other").replace(file)
    assert hash_once(file, file.parent) == hash_file(file) != before


@pytest.mark.parametrize("rubbish", [b"", b"[1]", b"{", b"\xff", b'{"a": {}}'])
def test_notes_that_are_none_are_none(
    file: Path, rubbish: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file.parent / NOTES_NAME).write_bytes(rubbish)
    assert hash_once(file, file.parent) == hash_file(file)
    monkeypatch.setattr(hashing, "_known", {})
    assert unread(file, monkeypatch) == hash_file(file)


def test_what_is_forgotten_is_read_again(file: Path) -> None:
    before = hash_once(file, file.parent)
    status = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert hash_once(file, file.parent) == before
    forget(file.parent)
    assert hash_once(file, file.parent) == hash_file(file) != before
