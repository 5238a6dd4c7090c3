import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from rag.indexing import files
from rag.types import Alternative, Answer, ArticleHeader, Citation, Evidence, IndexSummary, Reply
from rag.wiring.evidence import EvidenceCheck

TEXT = "The lamp is green."
HOUR_NS = 3_600 * 10**9


@pytest.fixture
def lamp(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that was read whole."""
    seen: list[Path] = []
    read_file = files.read_file

    def counted(path: Path, root: Path) -> files.File:
        seen.append(path)
        return read_file(path, root)

    monkeypatch.setattr(files, "read_file", counted)
    return seen


@pytest.fixture
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns() + HOUR_NS
    monkeypatch.setattr("time.time_ns", lambda: now)


def header(path: str = "lamp.txt") -> ArticleHeader:
    digest = sha256(TEXT.encode()).hexdigest()
    return ArticleHeader("0" * 16, "Lamp", path, digest, None, None)


def keep_times(path: Path, change: Callable[[Path], object]) -> None:
    before = path.stat()
    change(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_unchanged_file_is_unchanged(lamp: Path) -> None:
    assert EvidenceCheck(lamp.parent).of(header()) is Evidence.UNCHANGED


def test_a_file_with_other_words_has_changed_also_with_its_size_and_time_kept(lamp: Path) -> None:
    check = EvidenceCheck(lamp.parent)
    assert check.of(header()) is Evidence.UNCHANGED
    keep_times(lamp, lambda path: path.write_text("The lamp is black.", "utf-8"))
    assert check.of(header()) is Evidence.CHANGED


def test_a_file_that_was_only_touched_has_not_changed(lamp: Path) -> None:
    check = EvidenceCheck(lamp.parent)
    os.utime(lamp, (1, 1))
    assert check.of(header()) is Evidence.UNCHANGED


@pytest.mark.parametrize("how", ["deleted", "a folder", "a pipe", "folder deleted"])
def test_what_cannot_be_read_any_more_is_gone(lamp: Path, how: str) -> None:
    lamp.unlink()
    match how:
        case "a folder":
            lamp.mkdir()
        case "a pipe":
            os.mkfifo(lamp)
        case "folder deleted":
            lamp.parent.rmdir()
    assert EvidenceCheck(lamp.parent).of(header()) is Evidence.GONE


@pytest.mark.usefixtures("an_hour_later")
def test_an_unchanged_file_is_read_once_and_then_only_looked_at(
    lamp: Path, reads: list[Path]
) -> None:
    check = EvidenceCheck(lamp.parent)
    assert [check.of(header()) for _ in range(100)] == [Evidence.UNCHANGED] * 100
    assert reads == [lamp]
    lamp.write_text("The lamp is out.", "utf-8")
    assert check.of(header()) is Evidence.CHANGED
    lamp.write_text(TEXT, "utf-8")
    assert check.of(header()) is Evidence.UNCHANGED


def test_a_file_that_has_just_changed_is_read_every_time(lamp: Path, reads: list[Path]) -> None:
    check = EvidenceCheck(lamp.parent)
    lamp.touch()
    assert [check.of(header()) for _ in range(2)] == [Evidence.UNCHANGED] * 2
    assert len(reads) == 2


def test_alternatives_are_marked_too(lamp: Path) -> None:
    def citation(path: str) -> Citation:
        return Citation(1, header(path), 0, 3, "The", 1, None)

    other = Alternative("red", 0.5, (citation("gone.txt"),))
    answer = Answer("?", True, "x", 0.9, (), (citation("lamp.txt"),), (other,), True, ())
    reply = EvidenceCheck(lamp.parent).marked(Reply(answer, IndexSummary(1, 1, 1, "e"), {}))
    assert [each.evidence for each in reply.answer.citations] == [Evidence.UNCHANGED]
    assert [each.evidence for each in reply.answer.alternatives[0].citations] == [Evidence.GONE]
