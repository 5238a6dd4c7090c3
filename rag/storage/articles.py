"""Articles in the store of record: headers, texts, and their checksums."""

import json
from collections.abc import Iterator

from rag.errors import IndexDamaged
from rag.storage.checksum import Field, checksum
from rag.storage.database import Database, Row
from rag.storage.failures import damaged
from rag.types import Article, ArticleHeader

HEADER_COLUMNS = (
    "articles.id, articles.title, articles.path, articles.sha256, "
    "articles.published, articles.language, articles.checksum"
)
"""What `header_of` takes, in its order."""

_HEADERS = f"SELECT {HEADER_COLUMNS} FROM articles ORDER BY path"  # noqa: S608 - a constant
_ARTICLE = f"""SELECT {HEADER_COLUMNS}, texts.text, texts.metadata, texts.checksum
    FROM articles JOIN texts ON texts.article_id = articles.id WHERE articles.id = ?"""  # noqa: S608


def read_headers(database: Database) -> Iterator[ArticleHeader]:
    """Every article without its text, by path."""
    for row in database.stream(_HEADERS):
        yield header_of(database, row)


def read_article(database: Database, article_id: str) -> Article:
    """The article as it was written; raises `IndexDamaged` where it is not held or altered."""
    rows = database.execute(_ARTICLE, (article_id,))
    if len(rows) != 1:
        raise damaged(database.path, f"article {article_id} is not there")
    *header, text, metadata, mark = rows[0]
    if mark != checksum(article_id, text, metadata):
        raise altered(database, f"the text of article {article_id}")
    return Article(header_of(database, tuple(header)), _decoded(text), json.loads(metadata))


def header_of(database: Database, row: Row) -> ArticleHeader:
    """The header in a row of `HEADER_COLUMNS`, verified."""
    *fields, mark = row
    if mark != checksum(*fields):
        raise altered(database, f"the header of article {fields[0]}")
    return ArticleHeader(*fields)


def insert_article(database: Database, article: Article) -> None:
    """Write a new article, in the caller's transaction."""
    header = article.header
    fields: tuple[Field, ...] = (header.id, header.title, header.path, header.sha256)
    fields += (header.published, header.language)
    database.execute(
        "INSERT INTO articles (id, title, path, sha256, published, language, checksum) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*fields, checksum(*fields)),
    )
    text = article.text.encode("utf-8", "surrogatepass")
    metadata = json.dumps(dict(article.metadata), ensure_ascii=True)
    database.execute(
        "INSERT INTO texts (article_id, text, metadata, checksum) VALUES (?, ?, ?, ?)",
        (header.id, text, metadata, checksum(header.id, text, metadata)),
    )


def delete_article(database: Database, article_id: str) -> bool:
    """Delete the article without passages, in the caller's transaction; was it there?"""
    return bool(database.execute("DELETE FROM articles WHERE id = ? RETURNING id", (article_id,)))


def delete_articles(database: Database) -> None:
    """Delete every article and passage, in the caller's transaction."""
    for statement in ("DELETE FROM passages", "DELETE FROM texts", "DELETE FROM articles"):
        database.execute(statement)


def altered(database: Database, what: str) -> IndexDamaged:
    """The error for a row whose checksum does not hold."""
    return damaged(database.path, f"{what} is not what was written")


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
