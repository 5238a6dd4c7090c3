"""A small corpus with a real index over it, and a service as the wiring would make one."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.answering.answerer import Answerer
from rag.answering.choosing.lexical_reader import LexicalReader
from rag.answering.weighing.confidence import load_confidence
from rag.pipeline import SHOWN, Pipeline
from rag.protocols import Found
from rag.retrieval.retriever import HybridRetriever
from rag.storage.changes import Changes, IndexedArticle
from rag.storage.index import Index
from rag.storage.manifest import Manifest, ModelRecord, Splitting
from rag.storage.writer import IndexWriter
from rag.text.headed import headed_text
from rag.text.lines import line_of
from rag.types import (
    Alternative,
    Answer,
    Article,
    ArticleHeader,
    Citation,
    Claim,
    Hit,
    IndexSummary,
    Passage,
    Reply,
)
from tests.support.encoders import TrigramEncoder

ENCODER = TrigramEncoder()

BRIDGE = """# The Lantern Bridge

The Lantern Bridge was opened on 4 May 1931. It crosses the river Aune in four spans of stone.

## Who built it?

The engineer Ida Moreau designed the bridge. Her office employed 40 people at the time.

## Why the lanterns?

Fishermen asked for lights because the fog hid the piers at night.
"""
GUIDE = """# A Guide to the Aune Valley

The valley has eleven villages. The Lantern Bridge was opened on 12 June 1932, says the town record.

The museum shows 300 lanterns. 🏮 It is closed on Mondays.
"""
CHINESE = """# 灯笼桥的故事

灯笼桥于1931年5月4日通车。大桥全长320米，由石头砌成。

