import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import IndexLocked, IndexMissing
from rag.storage.index import Index, IndexWriter
from rag.storage.lock import HOLDER_NAME
from rag.storage.mending import broken_files, clear_leftovers, leftovers, make_again
from tests.support.indexes import everything, indexed_article, small_manifest, write_articles

ROOT = Path(__file__).parents[2]
DIE_WRITING = """
import os, signal, sys
from pathlib import Path
from rag.storage.changes import Changes
from rag.storage.index import IndexWriter
from tests.support.indexes import indexed_article, keep_vectors, small_manifest
import rag.storage.writer as writing

def publish_and_die(*arguments):
    publish(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

publish, writing.publish = writing.publish, publish_and_die
entry = indexed_article("late.md", "A late harbour.")
with IndexWriter.open(Path(sys.argv[1]), small_manifest()) as writer:
    keep_vectors(writer, [entry])
    writer.apply(Changes([entry], ()))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(3):
        write_articles(tmp_path, indexed_article(f"{number}.md", f"Harbour {number}."))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_sound_folder_has_neither_faults_nor_leftovers(folder: Path) -> None:
    before = names(folder)
    assert (broken_files(folder), leftovers(folder)) == ([], [])
    assert names(folder) == before


def test_without_an_index_it_is_said_that_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        broken_files(tmp_path)


@pytest.mark.parametrize("kind", ["vectors", "keywords"])
def test_a_broken_file_is_named_without_being_touched_and_made_again_on_request(
    folder: Path, kind: str
) -> None:
    with Index.open(folder) as index:
        expected = everything(index)
    broken = max(folder.glob(f"{kind}-3-*"))
    for path in [broken] if broken.is_file() else broken.iterdir():
        path.write_bytes(b"rubbish")
    [fault] = broken_files(folder)
    assert broken.name in fault
    assert broken_files(folder) == [fault]
    assert make_again(folder)
    assert broken_files(folder) == []
    with Index.open(folder) as index:
        assert everything(index) == expected
        assert index.warnings == []


def test_files_and_lock_note_of_a_run_killed_before_its_commit_are_named_and_cleared(
    folder: Path,
) -> None:
    killed = subprocess.run([sys.executable, "-c", DIE_WRITING, str(folder)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    note, *files = leftovers(folder)
    assert note.startswith("the lock's note of process ")
    assert [name.split("-")[:2] for name in files] == [["keywords", "4"], ["vectors", "4"]]
    assert leftovers(folder) == [note, *files]
    clear_leftovers(folder)
    assert leftovers(folder) == []
    assert not (folder / HOLDER_NAME).exists()
    with Index.open(folder) as index:
        index.verify()
        assert (index.generation, index.warnings) == (3, [])


def test_half_written_files_are_leftovers(folder: Path) -> None:
    (folder / "vectors-2-00ff.faiss.tmp").touch()
    (folder / "keywords-2-00ff.tmp").mkdir()
    assert leftovers(folder) == ["keywords-2-00ff.tmp", "vectors-2-00ff.faiss.tmp"]


def test_a_writer_at_work_has_left_nothing(folder: Path) -> None:
    with IndexWriter.open(folder, small_manifest()):
        for look in (leftovers, clear_leftovers):
            with pytest.raises(IndexLocked):
                look(folder)
        assert (folder / HOLDER_NAME).exists()
