from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexLocked, IndexMissing, IndexStale
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.index import Index, IndexWriter
from rag.storage.manifest import ModelRecord, Splitting
from rag.types import Passage
from tests.support.indexes import (
    ENCODER,
    everything,
    indexed_article,
    keep_vectors,
    small_manifest,
    write_articles,
)

HARBOUR = indexed_article("harbour.md", "Harbour lights.", "The harbour froze.")
RIVER = indexed_article("river.md", "A quiet river.")


def content(folder: Path) -> dict[str, object]:
    with Index.open(folder) as index:
        return everything(index)


def test_generations_count_from_one(tmp_path: Path) -> None:
    assert write_articles(tmp_path, HARBOUR) == 1
    assert write_articles(tmp_path, RIVER) == 2
    assert write_articles(tmp_path, removed=[RIVER.article.header.id]) == 3


def test_no_change_is_no_generation_and_no_write(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*-*")}
    assert write_articles(tmp_path, removed=["not there"]) == 1
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*-*")} == files


def test_a_run_without_changes_clears_what_a_killed_run_has_left(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write_articles(tmp_path, indexed_article("n.md", f"Harbour {number}."))
    before = names(tmp_path)
    (tmp_path / "vectors-1-dead.faiss").touch()
    (tmp_path / "keywords-4-dead.tmp").mkdir()
    assert write_articles(tmp_path) == 3
    assert names(tmp_path) == before


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_other_sources_are_a_generation(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR)
    manifest = replace(small_manifest(), sources=(Path("/more"),))
    with IndexWriter.open(tmp_path, manifest) as writer:
        stored = writer.stored_manifest()
        assert stored is not None
        assert stored.sources == (Path("/corpus"),)
        assert writer.apply(Changes((), ())) == 2
    with Index.open(tmp_path) as index:
        assert index.manifest.sources == (Path("/more"),)


def test_a_writer_knows_what_is_indexed(tmp_path: Path) -> None:
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        assert writer.generation == 0
        assert writer.stored_manifest() is None
        assert list(writer.articles()) == []
        assert writer.corpus == Path("/corpus")
    write_articles(tmp_path, RIVER, HARBOUR)
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        assert list(writer.articles()) == [HARBOUR.article.header, RIVER.article.header]


def test_a_kept_vector_is_never_missing_again(tmp_path: Path) -> None:
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        assert writer.missing(HARBOUR.keys) == set(HARBOUR.keys)
        assert keep_vectors(writer, [HARBOUR]) == 2
        assert writer.missing(HARBOUR.keys) == set()
    # Nothing was applied: an interrupted run keeps what it encoded.
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        assert keep_vectors(writer, [HARBOUR, RIVER]) == 1


def test_a_renamed_article_is_not_encoded_again(tmp_path: Path) -> None:
    old = indexed_article("old.md", "Harbour lights.", title="Harbour")
    new = indexed_article("new.md", "Harbour lights.", title="Harbour")
    write_articles(tmp_path, old)
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        assert writer.missing(new.keys) == set()
        writer.apply(Changes((new,), (old.article.header.id,)))
    with Index.open(tmp_path) as index:
        assert [header.path for header in index.articles()] == ["new.md"]
        [(passage, _)] = index.dense(ENCODER.encode(["Harbour lights."])[0], 5)
        assert index.hits([passage])[0].article.path == "new.md"


def test_vectors_of_another_encoder_are_missing(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR)
    other = replace(small_manifest(), encoder=ModelRecord("trigrams", "9" * 64))
    with IndexWriter.rebuild(tmp_path, other) as writer:
        assert writer.missing(HARBOUR.keys) == set(HARBOUR.keys)


@pytest.mark.parametrize("shape", [(2, 31), (1, 32), (2,)])
def test_vectors_of_another_shape_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        with pytest.raises(ValueError, match=r"shape \(2, 32\) are needed"):
            writer.keep(["a", "b"], np.ones(shape, dtype=np.float32))
        with pytest.raises(ValueError, match="finite"):
            writer.keep(["a"], np.full((1, 32), np.nan, dtype=np.float32))


def wrong_entries() -> dict[str, IndexedArticle]:
    header = RIVER.article.header
    return {
        "another text": replace(RIVER, passages=(Passage(header.id, 0, 7, "A quick", ""),)),
        "past the end": replace(RIVER, passages=(Passage(header.id, 0, 99, "A quiet", ""),)),
        "another article": replace(RIVER, passages=(Passage("x", 0, 7, "A quiet", ""),)),
        "no vector": replace(RIVER, keys=("0" * 64,)),
        "too few keys": replace(RIVER, keys=()),
    }


@pytest.mark.parametrize("fault", list(wrong_entries()))
def test_an_impossible_article_changes_nothing(tmp_path: Path, fault: str) -> None:
    write_articles(tmp_path, HARBOUR)
    before, files = content(tmp_path), sorted(path.name for path in tmp_path.glob("*-*"))
    changes = Changes((RIVER, wrong_entries()[fault]), (HARBOUR.article.header.id,))
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        keep_vectors(writer, [RIVER])
        with pytest.raises(ValueError, match=r"not a slice|index that can be|shorter"):
            writer.apply(changes)
        assert writer.generation == 1
    assert content(tmp_path) == before
    assert sorted(path.name for path in tmp_path.glob("*-*")) == files


def test_articles_that_stop_coming_change_nothing(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR)
    before = content(tmp_path)

    def interrupted() -> Iterator[IndexedArticle]:
        yield RIVER
        raise KeyboardInterrupt

    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        keep_vectors(writer, [RIVER])
        with pytest.raises(KeyboardInterrupt):
            writer.apply(Changes(interrupted(), ()))
        assert content(tmp_path) == before
        assert writer.apply(Changes((RIVER,), ())) == 2


def test_a_full_disk_while_building_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(tmp_path, HARBOUR)
    before = content(tmp_path)

    def full(path: Path, blocks: Iterable[bytes]) -> None:
        path.write_bytes(next(iter(blocks))[:10])
        raise OSError(28, "No space left on device")

    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        keep_vectors(writer, [RIVER])
        with monkeypatch.context() as patch:
            patch.setattr("rag.storage.vectors.write_blocks", full)
            with pytest.raises(OSError, match="No space left"):
                writer.apply(Changes((RIVER,), ()))
        assert content(tmp_path) == before
        assert len(list(tmp_path.glob("vectors-*"))) == 1
        assert writer.apply(Changes((RIVER,), ())) == 2


def test_a_second_writer_is_refused_and_does_no_harm(tmp_path: Path) -> None:
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        for opening in (IndexWriter.open, IndexWriter.rebuild):
            with pytest.raises(IndexLocked, match="is being written by process"):
                opening(tmp_path, small_manifest())
        keep_vectors(writer, [HARBOUR])
        assert writer.apply(Changes((HARBOUR,), ())) == 1
    assert write_articles(tmp_path, RIVER) == 2


def test_a_writer_with_other_settings_is_refused_and_frees_the_lock(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR)
    other = replace(small_manifest(), splitting=Splitting(100, 3, 0, 256))
    with pytest.raises(IndexStale, match=r"of 6 sentences.*not of 3 sentences"):
        IndexWriter.open(tmp_path, other)
    assert write_articles(tmp_path, RIVER) == 2


def test_a_rebuild_answers_as_before_until_it_is_applied(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR, RIVER)
    before = content(tmp_path)
    other = replace(small_manifest(), splitting=Splitting(100, 3, 0, 256))
    with IndexWriter.rebuild(tmp_path, other) as writer:
        assert list(writer.articles()) == []
        assert writer.missing(RIVER.keys) == set()
        assert content(tmp_path) == before
        assert writer.apply(Changes((RIVER,), ())) == 2
        assert list(writer.articles()) == [RIVER.article.header]
    with Index.open(tmp_path) as index:
        assert [header.path for header in index.articles()] == ["river.md"]
        assert index.manifest == other


def test_a_rebuild_that_is_given_up_changes_nothing(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR)
    before = content(tmp_path)
    IndexWriter.rebuild(tmp_path, small_manifest()).close()
    assert content(tmp_path) == before


@pytest.mark.parametrize("damage", [b"", b"not a database at all", b"SQLite format 3\0" * 300])
def test_a_rebuild_replaces_a_store_that_cannot_be_read(tmp_path: Path, damage: bytes) -> None:
    write_articles(tmp_path, HARBOUR)
    (tmp_path / "pincite.sqlite3").write_bytes(damage)
    with IndexWriter.rebuild(tmp_path, small_manifest()) as writer:
        keep_vectors(writer, [RIVER])
        writer.apply(Changes((RIVER,), ()))
    with Index.open(tmp_path) as index:
        assert [header.path for header in index.articles()] == ["river.md"]
        assert index.warnings == []


def test_compaction_leaves_nothing_of_a_deleted_article(tmp_path: Path) -> None:
    canary = "xylophonecanary"
    entry = indexed_article(f"{canary}.md", f"A {canary} sang.", "中文canaryzwei")
    write_articles(tmp_path, HARBOUR, entry)
    assert any(canary.encode() in path.read_bytes() for path in all_files(tmp_path))
    write_articles(tmp_path, removed=[entry.article.header.id])
    before = content(tmp_path)
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        writer.compact()
        assert writer.missing(entry.keys) == set(entry.keys)
        assert writer.missing(HARBOUR.keys) == set()
        for path in all_files(tmp_path):
            assert b"canary" not in path.read_bytes()
    assert content(tmp_path) == before


def test_compaction_works_beside_a_reader(tmp_path: Path) -> None:
    write_articles(tmp_path, HARBOUR, RIVER)
    with Index.open(tmp_path) as reader:
        before = everything(reader)
        write_articles(tmp_path, removed=[RIVER.article.header.id])
        with IndexWriter.open(tmp_path, small_manifest()) as writer:
            writer.compact()
        assert everything(reader) == before
    with Index.open(tmp_path) as index:
        assert index.summary().articles == 1


def test_a_store_of_another_application_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "pincite.sqlite3").touch()
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)
    assert write_articles(tmp_path, HARBOUR) == 1


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
