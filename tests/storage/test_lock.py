import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import IndexLocked
from rag.storage.lock import HOLDER_NAME, WriterLock

HOLD = """
import sys
from pathlib import Path
from rag.storage.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path), WriterLock(tmp_path)
    first.acquire()
    with pytest.raises(
        IndexLocked, match=rf"being written by process {os.getpid()} on .* since 20"
    ):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid} "):
            WriterLock(tmp_path).acquire()
        holder.kill()
    lock = WriterLock(tmp_path)
    lock.acquire()
    lock.release()


def test_an_unreadable_note_still_says_that_it_is_locked(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.acquire()
    (tmp_path / HOLDER_NAME).write_text("[]", encoding="utf-8")
    with pytest.raises(IndexLocked, match="by another process"):
        WriterLock(tmp_path).acquire()
    lock.release()
    assert not (tmp_path / HOLDER_NAME).exists()


def test_a_lock_whose_note_cannot_be_written_is_given_back(tmp_path: Path) -> None:
    (tmp_path / HOLDER_NAME).mkdir()
    first = WriterLock(tmp_path)
    with pytest.raises(IsADirectoryError):
        first.acquire()
    (tmp_path / HOLDER_NAME).rmdir()
    second = WriterLock(tmp_path)
    second.acquire()
    second.release()


def test_a_note_that_cannot_be_deleted_does_not_keep_the_lock(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    first.acquire()
    (tmp_path / HOLDER_NAME).unlink()
    (tmp_path / HOLDER_NAME).mkdir()
    first.release()
    (tmp_path / HOLDER_NAME).rmdir()
    second = WriterLock(tmp_path)
    second.acquire()
    second.release()
