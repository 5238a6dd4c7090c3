"""An index written once and kept: whatever changes in the code, it opens, or says what mends it."""

import shutil
from pathlib import Path

import pytest

from rag.errors import IndexStale
from rag.storage.index import Index, IndexWriter
from rag.storage.mending import broken_files
from rag.storage.schema import FORMAT_VERSION
from tests.support.golden import ARTICLES, GOLDEN
from tests.support.indexes import ENCODER, indexed_article, small_manifest, write_articles

FORMATS = sorted(GOLDEN.glob("format-*"))
PRESENT = GOLDEN / f"format-{FORMAT_VERSION}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PRESENT, tmp_path / "index"))


def test_every_format_up_to_the_present_one_has_its_golden_index() -> None:
    expected = [f"format-{version}" for version in range(1, FORMAT_VERSION + 1)]
    assert sorted(path.name for path in FORMATS) == sorted(expected)


def test_the_golden_index_opens_and_holds_its_articles_to_the_character(folder: Path) -> None:
    with Index.open(folder) as index:
        index.verify()
        assert index.warnings == []
        assert index.manifest == small_manifest()
        assert index.generation == 2
        for entry in ARTICLES:
            assert index.article(entry.article.header.id) == entry.article


def test_the_golden_index_is_searched_by_its_own_files(folder: Path) -> None:
    assert broken_files(folder) == []
    with Index.open(folder) as index:
        by_words = index.hits([passage for passage, _ in index.keyword("人民银行", 9)])
        assert [hit.passage.text for hit in by_words] == ["中国人民银行宣布降息"]
        passage = ARTICLES[0].passages[1]
        [vector] = ENCODER.encode([f"a/harbour.md\n{passage.text}"])
        [(nearest, score), *_] = index.dense(vector, 9)
        assert index.hits([nearest])[0].passage == passage
        assert score == pytest.approx(1, abs=1e-6)


def test_the_golden_index_is_written_on_without_encoding_again(folder: Path) -> None:
    with IndexWriter.open(folder, small_manifest()) as writer:
        assert writer.missing([key for entry in ARTICLES for key in entry.keys]) == set()
    assert write_articles(folder, indexed_article("new.md", "A new harbour.")) == 3
    with Index.open(folder) as index:
        index.verify()
        assert (index.summary().articles, index.warnings) == (3, [])


@pytest.mark.parametrize("old", FORMATS, ids=lambda path: path.name)
def test_each_format_opens_or_names_the_command_that_mends_it(old: Path, tmp_path: Path) -> None:
    refusal = refused(Path(shutil.copytree(old, tmp_path / "index")))
    if old == PRESENT:
        assert refusal is None
    else:
        assert refusal is None or "run `rag index --rebuild`" in refusal


def refused(folder: Path) -> str | None:
    try:
        with Index.open(folder) as index:
            index.verify()
    except IndexStale as refusal:
        return str(refusal)
    return None
