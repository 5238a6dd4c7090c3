import contextlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged, IndexMissing
from rag.storage.changes import Changes
from rag.storage.database import DATABASE_NAME
from rag.storage.index import Index, IndexWriter
from tests.support.indexes import (
    ENCODER,
    everything,
    indexed_article,
    keep_vectors,
    small_manifest,
    write_articles,
)

HARBOUR = indexed_article("a/harbour.md", "Harbour lights at night.", "The harbour froze in 1912.")
RIVER = indexed_article(
    "river.txt", "A quiet river.", "中国人民银行宣布降息", "Number 3 of the river."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path, HARBOUR, RIVER)
    return tmp_path


def quotes(index: Index, question: str) -> list[str]:
    found = [passage for passage, _ in index.keyword(question, 10)]
    return [hit.passage.text for hit in index.hits(found)]


def paths(index: Index, found: list[tuple[int, float]]) -> list[str]:
    return [hit.article.path for hit in index.hits([passage for passage, _ in found])]


def test_a_folder_without_an_index_is_said_to_have_none(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        next_step = re.escape(f"run `rag index ARTICLES --index {folder}`")
        with pytest.raises(IndexMissing, match=f"there is no index in .*: {next_step}"):
            Index.open(folder)


def test_an_index_that_was_never_finished_is_missing(tmp_path: Path) -> None:
    IndexWriter.open(tmp_path, small_manifest()).close()
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)


def test_an_index_of_no_article_is_whole(tmp_path: Path) -> None:
    assert write_articles(tmp_path) == 1
    with Index.open(tmp_path) as index:
        assert index.summary().articles == 0
        assert list(index.articles()) == []
        assert index.keyword("harbour", 5) == []
        assert index.dense(ENCODER.encode(["harbour"])[0], 5) == []


def test_articles_and_passages_come_back_as_they_were_written(folder: Path) -> None:
    with Index.open(folder) as index:
        assert [header.path for header in index.articles()] == ["a/harbour.md", "river.txt"]
        for entry in (HARBOUR, RIVER):
            assert index.article(entry.article.header.id) == entry.article
        counts = {entry.article.header.id: len(entry.passages) for entry in (HARBOUR, RIVER)}
        assert index.passage_counts() == counts
        hits = index.hits([5, 1, 5])
        assert [hit.passage for hit in hits] == [
            RIVER.passages[2], HARBOUR.passages[0], RIVER.passages[2],
        ]  # fmt: skip
        assert hits[1].article == HARBOUR.article.header
        assert hits[1].scores == {}
        assert index.manifest == small_manifest()
        assert index.corpus == Path("/corpus")
        summary = index.summary()
        assert (summary.generation, summary.articles, summary.passages) == (1, 2, 5)
        assert index.warnings == []


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nb\rc",
        "\ufeffbom",
        "nul \0 in it",
        "e\u0301 İ 🙂 \u200b \u202e \u05d0",
        "\ud800 lone",
        "文" * 5000,
        "",
    ],
)
def test_any_text_comes_back_to_the_character(tmp_path: Path, text: str) -> None:
    entry = indexed_article("t.txt", text, title="t")
    write_articles(tmp_path, entry)
    with Index.open(tmp_path) as index:
        assert index.article(entry.article.header.id).text == text
        assert index.hits([1])[0].passage.text == text


def test_dense_search_equals_brute_force_over_the_stored_vectors(tmp_path: Path) -> None:
    texts = [f"harbour {number} river {number * number}" for number in range(60)]
    write_articles(tmp_path, *(indexed_article(f"{text}.md", text) for text in texts))
    with Index.open(tmp_path, threads=1) as index:
        ids = list(range(1, 61))
        vectors = index.vectors(ids)
        for query in ENCODER.encode(["harbour 12", "river 49", "144"]):
            scores = dict(zip(ids, (vectors @ query).tolist(), strict=True))
            found = dict(index.dense(query, 60))
            assert found == pytest.approx(scores, abs=1e-6)
            assert list(found.values()) == sorted(found.values(), reverse=True)


def test_stored_vectors_are_those_of_the_encoder(folder: Path) -> None:
    texts = ["a/harbour.md\nHarbour lights at night.", "river.txt\nA quiet river."]
    with Index.open(folder) as index:
        np.testing.assert_array_equal(index.vectors([1, 3]), ENCODER.encode(texts))


def test_titles_are_searched_too(folder: Path) -> None:
    with Index.open(folder) as index:
        assert "A quiet river." in quotes(index, "txt")


def test_a_word_of_the_title_counts_for_more_than_one_of_the_text(tmp_path: Path) -> None:
    text = "one two three four five six"
    write_articles(
        tmp_path,
        indexed_article("a.md", f"harbour {text}", title="river"),
        indexed_article("b.md", f"river {text}", title="harbour"),
    )
    with Index.open(tmp_path) as index:
        assert paths(index, index.keyword("harbour", 2)) == ["b.md", "a.md"]


