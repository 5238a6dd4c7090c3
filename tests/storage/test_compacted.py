"""Deleted means gone: after a compaction no byte of a deleted article is below the folder."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.storage.changes import Changes
from rag.storage.index import Index, IndexWriter
from tests.support import layouts
from tests.support.indexes import (
    ENCODER,
    indexed_article,
    keep_vectors,
    small_manifest,
    write_articles,
)

CANARY = "zqxcanary"
"""Lower case and one stem, as tantivy holds its terms."""
TEXTS = [f"{CANARY}{number} sings in the harbour." for number in range(40)]
SECRET = indexed_article(f"{CANARY}.md", *TEXTS, title=f"Of {CANARY}")
KEPT = [indexed_article(f"{number}.md", f"Harbour {number} is quiet.") for number in range(30)]


def traces() -> Iterator[bytes]:
    """What betrays the article: words, ids, hashes, and vectors, which tell what was written."""
    header = SECRET.article.header
    yield from (CANARY.encode(), header.id.encode(), header.sha256.encode())
    yield CANARY.encode("utf-16-le")
    headed = [f"{header.title}\n{text}" for text in TEXTS]
    yield from (row.tobytes() for row in ENCODER.encode(headed).astype(np.dtype("<f4")))


def found(folder: Path) -> list[tuple[str, bytes]]:
    """File and trace, by every byte and every name below the folder."""
    marks = list(traces())
    paths = sorted(folder.rglob("*"))
    inside = [(path.name, path.read_bytes()) for path in paths if path.is_file()]
    named = [("a name", str(path.relative_to(folder)).encode()) for path in paths]
    return [(name, mark) for name, text in inside + named for mark in marks if mark in text]


@pytest.fixture(autouse=True, params=layouts.SIZES)
def layout(request: pytest.FixtureRequest) -> Iterator[str]:
    with layouts.used(request.param):
        yield request.param


@pytest.fixture(params=["written with the rest", "added later"])
def folder(tmp_path: Path, layout: str, request: pytest.FixtureRequest) -> Path:
    together = request.param == "written with the rest"
    for entries in [(*KEPT, SECRET)] if together else [KEPT, [SECRET]]:
        write_articles(tmp_path, *entries)
    marks = {mark for _, mark in found(tmp_path)}
    assert len(marks) == len(TEXTS) + 3, "the test must see what it looks for"
    grown = "ivf-rabitq" if together else "ivf-rabitq and 1 more"
    assert layouts.form(tmp_path) == {layouts.SMALL: "flat", layouts.GROWN: grown}[layout]
    return tmp_path


def compact(folder: Path) -> bool:
    with IndexWriter.open(folder, small_manifest()) as writer:
        return writer.compact()


def test_nothing_of_a_deleted_article_is_left(folder: Path) -> None:
    write_articles(folder, removed=[SECRET.article.header.id])
    assert compact(folder)
    assert found(folder) == []
    with Index.open(folder) as index:
        index.verify()
        assert (index.summary().articles, index.warnings) == (len(KEPT), [])


def test_nothing_of_what_was_cut_out_of_an_article_is_left(folder: Path) -> None:
    edited = indexed_article("0.md", f"Harbour {CANARY} is loud.")
    write_articles(folder, edited, removed=[SECRET.article.header.id])
    write_articles(folder, KEPT[0])
    assert compact(folder)
    assert found(folder) == []


def test_nothing_is_left_where_the_run_that_deleted_compacts_too(folder: Path) -> None:
    with IndexWriter.open(folder, small_manifest()) as writer:
        writer.apply(Changes((), (SECRET.article.header.id,)))
        assert writer.compact()
        assert found(folder) == []


def test_nothing_is_left_after_a_rebuild_without_it(folder: Path) -> None:
    with IndexWriter.rebuild(folder, small_manifest()) as writer:
        keep_vectors(writer, KEPT)
        writer.apply(Changes(KEPT, ()))
        assert writer.compact()
    assert found(folder) == []


def test_an_interrupted_run_that_encoded_it_leaves_nothing(tmp_path: Path) -> None:
    write_articles(tmp_path, *KEPT)
    with IndexWriter.open(tmp_path, small_manifest()) as writer:
        keep_vectors(writer, [SECRET])
    assert found(tmp_path)
    assert compact(tmp_path)
    assert found(tmp_path) == []


def test_it_is_said_when_a_reader_of_the_old_state_keeps_it_and_nothing_is_left_after(
    folder: Path,
) -> None:
    with Index.open(folder) as reader:
        write_articles(folder, removed=[SECRET.article.header.id])
        assert not compact(folder)
        assert reader.article(SECRET.article.header.id).text == "\n".join(TEXTS)
    assert compact(folder)
    assert found(folder) == []
