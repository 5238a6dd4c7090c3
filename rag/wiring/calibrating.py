"""Fits the confidence of a reader on gold sets: which features go with answers that are right?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.protocols import Progress
from rag.settings import Settings
from rag.wiring.asking import LEXICAL, Models, load_encoder, load_reader, open_index, pipeline
from rag.wiring.evaluating import remembering
from rag.wiring.syncing import Wish, sync_index

if TYPE_CHECKING:
    from rag.answering.confidence import ConfidenceModel
    from rag.evaluation.gold import GoldQuestion
    from rag.evaluation.suite import Suite
    from rag.storage.index import Index


@dataclass(frozen=True, slots=True)
class Example:
    """One proposed answer: what is known of it, and whether it was right."""

    features: Mapping[str, float]
    right: bool


def calibrate(
    settings: Settings,
    folders: Sequence[Path],
    split: str | None,
    risk: float | None,
    progress: Progress | None = None,
) -> "ConfidenceModel":
    """Ask the questions of a split of each suite and fit; `None` takes every question.

    The threshold is set for `risk`, the tolerated share of wrong answers among those given.
    Raises `UsageError` where there are too few questions.
    """
    from rag.answering.confidence import fit
    from rag.evaluation.suite import load_suite

    suites = [load_suite(folder) for folder in folders]
    found = [example for suite in suites for example in examples(settings, suite, split, progress)]
    provenance = {
        "suites": ", ".join(suite.settings.name for suite in suites),
        "split": split or "all",
        "gold_sha256": ", ".join(suite.gold_sha256[:12] for suite in suites),
        "questions": str(len(found)),
    }
    return fit(
        [example.features for example in found],
        [example.right for example in found],
        load_reader(settings).name,
        provenance,
        risk,
    )


def examples(
    settings: Settings, suite: "Suite", split: str | None, progress: Progress | None = None
) -> Iterator[Example]:
    """The best answer to each question of the split, given or not; none where nothing is found."""
    own = replace(settings, index=settings.index / "suites" / suite.settings.name)
    sync_index(own, Wish((suite.settings.articles,), suite.settings.articles), None)
    with open_index(own) as index:
        models = remembering(_uncalibrated(own))
        for question in suite.questions:
            if split in {None, question.split} and suite.gated(question):
                yield from _example(models, index, suite, question)
            if progress:
                progress(1)


def _example(
    models: Models, index: "Index", suite: "Suite", question: "GoldQuestion"
) -> Iterator[Example]:
    from rag.answering.answerer import Answerer
    from rag.evaluation.judging import judge
    from rag.evaluation.scoring import Outcome
    from rag.pipeline import READ, checked_question
    from rag.retrieval.retriever import HybridRetriever

    retriever = HybridRetriever(models.encoder, index)
    answerer = Answerer(models.reader, index, models.confidence, 0.0)
    asked = checked_question(question.question)
    hits = retriever.retrieve(asked, READ)
    proposal = answerer.propose(asked, hits)
    if proposal is None:
        return
    answer = pipeline(models, retriever, index, 0.0).ask(asked).answer
    judgement = judge(question, answer, suite.articles, None)
    yield Example(proposal.features, judgement.outcome is Outcome.RIGHT)


def _uncalibrated(settings: Settings) -> Models:
    """Any confidence will do while every answer is given."""
    from rag.answering.confidence import load_confidence
    from rag.pipeline import TimedEncoder

    encoder = TimedEncoder(load_encoder(settings))
    return Models(encoder, load_reader(settings), load_confidence(LEXICAL), 0.0)
