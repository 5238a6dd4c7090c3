"""Small real indexes for tests, with vectors from the tiny encoder."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from rag.protocols import Encoder
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.index import Index, IndexWriter
from rag.storage.manifest import Manifest, ModelRecord, Splitting
from rag.text.headed import headed_text
from rag.types import Article, ArticleHeader, Passage
from tests.support.encoders import TrigramEncoder

ENCODER = TrigramEncoder(dimensions=32)


def small_manifest(encoder: Encoder = ENCODER, corpus: Path = Path("/corpus")) -> Manifest:
    return Manifest(
        encoder=ModelRecord(encoder.name, encoder.fingerprint),
        dimensions=encoder.dimensions,
        tokenizer=ModelRecord("words", "0" * 64),
        splitting=Splitting(max_tokens=200, sentences=6, overlap=1, window=encoder.window),
        corpus=corpus,
        sources=(corpus,),
    )


def indexed_article(path: str, *texts: str, title: str | None = None) -> IndexedArticle:
    """An article of these passages, one a line, without headings."""
    text = "\n".join(texts)
    header = ArticleHeader(
        id=sha256(path.encode()).hexdigest()[:16],
        title=path if title is None else title,
        path=path,
        sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        published="2024-02-15",
        language=None,
    )
    passages = tuple(_passages(header.id, texts))
    keys = tuple(passage_key(header.title, passage) for passage in passages)
    return IndexedArticle(Article(header, text, {"kind": "note"}), passages, keys)


def passage_key(title: str, passage: Passage) -> str:
    headed = headed_text(title, passage.heading, passage.text)
    return sha256(headed.encode("utf-8", "surrogatepass")).hexdigest()


def keep_vectors(writer: IndexWriter, entries: Sequence[IndexedArticle]) -> int:
    """Encode and keep what the writer lacks; returns how many texts that was."""
    texts = {
        key: headed_text(entry.article.header.title, passage.heading, passage.text)
        for entry in entries
        for key, passage in zip(entry.keys, entry.passages, strict=True)
    }
    lacking = sorted(writer.missing(list(texts)))
    if lacking:
        writer.keep(lacking, ENCODER.encode([texts[key] for key in lacking]))
    return len(lacking)


def write_articles(folder: Path, *entries: IndexedArticle, removed: Sequence[str] = ()) -> int:
    """One whole sync; returns the generation."""
    with IndexWriter.open(folder, small_manifest()) as writer:
        keep_vectors(writer, entries)
        return writer.apply(Changes(entries, tuple(removed)))


def _passages(article_id: str, texts: Sequence[str]) -> Iterator[Passage]:
    start = 0
    for text in texts:
        yield Passage(article_id, start, start + len(text), text, heading="")
        start += len(text) + 1


def everything(index: Index) -> dict[str, object]:
    """All that an index can be asked, in values that compare: for "the same as before"."""
    headers = list(index.articles())
    asked = ENCODER.encode(["harbour lights", "quiet river"])
    dense = [index.dense(vector, 1000) for vector in asked]
    keyword = [index.keyword(question, 1000) for question in ("harbour river", "number 3")]
    ids = sorted(passage for passage, _ in dense[0])
    return {
        "summary": index.summary(),
        "articles": [index.article(header.id) for header in headers],
        "counts": index.passage_counts(),
        "hits": index.hits(ids),
        "vectors": index.vectors(ids).tobytes(),
        "found": (dense, keyword),
    }
