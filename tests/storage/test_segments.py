"""Indexes that grow: what was added lies in parts of its own, what was deleted is left out."""

import json
import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.checksum import checksum
from rag.storage.database import DATABASE_NAME, Database
from rag.storage.embeddings import read_vectors
from rag.storage.files import Seal, seal_folder
from rag.storage.index import Index, IndexWriter
from rag.storage.keywords import VERSION, KeywordIndex
from rag.storage.mending import broken_files, leftovers
from rag.storage.segments import Kind, Layout, Part, merged_tail
from tests.support.indexes import ENCODER, indexed_article, keep_vectors, small_manifest

GROWING = Layout(grown=1, added=10_000)
FORMS = {
    Kind.FLAT: GROWING,
    Kind.SCAN: Layout(flat=0, grown=1, added=10_000),
    Kind.LISTS: Layout(flat=0, scan=0, grown=1, added=10_000),
}
WORDS = ("harbour", "river", "lamp", "bridge", "winter", "glass", "letter", "stone", "garden")


@pytest.fixture(autouse=True)
def few_lists_and_every_row_a_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.storage.compressed.CANDIDATES", 10_000)
    monkeypatch.setattr("rag.storage.segments.LISTS", 4)


def article(name: int, version: int = 0) -> IndexedArticle:
    chance = random.Random(f"{name} {version}")
    texts = [f"{' '.join(chance.sample(WORDS, 5))} {name} {version} {place}" for place in range(3)]
    return indexed_article(f"{name:03}.md", *texts)


def apply(
    folder: Path, layout: Layout, *entries: IndexedArticle, removed: tuple[str, ...] = ()
) -> int:
    with IndexWriter.open(folder, small_manifest(), layout) as writer:
        keep_vectors(writer, entries)
        return writer.apply(Changes(entries, removed))


def identity(name: int) -> str:
    return article(name).article.header.id


def requires_nearest(index: Index, question: str, limit: int) -> None:
    """As near as brute force finds, each with the score of its own text; equals in any order."""
    truth = scores_by_brute_force(index, question)
    found = index.dense(ENCODER.encode([question])[0], limit)
    hits = index.hits([passage for passage, _ in found])
    scores = [score for _, score in found]
    own = [truth[hit.article.path, hit.passage.text] for hit in hits]
    np.testing.assert_allclose(scores, own, atol=1e-5)
    np.testing.assert_allclose(scores, sorted(truth.values(), reverse=True)[:limit], atol=1e-5)
    assert len({passage for passage, _ in found}) == limit


def scores_by_brute_force(index: Index, question: str) -> dict[tuple[str, str], float]:
    texts = {
        (header.path, line): f"{header.title}\n{line}"
        for header in index.articles()
        for line in index.article(header.id).text.splitlines()
    }
    scores = ENCODER.encode(list(texts.values())) @ ENCODER.encode([question])[0]
    return dict(zip(texts, scores.tolist(), strict=True))


def requires_truth(folder: Path) -> None:
    with Index.open(folder) as index:
        index.verify()
        assert index.warnings == []
        for question in ("winter harbour 12", "glass letter 3 1", "lamp"):
            requires_nearest(index, question, 9)
            worded = index.keyword(question, 1_000)
            texts = [hit.passage.text for hit in index.hits([passage for passage, _ in worded])]
            expected = [
                line
                for header in index.articles()
                for line in index.article(header.id).text.splitlines()
                if set(line.split()) & set(question.split())
            ]
            assert sorted(texts) == sorted(expected)


@pytest.mark.parametrize("kind", FORMS)
def test_whatever_was_added_changed_and_deleted_every_form_finds_what_brute_force_finds(
    tmp_path: Path, kind: Kind
) -> None:
    layout = FORMS[kind]
    apply(tmp_path, layout, *map(article, range(200)))
    chance = random.Random(kind)
    for step in range(1, 7):
        names = chance.sample(range(200 + step), 3)
        entries = [article(200 + step), article(names[0], step)]
        apply(tmp_path, layout, *entries, removed=(identity(names[1]), identity(names[2])))
        requires_truth(tmp_path)
    with Index.open(tmp_path) as index:
        assert [part.kind for part in index.parts] == [kind] + [Kind.FLAT] * (len(index.parts) - 1)
        assert len(index.parts) > 1
        assert broken_files(tmp_path) == []
        assert leftovers(tmp_path) == []


