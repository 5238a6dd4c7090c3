"""Bad files in a folder with good ones: every good one is indexed, every bad one accounted for."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from rag.indexing.splitting import Splitter
from rag.indexing.sync import SyncReport, sync
from rag.storage.index import Index, IndexWriter
from rag.text.tokens import load_tokenizer
from tests.support.crafted import BAD_FILES, bad_files, one_of_each
from tests.support.crafted_pdfs import BadFile
from tests.support.files import MAKERS
from tests.support.indexes import ENCODER, small_manifest

SPLITTER = Splitter(load_tokenizer("pincite-16k"), ENCODER.count_pieces, ENCODER.window)
EVERY = 5
"""So many bad files have one good one among them."""


def test_a_few_bad_files_of_each_sort_harm_no_neighbour(tmp_path: Path) -> None:
    check(tmp_path, one_of_each())


@pytest.mark.slow
def test_three_hundred_bad_files_harm_no_neighbour(tmp_path: Path) -> None:
    assert check(tmp_path, bad_files()) == BAD_FILES


def check(folder: Path, crafted: Iterable[BadFile]) -> int:
    """Index them with their neighbours; returns how many bad ones there were."""
    corpus = folder / "corpus"
    corpus.mkdir()
    bad, good = write(corpus, crafted)
    with IndexWriter.open(folder / "index", small_manifest(corpus=corpus)) as writer:
        report = sync([corpus], writer, ENCODER, SPLITTER)
    with Index.open(folder / "index") as index:
        texts = {header.path: index.article(header.id).text for header in index.articles()}
    for name, sentence in good.items():
        assert sentence in texts.get(name, "")
    assert_accounted_for(bad, texts, report)
    return len(bad)


def write(corpus: Path, crafted: Iterable[BadFile]) -> tuple[set[str], dict[str, str]]:
    """The names of the bad files, and what the good ones between them say, by their names."""
    bad: set[str] = set()
    good: dict[str, str] = {}
    kinds = list(MAKERS)
    for number, (name, content) in enumerate(crafted):
        (corpus / name).write_bytes(content)
        bad.add(name)
        if number % EVERY == 0:
            kind = kinds[number // EVERY % len(kinds)]
            neighbour = f"{Path(name).stem}-neighbour.{kind}"
            good[neighbour] = f"Neighbour number {number} is unharmed."
            (corpus / neighbour).write_bytes(MAKERS[kind]("A good file", good[neighbour]))
    return bad, good


def assert_accounted_for(bad: set[str], texts: dict[str, str], report: SyncReport) -> None:
    refused = dict(report.failed)
    assert bad == {name for name in bad if name in texts or name in refused}
    assert refused.keys() <= bad
    for reason in refused.values():
        assert 4 < len(reason) < 260
        assert "\n" not in reason
        assert "Traceback" not in reason
