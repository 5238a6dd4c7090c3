"""Defects that are planted, to see whether a test notices them."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import rag.storage.writer as writing
from rag.storage.database import Database


def compact_without_sweeping() -> None:
    """The derived files of older generations stay."""
    whole, sweep = writing.IndexWriter.compact, vars(writing)["sweep"]

    def compact(self: writing.IndexWriter) -> bool:
        _plant(writing, "sweep", lambda *_: None)
        try:
            return whole(self)
        finally:
            _plant(writing, "sweep", sweep)

    _plant(writing.IndexWriter, "compact", compact)


def unused_vectors_stay() -> None:
    """A vector that no passage uses survives the compaction."""
    _plant(writing, "delete_unused_vectors", lambda _: None)


def no_transactions() -> None:
    """Each statement is committed by itself."""

    @contextlib.contextmanager
    def transaction(_: Database) -> Iterator[None]:
        yield

    _plant(Database, "transaction", transaction)


DEFECTS: dict[str, Callable[[], None]] = {
    "compact without sweeping": compact_without_sweeping,
    "unused vectors stay": unused_vectors_stay,
    "no transactions": no_transactions,
}


def _plant(where: Any, name: str, value: object) -> None:
    setattr(where, name, value)
