"""What `rag status` and `rag doctor` say of how the vectors are searched."""

from pathlib import Path

import pytest

from rag.cli.terminal import status_text
from rag.settings import Settings
from rag.storage.changes import Changes
from rag.storage.index import Index, IndexWriter
from rag.storage.segments import Layout
from rag.wiring.checkup import _files, _searched
from rag.wiring.status import status_of
from tests.support.indexes import indexed_article, keep_vectors, small_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = [indexed_article(f"{number}.md", f"Harbour {number}.") for number in range(60)]
    with IndexWriter.open(tmp_path, small_manifest(), Layout(flat=0)) as writer:
        keep_vectors(writer, entries)
        writer.apply(Changes(entries, ()))
    return tmp_path


def told(folder: Path) -> str:
    with Index.open(folder) as index:
        return status_text(status_of(index))


def test_status_names_the_kind_of_search_and_its_measured_recall(folder: Path) -> None:
    assert "60 vectors, rabitq" in told(folder)
    assert _searched(Settings(index=folder)).sound


def test_low_recall_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.storage.segments.FLOOR", 1.01)
    with Index.open(folder) as index:
        [part] = status_of(index).vectors
        assert not part.enough
    assert not _searched(Settings(index=folder)).sound


def test_doctor_does_not_count_what_cannot_be_read_as_indexed(tmp_path: Path) -> None:
    corpus, index = tmp_path / "notes", tmp_path / "index"
    corpus.mkdir()
    (corpus / "torn.pdf").write_bytes(b"torn")
    with IndexWriter.open(index, small_manifest(corpus=corpus)) as writer:
        writer.apply(Changes((), ()))
    told = _files(Settings(index=index))
    assert told.sound
    assert "1 file in" in told.detail
    assert "but for 1 that cannot be read: `rag status` says why" in told.detail
