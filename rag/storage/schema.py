"""The tables of the store of record, format 1.

Every row carries a checksum of its other columns, because SQLite does not see a flipped bit.
"""

APPLICATION_ID = 0x70696E63
"""`pinc`: what `file` and SQLite show of a database that is ours."""

FORMAT_VERSION = 1
"""Of these tables; the derived files need none, for they are rebuilt from them."""

SCHEMA = (
    # One row: the generation, its manifest, its counts and the seals of its derived files.
    """CREATE TABLE state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        content TEXT NOT NULL,
        checksum BLOB NOT NULL
    )""",
    """CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        published TEXT,
        language TEXT,
        checksum BLOB NOT NULL
    )""",
    # Apart from the headers, so that listing articles reads no text. UTF-8, exact to the byte.
    """CREATE TABLE texts (
        article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        text BLOB NOT NULL,
        metadata TEXT NOT NULL,
        checksum BLOB NOT NULL
    )""",
    # The embedding cache too: a vector stays when its passage goes, until the next compaction.
    # The key is of the encoder's fingerprint and the headed text; values are little-endian floats.
    """CREATE TABLE vectors (
        key BLOB PRIMARY KEY,
        "values" BLOB NOT NULL,
        checksum BLOB NOT NULL
    )""",
    # Numbers are never used again, so that no derived file of another time can name a passage.
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        heading TEXT NOT NULL,
        text BLOB NOT NULL,
        vector_key BLOB NOT NULL REFERENCES vectors (key),
        checksum BLOB NOT NULL
    )""",
    "CREATE INDEX passages_by_place ON passages (article_id, start)",
    "CREATE INDEX passages_by_vector ON passages (vector_key)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {FORMAT_VERSION}",
)
