"""Articles held in memory, and the hits that a retriever would make of their passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from rag.errors import IndexDamaged
from rag.text.sentences import sentence_spans
from rag.types import Article, ArticleHeader, Hit, Passage, Reading, ScoredSpan

SENTENCES = 6


def article(
    text: str, path: str = "a.md", published: str | None = None, title: str = ""
) -> Article:
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    identity = sha256(path.encode()).hexdigest()[:16]
    return Article(ArticleHeader(identity, title or path, path, digest, published, None), text)


def passages(one: Article) -> list[Passage]:
    """Six sentences at a time, whole, in the order of the text."""
    spans = sentence_spans(one.text, one.header.language)
    groups = [spans[i : i + SENTENCES] for i in range(0, len(spans), SENTENCES)]
    return [_passage(one, group[0].start, group[-1].end) for group in groups]


def _passage(one: Article, start: int, end: int) -> Passage:
    return Passage(one.header.id, start, end, one.text[start:end], "")


def hit_of(one: Article, passage: str) -> Hit:
    """A hit whose passage is a part of the article: what stands around it is never read."""
    start = one.text.index(passage)
    held = _passage(one, start, start + len(passage))
    return Hit(held, one.header, {"dense": 0.9, "keyword": 9.0, "fused": 0.01})


def hits(*articles: Article) -> list[Hit]:
    """Every passage, scored by its place: the first is the best."""
    found = [(one, passage) for one in articles for passage in passages(one)]
    return [
        Hit(passage, one.header, {"dense": 0.9 - 0.01 * i, "keyword": 9.0, "fused": 1 / (60 + i)})
        for i, (one, passage) in enumerate(found)
    ]


@dataclass(frozen=True)
class Shelf:
    """A library in memory."""

    articles: tuple[Article, ...]

    def article(self, article_id: str) -> Article:
        for one in self.articles:
            if one.header.id == article_id:
                return one
        raise IndexDamaged(f"no article {article_id}")


@dataclass
class ScriptedReader:
    """Finds the given strings in passages, each with its score; counts what it was handed."""

    scores: dict[str, float]
    name: str = "scripted"
    read_hits: int = 0

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.read_hits += len(hits)
        return [self._reading(hit) for hit in hits]

    def _reading(self, hit: Hit) -> Reading:
        text = hit.passage.text
        spans = sorted(
            (
                ScoredSpan(text.index(words), text.index(words) + len(words), score)
                for words, score in self.scores.items()
                if words in text
            ),
            key=lambda span: -span.score,
        )
        sentences = tuple(
            ScoredSpan(each.start, each.end, _best_inside(spans, each.start, each.end))
            for each in sentence_spans(text)
        )
        ranked = tuple(sorted(sentences, key=lambda each: -each.score))
        return Reading(hit, 0.0, tuple(spans), ranked)


def _best_inside(spans: Sequence[ScoredSpan], start: int, end: int) -> float:
    return max((s.score for s in spans if start <= s.start and s.end <= end), default=-5.0)
