import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged, IndexStale, IndexUnusable
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.database import DATABASE_NAME, Database
from rag.storage.index import Index, IndexWriter
from tests.support.indexes import (
    everything,
    indexed_article,
    keep_vectors,
    small_manifest,
    write_articles,
)

LOG_NAME = f"{DATABASE_NAME}-wal"
QUICK, THOROUGH = 15, 600
Damage = Callable[[bytearray, random.Random], bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several pages of each table, with an empty log."""
    folder = tmp_path_factory.mktemp("whole")
    write_articles(folder, *articles(12))
    return folder


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, one generation on, with the second generation in the log alone."""
    folder, copy = tmp_path_factory.mktemp("written"), tmp_path_factory.mktemp("logged")
    write_articles(folder, *articles(12))
    with Index.open(folder), IndexWriter.open(folder, small_manifest()) as writer:
        new = indexed_article("new.md", "A new harbour of the river.")
        keep_vectors(writer, [new])
        writer.apply(Changes((new,), ()))
        shutil.copytree(folder, copy, dirs_exist_ok=True)
    (copy / f"{DATABASE_NAME}-shm").unlink()
    return copy


def articles(count: int) -> list[IndexedArticle]:
    texts = [
        f"The harbour of number {number} froze " + "and thawed " * 60 for number in range(count)
    ]
    return [
        indexed_article(f"n{number:02}.md", text, f"A river {number}.")
        for number, text in enumerate(texts)
    ]


def flipped(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 8))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def cut(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def zeroed(content: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    length = min(chance.choice((1, 512, 4096)), len(content) - start)
    content[start : start + length] = bytes(length)
    return bytes(content)


def survivors(folder: Path, damage: Damage, rounds: range) -> int:
    """Damage the store again and again; returns how often the index still opened."""
    path, expected = folder / DATABASE_NAME, everything_in(folder)
    original, opened = path.read_bytes(), 0
    for seed in rounds:
        path.write_bytes(damage(bytearray(original), random.Random(seed)))
        try:
            assert everything_in(folder) == expected, f"{damage.__name__} with seed {seed}"
            opened += 1
        except IndexUnusable as error:
            assert "rag index" in str(error)  # noqa: PT017 - either outcome is right
    return opened


def everything_in(folder: Path) -> dict[str, object]:
    with Index.open(folder) as index:
        return everything(index)


@pytest.mark.parametrize("damage", [flipped, cut, zeroed])
def test_a_damaged_store_is_refused_or_answers_as_before(
    whole: Path, tmp_path: Path, damage: Damage
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    opened = survivors(tmp_path, damage, range(QUICK))
    assert opened < QUICK


@pytest.mark.slow
@pytest.mark.parametrize("damage", [flipped, cut, zeroed])
def test_a_damaged_store_is_refused_or_answers_as_before_many_times(
    whole: Path, tmp_path: Path, damage: Damage
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    opened = survivors(tmp_path, damage, range(QUICK, THOROUGH))
    assert opened < THOROUGH


@pytest.mark.slow
@pytest.mark.parametrize("damage", [flipped, cut, zeroed])
def test_a_damaged_log_leaves_one_generation_or_the_other(
    logged: Path, tmp_path: Path, damage: Damage
) -> None:
    log, expected = (logged / LOG_NAME).read_bytes(), generations(logged, tmp_path)
    assert [str(found["summary"])[:26] for found in expected] == [
        "IndexSummary(generation=1,",
        "IndexSummary(generation=2,",
    ]
    for seed in range(100):
        folder = tmp_path / str(seed)
        shutil.copytree(logged, folder)
        (folder / LOG_NAME).write_bytes(damage(bytearray(log), random.Random(seed)))
        assert everything_in(folder) in expected, f"{damage.__name__} with seed {seed}"
        shutil.rmtree(folder)


def generations(logged: Path, tmp_path: Path) -> list[dict[str, object]]:
    """What the store holds without its log, and with it."""
    found = []
    for names in ((LOG_NAME,), ()):
        folder = tmp_path / "generation"
        shutil.copytree(logged, folder, ignore=shutil.ignore_patterns(*names))
        found.append(everything_in(folder))
        shutil.rmtree(folder)
    return found


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE texts SET text = replace(text, 'harbour', 'harbor')", "the text of article"),
        ("UPDATE articles SET title = title || '!'", "the header of article"),
        ("UPDATE articles SET published = '2024-02-16'", "the header of article"),
        ("UPDATE passages SET start = start + 1", "passage 1"),
        ("UPDATE passages SET text = replace(text, 'harbour', 'harbor')", "passage 1"),
        ("UPDATE state SET content = replace(content, 'trigrams', 'other')", "the state row"),
        ("DELETE FROM passages WHERE id = 1", "23 passages where 24 were written"),
        ("DELETE FROM texts", "is not there"),
        ("DELETE FROM articles WHERE path = 'n03.md'", "11 articles where 12 were written"),
    ],
)  # fmt: skip
def test_an_altered_row_is_never_an_answer(
    whole: Path, tmp_path: Path, statement: str, what: str
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(IndexDamaged, match=f"{what}.*`rag index --rebuild`"):
        everything_in(tmp_path)


def test_an_altered_vector_is_never_an_answer_and_is_found(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute('UPDATE vectors SET "values" = zeroblob(128)')
    connection.close()
    assert everything_in(tmp_path) == everything_in(whole)
    with (
        Index.open(tmp_path) as index,
        pytest.raises(IndexDamaged, match=r"the vector of passage 1.*`rag index --rebuild`"),
    ):
        index.verify_store()
    for derived in tmp_path.glob("vectors*.faiss"):
        derived.write_bytes(b"damaged")
    with pytest.raises(IndexDamaged, match="the vector of passage 1"):
        everything_in(tmp_path)


def test_a_lost_row_is_noticed_before_anything_is_made_from_the_rest(
    whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute("DELETE FROM passages WHERE id = 7")
    connection.close()
    lost = "12 articles and 23 passages where 12 articles and 24 passages were written"
    with pytest.raises(IndexDamaged, match=lost):
        write_articles(tmp_path, indexed_article("new.md", "harbour"))
    for path in (*tmp_path.glob("vectors-*"), *tmp_path.glob("keywords-*")):
        path.rename(path.with_name(f"lost{path.name}"))
    with Index.open(tmp_path) as index, pytest.raises(IndexDamaged, match=lost):
        index.warm()
    with IndexWriter.open(tmp_path, small_manifest()), Index.open(tmp_path) as index:
        with pytest.raises(IndexDamaged, match="23 vectors where 24 were written"):
            index.dense(np.ones(32, dtype=np.float32), 1)
        with pytest.raises(IndexDamaged, match="23 passages where 24 were written"):
            index.keyword("harbour", 1)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_format_is_refused_with_the_command_that_mends_it(
    whole: Path, tmp_path: Path, version: int
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    for opening in (Database.open_snapshot, Database.open_for_writing):
        with pytest.raises(
            IndexStale, match=rf"format {version}, not 1: run `rag index --rebuild`"
        ):
            opening(tmp_path)


def test_a_database_of_another_application_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.execute("PRAGMA application_id = 7")
    connection.close()
    for opening in (Database.open_snapshot, Database.open_for_writing):
        with pytest.raises(IndexDamaged, match="application id 0x7"):
            opening(tmp_path)


def test_a_transaction_that_fails_is_undone(tmp_path: Path) -> None:
    database = Database.open_for_writing(tmp_path)
    insert = "INSERT INTO state VALUES (1, 'a', 'b')"

    def insert_twice() -> None:
        with database.transaction():
            database.execute(insert)
            database.execute(insert)

    with pytest.raises(ValueError, match="UNIQUE"):
        insert_twice()
    assert database.execute("SELECT * FROM state") == []
    with database.transaction():
        database.execute(insert)
    assert database.execute("SELECT content FROM state") == [("a",)]
    database.close()


def test_a_long_answer_streams_in_order(tmp_path: Path) -> None:
    database = Database.open_for_writing(tmp_path)
    with database.transaction():
        keys = [number.to_bytes(4, "big") for number in range(1000)]
        database.execute_many("INSERT INTO vectors VALUES (?, '', '')", [(key,) for key in keys])
    assert [row[0] for row in database.stream("SELECT key FROM vectors ORDER BY key")] == keys
    database.close()


def test_commits_survive_a_power_cut_by_the_settings_that_sqlite_asks_for(tmp_path: Path) -> None:
    database = Database.open_for_writing(tmp_path)
    for pragma, value in (
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("fullfsync", 1),
    ):
        assert database.execute(f"PRAGMA {pragma}") == [(value,)]
    database.close()
