"""Whole runs over a folder of articles, with the tiny encoder."""

from pathlib import Path

from rag.indexing.splitting import Splitter
from rag.indexing.sync import SyncProgress, SyncReport, sync
from rag.storage.index import IndexWriter
from rag.text.tokens import load_tokenizer
from tests.support.indexes import ENCODER, small_manifest

SPLITTER = Splitter(load_tokenizer("pincite-16k"), ENCODER.count_pieces, ENCODER.window)


def sync_folder(
    corpus: Path, index: Path, *, rebuild: bool = False, progress: SyncProgress | None = None
) -> SyncReport:
    open_writer = IndexWriter.rebuild if rebuild else IndexWriter.open
    with open_writer(index, small_manifest(corpus=corpus)) as writer:
        return sync([corpus], writer, ENCODER, SPLITTER, progress)


def compact(corpus: Path, index: Path) -> None:
    with IndexWriter.open(index, small_manifest(corpus=corpus)) as writer:
        writer.compact()