def test_what_the_index_does_not_hold_is_an_error(folder: Path) -> None:
    with Index.open(folder) as index:
        with pytest.raises(IndexDamaged, match=r"article 00 is not there.*`rag index --rebuild`"):
            index.article("00")
        with pytest.raises(IndexDamaged, match="passage 99 is not there"):
            index.hits([1, 99])
        with pytest.raises(IndexDamaged, match="passage 99 has no vector"):
            index.vectors([99])


def test_a_deleted_article_is_gone_from_every_answer(folder: Path) -> None:
    with Index.open(folder) as before:
        gone = [passage for passage, _ in before.keyword("river", 10)]
    write_articles(folder, removed=[RIVER.article.header.id])
    with Index.open(folder) as index:
        assert [header.path for header in index.articles()] == ["a/harbour.md"]
        assert index.keyword("river 银行", 10) == []
        assert {passage for passage, _ in index.dense(ENCODER.encode(["river"])[0], 10)} == {1, 2}
        with pytest.raises(IndexDamaged):
            index.hits(gone)


def test_an_edited_article_answers_with_its_new_text_only(folder: Path) -> None:
    write_articles(folder, indexed_article("river.txt", "A loud river."))
    with Index.open(folder) as index:
        assert quotes(index, "river quiet loud") == ["A loud river."]


def test_an_index_answers_from_its_own_generation_until_closed(folder: Path) -> None:
    with Index.open(folder) as old:
        before = everything(old)
        assert not old.stale()
        write_articles(folder, indexed_article("new.md", "A new harbour."))
        write_articles(folder, removed=[RIVER.article.header.id])
        assert old.stale()
        assert everything(old) == before
        with Index.open(folder) as new:
            assert new.generation == 3
            assert not new.stale()
            assert "A new harbour." in quotes(new, "harbour")


def test_a_store_that_cannot_be_read_is_told_and_the_open_index_still_answers(folder: Path) -> None:
    with Index.open(folder) as index:
        before = everything(index)
        (folder / DATABASE_NAME).rename(folder / "aside")
        with pytest.raises(IndexMissing):
            index.stale()
        (folder / DATABASE_NAME).write_bytes(b"no database " * 999)
        with pytest.raises(IndexDamaged):
            index.stale()
        assert everything(index) == before


def test_an_index_not_yet_loaded_survives_the_next_generation_unwarned(folder: Path) -> None:
    with Index.open(folder) as old:
        write_articles(folder, removed=[RIVER.article.header.id])
        assert "A quiet river." in quotes(old, "river")
        assert old.warnings == []


def test_an_index_not_yet_loaded_survives_the_generation_after_too(folder: Path) -> None:
    with Index.open(folder) as old:
        for number in range(3):
            write_articles(folder, indexed_article("n.md", f"harbour {number}"))
        write_articles(folder, removed=[RIVER.article.header.id])
        assert "A quiet river." in quotes(old, "river")
        assert old.generation == 1


def test_an_index_in_a_life_after_a_rebuild_is_another(folder: Path, tmp_path: Path) -> None:
    with Index.open(folder) as old:
        with IndexWriter.rebuild(folder, small_manifest()) as writer:
            writer.apply(Changes((), ()))
        assert old.stale()


def test_order_does_not_depend_on_how_the_index_came_to_be(tmp_path: Path) -> None:
    entries = [indexed_article(f"{name}.md", "the same harbour", title="t") for name in "dbca"]
    write_articles(tmp_path / "fresh", *entries)
    for entry in reversed(entries):
        write_articles(tmp_path / "grown", indexed_article(entry.article.header.path, "old"))
        write_articles(tmp_path / "grown", entry)
    orders = []
    for name in ("fresh", "grown"):
        with Index.open(tmp_path / name) as index:
            found = (index.keyword("harbour", 9), index.dense(ENCODER.encode(["harbour"])[0], 9))
            orders.append([paths(index, pairs) for pairs in found])
    assert orders[0] == orders[1] == [["a.md", "b.md", "c.md", "d.md"]] * 2


def test_several_threads_may_read_one_index(folder: Path) -> None:
    failures: list[object] = []
    with Index.open(folder, threads=1) as index:
        expected = everything(index)

        def read() -> None:
            failures.extend(found for _ in range(10) if (found := everything(index)) != expected)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures


def derived(folder: Path, kind: str) -> Path:
    [path] = folder.glob(f"{kind}-*")
    return max(path.iterdir(), key=lambda file: file.stat().st_size) if path.is_dir() else path