def test_an_addition_writes_only_what_is_new(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    with Index.open(tmp_path) as index:
        [base] = index.parts
    apply(tmp_path, GROWING, article(100))
    with Index.open(tmp_path) as index:
        assert index.parts[0] == base
        assert [part.count for part in index.parts] == [300, 3]


def test_a_removal_writes_no_derived_file(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    before = sorted(path.name for path in tmp_path.iterdir())
    apply(tmp_path, GROWING, removed=(identity(5),))
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    requires_truth(tmp_path)


def test_small_parts_are_made_one_so_that_there_are_few() -> None:
    def part(count: int) -> Part:
        return Part(Kind.FLAT, Seal("", "", 0), None, count, 1)

    parts = [part(100_000)]
    written = 0
    for _ in range(2_000):
        kept = list(merged_tail(parts, 1))
        new = 1 + sum(each.count for each in parts) - sum(each.count for each in kept)
        parts = [*kept, part(new)]
        written += new
        assert len(parts) <= 12
    assert sum(each.count for each in parts) == 102_000
    assert written < 2_000 * 12


def test_much_that_changed_is_made_anew(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    for step in range(20):
        apply(tmp_path, GROWING, article(100 + step))
        with Index.open(tmp_path) as index:
            assert sum(part.count for part in index.parts[1:]) <= index.parts[0].count // 10
    requires_truth(tmp_path)


def test_a_small_index_is_made_anew_at_every_change(tmp_path: Path) -> None:
    apply(tmp_path, Layout(), article(0))
    apply(tmp_path, Layout(), article(1))
    with Index.open(tmp_path) as index:
        assert [part.count for part in index.parts] == [6]


def test_a_reader_of_the_generation_before_finds_its_files(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    apply(tmp_path, GROWING, article(100))
    with Index.open(tmp_path) as old:
        apply(tmp_path, GROWING, article(101, 1), removed=(identity(7),))
        for question in ("winter harbour 12", "7 0"):
            requires_nearest(old, question, 9)
        assert old.warnings == []
    assert leftovers(tmp_path) == []


def test_compaction_leaves_nothing_of_what_was_deleted(tmp_path: Path) -> None:
    canary = indexed_article("canary.md", "Zwetschgenknoedel in the harbour")
    apply(tmp_path, GROWING, *map(article, range(100)), canary)
    apply(tmp_path, GROWING, article(100), removed=(canary.article.header.id,))
    assert names_the_canary(tmp_path)
    with IndexWriter.open(tmp_path, small_manifest(), GROWING) as writer:
        assert writer.compact()
    assert not names_the_canary(tmp_path)
    with Index.open(tmp_path) as index:
        assert [part.count for part in index.parts] == [index.summary().passages]
    requires_truth(tmp_path)
    assert leftovers(tmp_path) == []


def names_the_canary(folder: Path) -> bool:
    """Does a keyword index in the folder know the word? Its bytes stand there in pieces."""
    seals = [seal_folder(path, path.name, VERSION) for path in folder.glob("keywords-*")]
    return any(KeywordIndex.load(folder, seal).search("Zwetschgenknoedel", 9) for seal in seals)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("damage", [flip, cut, os.unlink])
def test_any_damaged_file_of_any_part_is_made_again(
    tmp_path: Path, kind: Kind, damage: Callable[[Path], None]
) -> None:
    layout = FORMS[kind]
    apply(tmp_path, layout, *map(article, range(200)))
    for pattern in ("vectors-1-*.faiss", "vectors-2-*.faiss", "vectors-1-*.rows"):
        apply(tmp_path, layout, article(200))
        for path in tmp_path.glob(pattern):
            damage(path)
            assert len(broken_files(tmp_path)) == 1
            with Index.open(tmp_path) as index:
                index.warm()
                assert len(index.warnings) == 1
            requires_truth(tmp_path)


def test_a_damaged_keyword_index_is_never_grown(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    [folder] = tmp_path.glob("keywords-*")
    flip(max(folder.iterdir(), key=lambda path: path.stat().st_size))
    apply(tmp_path, GROWING, article(100))
    requires_truth(tmp_path)
    with Index.open(tmp_path) as index:
        assert len(index.parts) == 1


def lose(folder: Path, text: str) -> None:
    """Take a row out of the table and leave it in its indexes, as a page that is cut off does."""
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as store:
        store.execute("PRAGMA writable_schema = ON")
        kept = store.execute("SELECT * FROM sqlite_master WHERE name LIKE 'passages_by%'")
        rows = kept.fetchall()
        store.execute("DELETE FROM sqlite_master WHERE name LIKE 'passages_by%'")
        store.commit()
        store.execute("PRAGMA writable_schema = RESET")
        assert store.execute("DELETE FROM passages WHERE text = ?", (text.encode(),)).rowcount == 1
        store.execute("PRAGMA writable_schema = ON")
        store.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", rows)
        store.commit()


def test_a_passage_that_damage_took_is_never_taken_for_one_that_was_removed(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    apply(tmp_path, GROWING, article(100), removed=(identity(7),))
    lost = article(5).passages[1].text
    lose(tmp_path, lost)
    with Index.open(tmp_path) as index:
        for found in (
            index.dense(ENCODER.encode([f"005.md\n{lost}"])[0], 5),
            index.keyword(lost, 5),
        ):
            with pytest.raises(IndexDamaged, match=r"is not there\): run `rag index --rebuild`"):
                index.hits([passage for passage, _ in found])


def test_parts_are_never_made_one_without_a_passage_that_damage_took(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    apply(tmp_path, GROWING, article(100))
    lose(tmp_path, article(100).passages[1].text)
    with pytest.raises(IndexDamaged, match="rag index --rebuild"):
        apply(tmp_path, GROWING, article(101))
    assert (broken_files(tmp_path), leftovers(tmp_path)) == ([], [])


def test_where_only_their_number_was_recorded_the_files_are_made_again(tmp_path: Path) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    apply(tmp_path, GROWING, article(100), removed=(identity(7),))
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as store:
        [(content,)] = store.execute("SELECT content FROM state")
        fields = json.loads(content) | {"removed": 3}
        del fields["stale"]
        written = json.dumps(fields)
        store.execute("UPDATE state SET content = ?, checksum = ?", (written, checksum(written)))
        store.commit()
    with Index.open(tmp_path) as index:
        index.warm()
        assert len(index.warnings) == 1
    requires_truth(tmp_path)
    assert leftovers(tmp_path) == []


def test_a_growth_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(tmp_path, GROWING, *map(article, range(100)))
    before = sorted(path.name for path in tmp_path.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("rag.storage.making.write_part", full)
        with pytest.raises(OSError, match="No space left"):
            apply(tmp_path, GROWING, article(100))
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    requires_truth(tmp_path)


@pytest.mark.parametrize("kind", FORMS)
def test_vectors_come_from_whichever_part_holds_them(tmp_path: Path, kind: Kind) -> None:
    apply(tmp_path, FORMS[kind], *(article(name) for name in range(30)))
    apply(tmp_path, FORMS[kind], article(70), article(80))
    with Index.open(tmp_path) as index:
        assert len(index.parts) == 2
        passages = [passage for passage, _ in index.dense(ENCODER.encode_question("lamp"), 96)]
        texts = [hit.passage.text for hit in index.hits(passages)]
        stored = read_vectors(Database.open_snapshot(tmp_path), passages, ENCODER.dimensions)
        assert len(set(texts)) == 96
        np.testing.assert_array_equal(index.vectors(passages), stored)
