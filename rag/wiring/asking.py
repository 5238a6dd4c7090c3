"""From settings to something that answers: index, encoder, retriever, reader, confidence."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import IndexUnusable, ModelUnusable, UsageError
from rag.settings import Settings
from rag.types import Article, ArticleHeader, Evidence, Hit, IndexSummary, Reply
from rag.wiring.evidence import EvidenceCheck

if TYPE_CHECKING:
    from rag.answering.weighing.confidence import ConfidenceModel
    from rag.pipeline import Pipeline, TimedEncoder
    from rag.protocols import Encoder, Found, Reader, Reranker, Retriever
    from rag.storage.index import Index

CALIBRATE = "install pincite again, or fit the confidence without one by `rag eval --calibrate`"
LEXICAL = "lexical"
"""The reader that needs no model."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One index generation with the pipeline over it: what command line and HTTP talk to."""

    index: "Index"
    pipeline: "Pipeline"
    evidence: EvidenceCheck
    threshold: float
    """The confidence from which answers are given."""

    @property
    def corpus(self) -> Path:
        """The folder that the articles' paths are relative to."""
        return self.index.corpus

    def ask(self, question: str, found: "Found | None" = None) -> Reply:
        """Answer a question; what is found is told before it is read."""
        return self.evidence.marked(self.pipeline.ask(question, found))

    def search(self, question: str, limit: int) -> list[Hit]:
        """Find the nearest passages."""
        return self.pipeline.search(question, limit)

    def summary(self) -> IndexSummary:
        """Which index answers."""
        return self.index.summary()

    def articles(self) -> Iterator[ArticleHeader]:
        """Every article, by path."""
        return self.index.articles()

    def article(self, article_id: str) -> Article:
        """One article; raises `IndexDamaged` where the index does not hold it."""
        return self.index.article(article_id)

    def stale(self) -> bool:
        """Is there a newer generation to open? Raises `IndexUnusable` where none can be read."""
        return self.index.stale()

    def close(self) -> None:
        """Let go of the index's files."""
        self.index.close()

    @property
    def warnings(self) -> Sequence[str]:
        """What was found damaged and made again, a sentence each."""
        return self.index.warnings

    def where(self, hit: Hit) -> tuple[str, Evidence]:
        """Where a passage starts, as a citation of it would say, and how its file stands now."""
        return _place_of(self.index, hit), self.evidence.of(hit.article)


@dataclass(frozen=True, slots=True)
class Models:
    """What is loaded once and outlives a generation of the index."""

    encoder: "TimedEncoder"
    reader: "Reader"
    confidence: "ConfidenceModel"
    threshold: float | None
    """`None` takes the one that the confidence was fitted with."""
    reranker: "Reranker | None" = None


@dataclass(frozen=True, slots=True)
class SearchDesk:
    """One index generation to find passages in; nothing of answering is loaded."""

    index: "Index"
    retriever: "Retriever"
    evidence: EvidenceCheck

    def search(self, question: str, limit: int) -> list[Hit]:
        """Find the nearest passages."""
        from rag.pipeline import search

        return search(self.retriever, question, limit)

    def summary(self) -> IndexSummary:
        """Which index was searched."""
        return self.index.summary()

    def where(self, hit: Hit) -> tuple[str, Evidence]:
        """Where a passage starts, as a citation of it would say, and how its file stands now."""
        return _place_of(self.index, hit), self.evidence.of(hit.article)


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """All that `rag ask` needs; raises `IndexUnusable` where no answer can come from the index."""
    with open_index(settings) as index:
        yield hybrid_desk(load_models(settings), index)


@contextmanager
def open_search(settings: Settings, keyword_only: bool) -> Iterator[SearchDesk]:
    """All that `rag search` needs: no reader, and by keywords alone no encoder either."""
    from rag.retrieval.retriever import HybridRetriever, KeywordRetriever

    with open_index(settings) as index:
        evidence = EvidenceCheck(index.corpus)
        if keyword_only:
            yield SearchDesk(index, KeywordRetriever(index), evidence)
        else:
            encoder = load_encoder(settings)
            index.manifest.require_encoder(encoder.name, encoder.fingerprint)
            yield SearchDesk(index, HybridRetriever(encoder, index), evidence)


def open_index(settings: Settings) -> "Index":
    """The newest generation; raises `IndexMissing` with the command that builds one."""
    from rag.storage.index import Index

    return Index.open(settings.index, settings.threads)