每年秋天，村民在桥上点亮三百盏灯笼。
"""
ARTICLES: Mapping[str, str] = {"bridge.md": BRIDGE, "guide.md": GUIDE, "zh/灯笼桥.md": CHINESE}
PUBLISHED: Mapping[str, str] = {"bridge.md": "2021-03-02", "guide.md": "2023-11-20"}


def write_corpus(folder: Path, articles: Mapping[str, str] = ARTICLES) -> Path:
    """The files themselves, below `folder`."""
    for path, text in articles.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return folder


def build_index(corpus: Path, index: Path, articles: Mapping[str, str] = ARTICLES) -> int:
    """Apply these articles as the next generation, in the place of all that was there."""
    manifest = Manifest(
        encoder=ModelRecord(ENCODER.name, ENCODER.fingerprint),
        dimensions=ENCODER.dimensions,
        tokenizer=ModelRecord("none", "0" * 64),
        splitting=Splitting(180, 6, 1, ENCODER.window),
        corpus=corpus,
        sources=(corpus,),
    )
    written = tuple(_indexed(path, text) for path, text in articles.items())
    writer = IndexWriter.open(index, manifest)
    try:
        kept = {each.article.header.id for each in written}
        removed = tuple(each.id for each in writer.articles() if each.id not in kept)
        for each in written:
            _keep(writer, each)
        return writer.apply(Changes(written, removed))
    finally:
        writer.close()


def article_of(path: str, text: str) -> Article:
    """The article as the indexing room would read it."""
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), path)
    header = ArticleHeader(
        id=hashlib.sha256(path.encode()).hexdigest()[:16],
        title=title,
        path=path,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published=PUBLISHED.get(path),
        language="zh" if "\u4e00" <= title[:1] <= "\u9fff" else "en",
    )
    return Article(header, text)


@dataclass
class SmallService:
    """The real pipeline over a real index, with the smallest encoder and reader."""

    index: Index
    scripts: Mapping[str, Callable[[Index], Reply]] = field(default_factory=dict)
    """Questions whose replies a test needs to be exactly so."""

    def __post_init__(self) -> None:
        reader = LexicalReader()
        answerer = Answerer(reader, self.index, load_confidence(reader.name))
        self.pipeline = Pipeline(HybridRetriever(ENCODER, self.index), answerer, self.index)

    @property
    def corpus(self) -> Path:
        return self.index.corpus

    def ask(self, question: str, found: Found | None = None) -> Reply:
        if question not in self.scripts:
            return self.pipeline.ask(question, found)
        if found is not None:
            found(self.search(question, SHOWN))
        return self.scripts[question](self.index)

    def search(self, question: str, limit: int) -> list[Hit]:
        return self.pipeline.search(question, limit)

    def summary(self) -> IndexSummary:
        return self.index.summary()

    def articles(self) -> Iterable[ArticleHeader]:
        return self.index.articles()

    def article(self, article_id: str) -> Article:
        return self.index.article(article_id)

    def stale(self) -> bool:
        return self.index.stale()

    def close(self) -> None:
        self.index.close()


def opener(
    index: Path, scripts: Mapping[str, Callable[[Index], Reply]] | None = None
) -> Callable[[], SmallService]:
    """What `create_app` and `serve` are handed."""
    return lambda: SmallService(Index.open(index, threads=1), scripts or {})


def cite(index: Index, number: int, path: str, quote: str) -> Citation:
    """A citation that holds: the quote is looked up in the indexed article."""
    header = next(each for each in index.articles() if each.path == path)
    text = index.article(header.id).text
    start = text.index(quote)
    end = start + len(quote)
    return Citation(number, header, start, end, quote, line_of(text, start), None)


def reply_of(
    index: Index,
    question: str,
    parts: Sequence[tuple[str, str, str]] = (),
    others: Sequence[tuple[str, str, str]] = (),
    confidence: float = 0.93,
) -> Reply:
    """Claims and alternatives are (text, path, quote); without claims it is an abstention."""
    citations = tuple(
        cite(index, number, path, quote) for number, (_, path, quote) in enumerate(parts, 1)
    )
    claims = tuple(Claim(text, (number,)) for number, (text, _, _) in enumerate(parts, 1))
    alternatives = tuple(
        Alternative(text, 0.61, (cite(index, len(parts) + number, path, quote),))
        for number, (text, path, quote) in enumerate(others, 1)
    )
    answer = Answer(
        question=question,
        answered=bool(parts),
        text="; ".join(claim.text for claim in claims) or None,
        confidence=confidence if parts else 0.08,
        claims=claims,
        citations=citations,
        alternatives=alternatives,
        disagreement=bool(alternatives),
        hits=tuple(HybridRetriever(ENCODER, index).retrieve(question, 10)),
    )
    return Reply(
        answer, index.summary(), {"encode": 1.0, "retrieve": 1.0, "read": 2.0, "total": 4.0}
    )


def _indexed(path: str, text: str) -> IndexedArticle:
    article = article_of(path, text)
    passages = tuple(_passages(article))
    title = article.header.title
    keys = tuple(
        hashlib.sha256(headed_text(title, each.heading, each.text).encode()).hexdigest()
        for each in passages
    )
    return IndexedArticle(article, passages, keys)


def _passages(article: Article) -> Iterable[Passage]:
    """One passage a paragraph: enough for articles as short as these."""
    start, heading = 0, ""
    for block in article.text.split("\n\n"):
        if block.startswith("## "):
            heading = block[3:]
        elif block.strip() and not block.startswith("# "):
            body = block.rstrip("\n")
            yield Passage(article.header.id, start, start + len(body), body, heading)
        start += len(block) + 2


def _keep(writer: IndexWriter, each: IndexedArticle) -> None:
    texts = [headed_text(each.article.header.title, p.heading, p.text) for p in each.passages]
    wanted = [(key, text) for key, text in zip(each.keys, texts, strict=True)]
    missing = writer.missing([key for key, _ in wanted])
    fresh = {key: text for key, text in wanted if key in missing}
    if fresh:
        writer.keep(list(fresh), ENCODER.encode(list(fresh.values())))
