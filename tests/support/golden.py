"""Makes the golden index of the present format: `python -m tests.support.golden`.

One folder a format version, never made again once an index of that format may be on a disk: what
it proves is that those indexes open. The corpus is said to lie at `/corpus`.
"""

from pathlib import Path

from rag.storage.changes import Changes
from rag.storage.index import IndexWriter
from rag.storage.schema import FORMAT_VERSION
from tests.support.indexes import indexed_article, keep_vectors, small_manifest

GOLDEN = Path(__file__).parents[1] / "storage" / "golden"

ARTICLES = (
    indexed_article("a/harbour.md", "Harbour lights at night.", "The harbour froze in 1912."),
    indexed_article(
        "river.txt", "A quiet river.", "中国人民银行宣布降息", title="Of e\u0301 rivers"
    ),
)


def write_golden(folder: Path) -> None:
    """A second generation, so that what the first one left is in it too."""
    with IndexWriter.open(folder, small_manifest()) as writer:
        for entries in (ARTICLES[:1], ARTICLES):
            keep_vectors(writer, entries)
            writer.apply(Changes(entries, ()))
        assert writer.compact()
    for lock in [*folder.rglob("*.lock")]:
        lock.unlink()


if __name__ == "__main__":
    target = GOLDEN / f"format-{FORMAT_VERSION}"
    target.mkdir(parents=True)  # where it is there, this ends here
    write_golden(target)