@pytest.mark.parametrize("kind", ["vectors", "keywords"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "gone"])
def test_a_damaged_derived_file_is_made_again_in_place(
    folder: Path, kind: str, damage: str
) -> None:
    with Index.open(folder) as index:
        expected = everything(index)
    break_file(derived(folder, kind), damage)
    with Index.open(folder) as index:
        assert everything(index) == expected
        [warning] = index.warnings
        assert kind in warning
        assert "made again from the articles in the index" in warning
    with Index.open(folder) as index:
        assert everything(index) == expected
        assert index.warnings == []
    assert len(list(folder.glob("vectors-*"))) == len(list(folder.glob("keywords-*"))) == 1


def break_file(path: Path, damage: str) -> None:
    content = path.read_bytes()
    match damage:
        case "flipped":
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "emptied":
            path.write_bytes(b"")
        case _:
            path.unlink()


def test_a_damaged_derived_file_is_made_in_memory_while_a_writer_is_at_work(folder: Path) -> None:
    with Index.open(folder) as index:
        expected = everything(index)
    break_file(derived(folder, "vectors"), "cut")
    break_file(derived(folder, "keywords"), "cut")
    with IndexWriter.open(folder, small_manifest()), Index.open(folder) as index:
        assert everything(index) == expected
        assert len(index.warnings) == 2


def test_a_damaged_file_of_an_older_generation_does_not_touch_the_newer(folder: Path) -> None:
    with Index.open(folder) as old:
        expected = old.summary()
        break_file(derived(folder, "vectors"), "cut")
        write_articles(folder, indexed_article("new.md", "A new harbour."))
        assert len(old.dense(ENCODER.encode(["river"])[0], 10)) == expected.passages
        with Index.open(folder) as new:
            new.warm()
            assert new.warnings == []


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Root may write anywhere, but not into a file with the immutable attribute."""
    root = os.name == "posix" and os.geteuid() == 0
    attribute = shutil.which("chattr")
    if root and not (attribute and _try(attribute, "+i", folder)):
        pytest.skip("root can write everywhere, and this file system knows no `chattr +i`")
    if not root:
        _change_modes(folder, 0o555, 0o444)
    try:
        yield
    finally:
        if root:
            _try(str(attribute), "-i", folder)
        else:
            _change_modes(folder, 0o755, 0o644)


def _try(attribute: str, change: str, folder: Path) -> bool:
    return subprocess.run([attribute, "-R", change, str(folder)], check=False).returncode == 0


def _change_modes(folder: Path, of_folders: int, of_files: int) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(of_folders if path.is_dir() else of_files)


def test_a_read_only_folder_is_read(folder: Path) -> None:
    with Index.open(folder) as index:
        expected = everything(index)
    with read_only(folder), Index.open(folder) as index:
        assert everything(index) == expected
        assert not index.stale()
        assert index.warnings == []


def test_a_damaged_read_only_folder_is_answered_from_memory(folder: Path) -> None:
    with Index.open(folder) as index:
        expected = everything(index)
    for kind in ("vectors", "keywords"):
        break_file(derived(folder, kind), "flipped")
    with read_only(folder), Index.open(folder) as index:
        assert everything(index) == expected
        assert len(index.warnings) == 2


def test_a_read_only_folder_left_by_a_crash_holds_the_last_commit(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    crashed = tmp_path_factory.mktemp("crashed")
    with Index.open(folder):  # keeps the log from being emptied
        with IndexWriter.open(folder, small_manifest()) as writer:
            new = indexed_article("new.md", "A new harbour.")
            keep_vectors(writer, [new])
            writer.apply(Changes((new,), ()))
        shutil.copytree(folder, crashed, dirs_exist_ok=True)
    (crashed / "pincite.sqlite3-shm").unlink()
    assert (crashed / "pincite.sqlite3-wal").stat().st_size
    with read_only(crashed), Index.open(crashed) as index:
        assert index.generation == 2
        assert "A new harbour." in quotes(index, "harbour")


def test_passages_of_one_article_have_one_number_also_after_edits(folder: Path) -> None:
    def numbers_by_path(index: Index) -> dict[str, set[int]]:
        ids = [passage for passage, _ in index.dense(ENCODER.encode(["a"])[0], 1000)]
        numbers: dict[str, set[int]] = {}
        for hit, number in zip(index.hits(ids), index.articles_of(ids), strict=True):
            numbers.setdefault(hit.article.path, set()).add(number)
        return numbers

    with Index.open(folder) as index:
        before = numbers_by_path(index)
    edited = min(before)
    write_articles(folder, indexed_article(edited, "Rewritten.", "In three.", "Sentences."))
    with Index.open(folder) as index:
        after = numbers_by_path(index)
    for found in (before, after):
        assert all(len(numbers) == 1 for numbers in found.values())
        assert len(set.union(*found.values())) == len(found) > 1
