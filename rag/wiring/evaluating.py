"""The pipeline as the evaluation harness asks it: over an index of a suite's own articles."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import Settings
from rag.types import Hit, Reply
from rag.wiring.asking import Models, load_models, open_index, pipeline
from rag.wiring.remembering import RememberingReader, RememberingReranker
from rag.wiring.syncing import Wish, sync_index

if TYPE_CHECKING:
    from rag.evaluation.gold import GoldSpan
    from rag.evaluation.service import Service
    from rag.indexing.sync import SyncReport
    from rag.protocols import Retriever
    from rag.storage.index import Index

BESIDE = 50
"""Passages found beyond those asked for, so that enough are left when some are hidden."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A suite's articles indexed, and the system that answers from them."""

    service: "Service"
    costs: Callable[[], Mapping[str, float]]


@contextmanager
def open_examined(settings: Settings, name: str, articles: Path) -> Iterator[Examined]:
    """Index the articles in a folder of their own below the index, and open the pipeline on it."""
    own = replace(settings, index=settings.index / "suites" / name)
    started = time.perf_counter()
    report = sync_index(own, Wish((articles,), articles), None)
    spent = time.perf_counter() - started
    with open_index(own) as index:
        service = _service(remembering(load_models(own)), index)
        yield Examined(service, lambda: _costs(own.index, report, spent))


def remembering(models: Models) -> Models:
    """The same models; what they read once they do not read again."""
    reranker = models.reranker and RememberingReranker(models.reranker)
    return replace(models, reader=RememberingReader(models.reader), reranker=reranker)


def _service(models: Models, index: "Index") -> "Service":
    from rag.evaluation.service import Service
    from rag.retrieval.retriever import HybridRetriever

    retriever = HybridRetriever(models.encoder, index)
    hiding = Hiding(retriever)
    asked = pipeline(models, retriever, index, models.threshold)
    proposing = pipeline(models, retriever, index, 0.0)
    blinded = pipeline(models, hiding, index, models.threshold)

    def ask_without(question: str, hidden: Sequence["GoldSpan"]) -> Reply:
        hiding.spans = tuple(hidden)
        return blinded.ask(question)

    return Service(
        ask=asked.ask,
        propose=proposing.ask,
        ask_without=ask_without,
        rank=asked.search,
        indexed=frozenset(header.path for header in index.articles()),
    )


@dataclass(slots=True)
class Hiding:
    """A retriever that passes over every passage touching one of the spans."""

    retriever: "Retriever"
    spans: tuple["GoldSpan", ...] = field(default=())

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first, none of which shows a hidden character."""
        hits = self.retriever.retrieve(question, limit + BESIDE)
        return [hit for hit in hits if not self._shows(hit)][:limit]

    def _shows(self, hit: Hit) -> bool:
        return any(
            span.article == hit.article.path
            and span.start < hit.passage.end
            and hit.passage.start < span.end
            for span in self.spans
        )


def _costs(folder: Path, report: "SyncReport", spent: float) -> dict[str, float]:
    """Bytes of the index; passages encoded a second, where any were."""
    files = (path for path in folder.rglob("*") if path.is_file())
    costs = {"index_bytes": float(sum(path.stat().st_size for path in files))}
    if report.encoded:
        costs["passages_per_second"] = report.encoded / spent
    return costs
