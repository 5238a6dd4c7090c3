"""Did the passages hold the evidence? Of answerable questions only."""

import re
from collections.abc import Sequence

from rag.evaluation.articles import Articles
from rag.evaluation.coverage import Stretch, covered
from rag.evaluation.gold import EvidenceSet, GoldQuestion, GoldSpan
from rag.types import Hit

TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def evidence_recall(
    question: GoldQuestion, hits: Sequence[Hit], depth: int, articles: Articles
) -> float:
    """1 where the first `depth` passages hold some evidence set whole, else 0."""
    top = hits[:depth]
    return float(any(_found(spans, top, articles) == len(spans) for spans in question.evidence))


def span_recall(
    question: GoldQuestion, hits: Sequence[Hit], depth: int, articles: Articles
) -> float:
    """The share of an evidence set's spans that the first `depth` passages hold; the best set's."""
    top = hits[:depth]
    return max(_found(spans, top, articles) / len(spans) for spans in question.evidence)


def context_precision(
    question: GoldQuestion, hits: Sequence[Hit], depth: int, articles: Articles
) -> float:
    """The share of the words of the first `depth` passages that stand in evidence of any set."""
    inside = total = 0
    for hit in hits[:depth]:
        passage = hit.passage
        evidence = _stretches_of_evidence(question, articles.resolve(hit.article.path))
        for word in TOKEN.finditer(passage.text):
            place = (passage.start + word.start(), passage.start + word.end())
            total += 1
            inside += covered(place, evidence) > 0
    return inside / total if total else 0.0


def ranked_articles(hits: Sequence[Hit], articles: Articles) -> list[str]:
    """The articles of the passages, each at its first passage's place."""
    resolved = (articles.resolve(hit.article.path) or hit.article.path for hit in hits)
    return list(dict.fromkeys(resolved))


def _found(spans: EvidenceSet, hits: Sequence[Hit], articles: Articles) -> int:
    return sum(_holds(span, hits, articles) for span in spans)


def _holds(span: GoldSpan, hits: Sequence[Hit], articles: Articles) -> bool:
    """Whether the passages together hold the core whole."""
    places: list[Stretch] = [
        (hit.passage.start, hit.passage.end)
        for hit in hits
        if articles.resolve(hit.article.path) == span.article
    ]
    return covered(span.core, places) == span.core[1] - span.core[0] and bool(places)


def _stretches_of_evidence(question: GoldQuestion, article: str | None) -> list[Stretch]:
    spans = (span for spans in question.evidence for span in spans)
    return sorted({(span.start, span.end) for span in spans if span.article == article})
