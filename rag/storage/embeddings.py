"""Vectors in the store of record, which are the embedding cache too.

A vector's key names the encoder and the text, so that no text is encoded twice, nor a vector of
another encoder ever taken for one of this.
"""

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors
from rag.storage.articles import altered
from rag.storage.checksum import checksum
from rag.storage.database import Database, Row
from rag.storage.failures import damaged

STORED = np.dtype("<f4")
"""Little-endian on every machine, so that an index can be carried to another."""

_BLOCK = 4096
"""Vectors in memory at once while a generation is built."""

_OF_PASSAGES = """SELECT passages.id, passages.vector_key, vectors."values", vectors.checksum
    FROM passages JOIN vectors ON vectors.key = passages.vector_key
    WHERE passages.id IN (SELECT value FROM json_each(?))"""
_IN_ORDER = """SELECT passages.id, passages.vector_key, vectors."values", vectors.checksum
    FROM articles
    CROSS JOIN passages ON passages.article_id = articles.id
    CROSS JOIN vectors ON vectors.key = passages.vector_key
    ORDER BY articles.path, passages.start, passages.id"""
_LATEST = """SELECT passages.id, passages.vector_key, vectors."values", vectors.checksum
    FROM passages
    CROSS JOIN articles ON articles.id = passages.article_id
    CROSS JOIN vectors ON vectors.key = passages.vector_key
    WHERE passages.id > ?
    ORDER BY articles.path, passages.start, passages.id"""


def vector_key(fingerprint: str, text_key: str) -> bytes:
    """32 bytes for the encoder with this fingerprint and the text with this key."""
    return hashlib.sha256(f"{fingerprint}\0{text_key}".encode()).digest()


def has_vector(database: Database, key: bytes) -> bool:
    """Is the key's vector there and whole? One that is damaged is to be made again."""
    rows = database.execute('SELECT "values", checksum FROM vectors WHERE key = ?', (key,))
    return any(mark == checksum(key, values) for values, mark in rows)


def keep_vectors(database: Database, keys: Sequence[bytes], vectors: Vectors) -> None:
    """Write the vectors of these keys, one a row, in the caller's transaction."""
    rows = zip(keys, (row.tobytes() for row in vectors.astype(STORED)), strict=True)
    database.execute_many(
        'INSERT INTO vectors (key, "values", checksum) VALUES (?, ?, ?) ON CONFLICT (key) '
        'DO UPDATE SET "values" = excluded."values", checksum = excluded.checksum',
        ((key, values, checksum(key, values)) for key, values in rows),
    )


def delete_unused_vectors(database: Database) -> None:
    """Drop the vectors that no passage uses, in the caller's transaction."""
    database.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)")


def read_vectors(database: Database, passage_ids: Sequence[int], dimensions: int) -> Vectors:
    """Vectors of these passages, in their order; raises `IndexDamaged` where one is altered."""
    rows = database.execute(_OF_PASSAGES, (json.dumps(passage_ids),))
    found = {row[0]: _verified(database, row) for row in rows}
    if absent := set(passage_ids) - found.keys():
        raise damaged(database.path, f"passage {min(absent)} has no vector")
    matrix = np.empty((len(passage_ids), dimensions), dtype=np.float32)
    for position, passage_id in enumerate(passage_ids):
        matrix[position] = found[passage_id]
    return matrix


def vector_batches(
    database: Database, after: int = 0
) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
    """Ids and vectors of all passages numbered above `after`, some thousands at a time.

    By article path and start; of the latest passages alone nothing else is read.
    """
    rows = database.stream(_LATEST, (after,)) if after else database.stream(_IN_ORDER)
    while batch := list(itertools.islice(rows, _BLOCK)):
        ids = np.array([row[0] for row in batch], dtype=np.int64)
        yield ids, np.stack([_verified(database, row) for row in batch])


def _verified(database: Database, row: Row) -> NDArray[np.float32]:
    passage_id, key, values, mark = row
    if mark != checksum(key, values):
        raise altered(database, f"the vector of passage {passage_id}")
    return np.frombuffer(values, dtype=STORED).astype(np.float32, copy=False)
