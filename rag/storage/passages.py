"""Passages in the store of record: slices of articles, each with the key of its vector."""

import json
from collections.abc import Iterator, Sequence

from rag.storage.articles import HEADER_COLUMNS, altered, header_of, read_headers
from rag.storage.changes import IndexedArticle
from rag.storage.checksum import checksum
from rag.storage.database import Database, Row
from rag.storage.failures import damaged
from rag.types import Hit, Passage

_COLUMNS = (
    'passages.id, passages.article_id, passages.start, passages."end", '
    "passages.heading, passages.text, passages.vector_key, passages.checksum"
)
_HITS = f"""SELECT {_COLUMNS}, {HEADER_COLUMNS}
    FROM passages JOIN articles ON articles.id = passages.article_id
    WHERE passages.id IN (SELECT value FROM json_each(?))"""  # noqa: S608 - constants
_IN_ORDER = f"""SELECT articles.title, {_COLUMNS}
    FROM articles CROSS JOIN passages ON passages.article_id = articles.id
    ORDER BY articles.path, passages.start, passages.id"""  # noqa: S608 - constants
_LATEST = f"""SELECT articles.title, {_COLUMNS}
    FROM passages CROSS JOIN articles ON articles.id = passages.article_id
    WHERE passages.id > ?
    ORDER BY articles.path, passages.start, passages.id"""  # noqa: S608 - constants
_FIRST = """SELECT (
        SELECT id FROM passages WHERE article_id = articles.id ORDER BY start LIMIT 1
    ) FROM articles"""
_COLUMN_COUNT = 8


def read_hits(database: Database, passage_ids: Sequence[int]) -> list[Hit]:
    """These passages with their articles' headers, in their order, without scores.

    Raises `IndexDamaged` where one is not held or altered.
    """
    rows = database.execute(_HITS, (json.dumps(passage_ids),))
    headers = {row[1]: row[_COLUMN_COUNT:] for row in rows}
    articles = {article_id: header_of(database, header) for article_id, header in headers.items()}
    found = {
        row[0]: Hit(_verified(database, row[:_COLUMN_COUNT]), articles[row[1]], {}) for row in rows
    }
    if absent := set(passage_ids) - found.keys():
        raise damaged(database.path, f"passage {min(absent)} is not there")
    return [found[passage_id] for passage_id in passage_ids]


def titled_passages(database: Database, after: int = 0) -> Iterator[tuple[int, str, Passage]]:
    """Passages numbered above `after`, each with its id and its article's title.

    By article path and start; of the latest passages alone nothing else is read.
    """
    rows = database.stream(_LATEST, (after,)) if after else database.stream(_IN_ORDER)
    for title, *row in rows:
        yield row[0], title, _verified(database, tuple(row))


def count_above(database: Database, number: int) -> int:
    """How many passages have a greater number."""
    [(count,)] = database.execute("SELECT count(*) FROM passages WHERE id > ?", (number,))
    return int(count)


def count_by_article(database: Database) -> dict[str, int]:
    """How many passages each article has, by its id; raises `IndexDamaged` where ids are lost."""
    counts = dict.fromkeys((header.id for header in read_headers(database)), 0)
    statement = "SELECT article_id, count(*) FROM passages GROUP BY article_id"
    for article_id, count in database.execute(statement):
        if article_id not in counts:
            raise altered(database, f"the article of {count} passages")
        counts[article_id] = count
    return counts


def first_numbers(database: Database) -> list[int]:
    """The least number of each article's passages, ascending: they are numbered one by one."""
    return sorted(number for (number,) in database.execute(_FIRST) if number is not None)


def insert_passages(database: Database, entry: IndexedArticle, keys: Sequence[bytes]) -> None:
    """Write an article's passages with the keys of their vectors, in the caller's transaction."""
    first = last_id(database) + 1
    database.execute_many(
        'INSERT INTO passages (id, article_id, start, "end", heading, text, vector_key, checksum) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            _row(passage_id, passage, key)
            for passage_id, (passage, key) in enumerate(
                zip(entry.passages, keys, strict=True), start=first
            )
        ),
    )


def delete_passages(database: Database, article_id: str) -> set[int]:
    """Delete an article's passages, in the caller's transaction; returns their numbers."""
    statement = "DELETE FROM passages WHERE article_id = ? RETURNING id"
    return {row[0] for row in database.execute(statement, (article_id,))}


def last_id(database: Database) -> int:
    """The greatest number that a passage was ever given."""
    rows = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
    return rows[0][0] if rows else 0


def _row(passage_id: int, passage: Passage, key: bytes) -> Row:
    text = passage.text.encode("utf-8", "surrogatepass")
    place = (passage_id, passage.article_id, passage.start, passage.end)
    fields = (*place, passage.heading, text, key)
    return (*fields, checksum(*fields))


def _verified(database: Database, row: Row) -> Passage:
    *fields, mark = row
    if mark != checksum(*fields):
        raise altered(database, f"passage {fields[0]}")
    _, article_id, start, end, heading, text, _ = fields
    return Passage(article_id, start, end, text.decode("utf-8", "surrogatepass"), heading)
