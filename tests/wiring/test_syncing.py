"""Which files an index is made of when none are named."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import IndexDamaged, IndexStale, IndexUnusable, UsageError
from rag.settings import Settings
from rag.storage.database import DATABASE_NAME
from rag.wiring.syncing import Wish, chosen_sources
from tests.support.syncing import sync_folder

FIRST = Path("seeds")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an index over the folder `docs`."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "harbour.md").write_text("The harbour opened in 1961.", "utf-8")
    sync_folder(docs, tmp_path / "index")
    return Settings(index=tmp_path / "index")


def _outdate(store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def _damage(store: Path) -> None:
    store.write_bytes(b"no database" * 1000)


spoilt = pytest.mark.parametrize(
    ("spoil", "refusal"), [(_outdate, IndexStale), (_damage, IndexDamaged)]
)


def test_an_index_is_made_again_of_the_files_of_the_last_time(settings: Settings) -> None:
    sources = chosen_sources(settings, Wish((), FIRST, rebuild=True))
    assert sources == (settings.index.parent / "docs",)


def test_the_first_folder_is_taken_where_there_is_no_index(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "none")
    assert chosen_sources(settings, Wish((), FIRST)) == (FIRST.resolve(),)


@spoilt
def test_an_unreadable_index_is_not_made_again_of_other_articles(
    settings: Settings, spoil: Callable[[Path], None], refusal: type[IndexUnusable]
) -> None:
    spoil(settings.index / DATABASE_NAME)
    with pytest.raises(UsageError, match=r"name their folder, `rag index --rebuild FOLDER`"):
        chosen_sources(settings, Wish((), FIRST, rebuild=True))
    with pytest.raises(refusal, match=r"run `rag index --rebuild`"):
        chosen_sources(settings, Wish((), FIRST))


@spoilt
def test_an_unreadable_index_is_made_again_of_the_articles_named(
    settings: Settings, spoil: Callable[[Path], None], refusal: type[IndexUnusable]
) -> None:
    spoil(settings.index / DATABASE_NAME)
    named = settings.index.parent / "docs"
    assert chosen_sources(settings, Wish((named,), FIRST, rebuild=True)) == (named,)
