"""Best passages by their words (BM25): the only module that imports tantivy.

The folder is derived from the store of record: a whole one is sealed, any other is never opened.
tantivy's BM25 has k1 = 1.2 and b = 0.75, and stores lengths above 40 terms rounded to a byte.
"""

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import tantivy

from rag.storage.files import (
    Seal,
    SealBroken,
    mirror,
    publish_folder,
    remove,
    seal_folder,
    share_folder,
    temporary_path,
)
from rag.storage.terms import article_terms, question_terms

VERSION = 1
"""Of the terms that go into the folder: another one's folder is made again."""
_ANALYZER = "pincite"
_HEAP = 64 << 20
"""Bytes that a build may hold before it writes a segment."""


class KeywordIndex:
    """Passage ids by the terms of their headed texts."""

    def __init__(self, index: tantivy.Index) -> None:
        # `manual` starts no thread that watches the folder: a generation never changes.
        index.config_reader("manual", 0)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._stem = _stemmer()

    @classmethod
    def build(cls, texts: Iterable[tuple[int, str]]) -> Self:
        """An index in memory of passage ids and headed texts."""
        return cls(_fill(tantivy.Index(_schema()), texts))

    @classmethod
    def load(cls, folder: Path, seal: Seal) -> Self:
        """Open the sealed folder, which may be read-only; raises `SealBroken` on any other."""
        try:
            found = seal_folder(folder / seal.name, seal.name, VERSION)
        except OSError as error:
            raise SealBroken(f"{seal.name} cannot be read ({error.strerror})") from error
        if found != seal:
            raise SealBroken(f"{seal.name} is not what this version of pincite wrote")
        try:
            return cls(tantivy.Index.open(str(folder / seal.name)))
        except ValueError:
            pass  # tantivy makes a lock file in the folder even to read it
        try:
            return cls._load_mirror(folder / seal.name)
        except OSError as error:
            raise SealBroken(f"{seal.name} cannot be opened ({error.strerror})") from error

    @classmethod
    def _load_mirror(cls, folder: Path) -> Self:
        # The files, once open, stay so.
        with tempfile.TemporaryDirectory(prefix="pincite-", ignore_cleanup_errors=True) as parent:
            return cls(tantivy.Index.open(str(mirror(folder, Path(parent)))))

    @staticmethod
    def write(folder: Path, name: str, texts: Iterable[tuple[int, str]]) -> Seal:
        """Build in a folder, whole and durable under its name; returns what to record.

        Raises `OSError` where the disk is full or fails.
        """
        temporary = temporary_path(folder / name)
        remove(temporary)
        temporary.mkdir()
        with _faults_of_the_disk(temporary):
            _fill(tantivy.Index(_schema(), path=str(temporary)), texts)
        publish_folder(temporary, folder / name)
        return seal_folder(folder / name, name, VERSION)

    @classmethod
    def extend(cls, folder: Path, seal: Seal, name: str, texts: Iterable[tuple[int, str]]) -> Seal:
        """The sealed folder and more texts, under a new name; returns what to record.

        The new folder shares the old one's files, which tantivy never writes to again. Raises
        `SealBroken` where the old one is not what was written.
        """
        before = len(cls.load(folder, seal))
        temporary = temporary_path(folder / name)
        remove(temporary)
        share_folder(folder / seal.name, temporary)
        with _faults_of_the_disk(temporary):
            _fill(tantivy.Index.open(str(temporary)), texts, before)
        publish_folder(temporary, folder / name)
        return seal_folder(folder / name, name, VERSION)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Passage ids with BM25 scores, best first; equal ones in the order of the build.

        Any text will do: it is taken as words, never as a query language.
        """
        terms = set(self._stem.analyze(" ".join(question_terms(question))))
        if not terms or limit < 1:
            return []
        # A word said twice counts once: measured better on four benchmarks of four.
        clauses = [(tantivy.Occur.Should, self._clause(term)) for term in sorted(terms)]
        query = tantivy.Query.boolean_query(clauses)
        hits = self._searcher.search(query, limit, count=False).hits
        addresses = [address for _, address in hits]
        passages = self._numbers("passage", addresses)
        rows = self._numbers("row", addresses)
        scores = [float(score) for score, _ in hits]
        found = sorted(zip(rows, passages, scores, strict=True), key=lambda hit: (-hit[2], hit[0]))
        return [(passage, score) for _, passage, score in found]

    def _numbers(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        values = self._searcher.fast_field_values(field, addresses)
        return [int(value) for value in values if value is not None]

    def _clause(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "terms", term, index_option="freq")


def _fill(index: tantivy.Index, texts: Iterable[tuple[int, str]], first: int = 0) -> tantivy.Index:
    """Add the texts, the rows counted from `first`."""
    index.register_tokenizer(_ANALYZER, _stemmer())
    # One thread, so that the same passages make the same segments.
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for row, (passage_id, text) in enumerate(texts, first):
        document = tantivy.Document()
        document.add_text("terms", " ".join(article_terms(text)))
        document.add_unsigned("passage", passage_id)
        document.add_unsigned("row", row)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    return index


@contextlib.contextmanager
def _faults_of_the_disk(folder: Path) -> Iterator[None]:
    """Tantivy says `ValueError` of a full disk, with the system's number somewhere in its words."""
    try:
        yield
    except ValueError as error:
        code = re.search(r"\bOs \{ code: (\d+)", str(error))
        number = int(code[1]) if code else errno.EIO
        raise OSError(number, f"{os.strerror(number)}: the keyword index", str(folder)) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_unsigned_field("passage", indexed=False, fast=True)
    builder.add_unsigned_field("row", indexed=False, fast=True)
    return builder.build()


def _stemmer() -> tantivy.TextAnalyzer:
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return whitespace.filter(tantivy.Filter.stemmer("english")).build()