def load_models(settings: Settings) -> Models:
    """The chosen models; raises `ModelUnusable`.

    The encoder comes beside the rest: hashing and unpacking weights hold no interpreter lock.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as other:
        encoder = other.submit(load_encoder, settings)
        from rag.pipeline import TimedEncoder

        reader = load_reader(settings)
        confidence = load_calibration(settings, reader.name)
        threshold = None if settings.risk is None else confidence.threshold_for(settings.risk)
        reranker = _needed_reranker(settings, confidence)
        return Models(TimedEncoder(encoder.result()), reader, confidence, threshold, reranker)


def hybrid_desk(models: Models, index: "Index") -> Desk:
    """Dense and keyword retrieval; raises `IndexStale` where the index has another encoder."""
    from rag.retrieval.retriever import HybridRetriever

    index.manifest.require_encoder(models.encoder.name, models.encoder.fingerprint)
    retriever = HybridRetriever(models.encoder, index)
    asked = pipeline(models, retriever, index, models.threshold)
    confidence = models.confidence
    threshold = confidence.threshold if models.threshold is None else models.threshold
    return Desk(index, asked, EvidenceCheck(index.corpus), threshold)


def pipeline(
    models: Models, retriever: "Retriever", index: "Index", threshold: float | None
) -> "Pipeline":
    """The pipeline that gives answers from `threshold` upwards.

    A trained reader also orders what it read; the one without a model leaves it as it was found.
    """
    from rag.answering.answerer import Answerer
    from rag.pipeline import Pipeline
    from rag.retrieval.reranking import reordered

    compared = models.encoder if models.confidence.weighs("quote_dense") else None
    answerer = Answerer(
        models.reader, index, models.confidence, threshold, compared, retriever, models.reranker
    )
    order = list if models.reader.name == LEXICAL else reordered
    return Pipeline(retriever, answerer, index, models.encoder, order)


def load_calibration(settings: Settings, reader: str) -> "ConfidenceModel":
    """The user's own fit where the settings name one, else the one that ships."""
    from rag.answering.weighing.confidence import load_confidence

    return load_confidence(reader, settings.calibration)


def load_encoder(settings: Settings) -> "Encoder":
    """The encoder that was chosen; raises `ModelUnusable`."""
    from rag.models.encoder import load_encoder as load

    return load(settings.encoder, settings.threads)


def load_reader(settings: Settings) -> "Reader":
    """The chosen reader: the trained one, the one without a model, or another QA model.

    Raises `ModelUnusable` where it is not on this machine, or is not the recorded one.
    """
    if settings.reader == LEXICAL:
        from rag.answering.choosing.lexical_reader import LexicalReader

        return LexicalReader()
    from rag.models.reader_choice import load_reader as load

    return load(settings.reader, settings.threads)


def load_reranker(settings: Settings) -> "Reranker | None":
    """What lies beside the chosen reader; raises `ModelUnusable` where it is not the recorded one.

    The reader without a model has none.
    """
    if settings.reader == LEXICAL:
        return None
    from rag.models.reader_choice import load_reranker as load

    return load(settings.reader, settings.threads)


def _needed_reranker(settings: Settings, confidence: "ConfidenceModel") -> "Reranker | None":
    """The reranker where the confidence goes by what it says; raises `ModelUnusable` without it."""
    from rag.answering.weighing.features import JUDGED

    if not any(confidence.weighs(feature) for feature in JUDGED):
        return None
    reranker = load_reranker(settings)
    if reranker is None:
        raise ModelUnusable(
            f"the confidence goes by an answer reranker, and there is none beside the"
            f" {settings.reader} reader: {CALIBRATE}"
        )
    return reranker


def _place_of(index: "Index", hit: Hit) -> str:
    from rag.answering.showing.citations import cite
    from rag.text.spans import Span

    return cite(1, hit, Span(hit.passage.start, hit.passage.end), index).place


def corpus_folder(settings: Settings, guesses: Sequence[Path], cited: Sequence[str]) -> Path:
    """Where the indexed articles lie, as the index records it.

    Where no index can be used, the first of the `guesses` that holds a cited path. Raises
    `UsageError` where none does.
    """
    try:
        with open_index(settings) as index:
            return index.corpus
    except IndexUnusable:
        if folder := _holding(cited, guesses):
            return folder
        looked = " nor in ".join(str(guess.resolve()) for guess in guesses)
        raise UsageError(
            f"{cited[0]!r} lies neither in {looked}, and no index in {settings.index} says where "
            "the articles are: name their folder, `rag verify FILE --articles FOLDER`"
        ) from None


def _holding(cited: Sequence[str], guesses: Sequence[Path]) -> Path | None:
    """Any will do where nothing is cited."""
    fitting = (
        guess
        for guess in guesses
        if not cited or any(os.path.isfile(guess / path) for path in cited)  # noqa: PTH113  # of any path; Path's may raise
    )
    return next(fitting, None)
