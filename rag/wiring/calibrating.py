"""Fits choice and confidence of a reader on gold sets: what goes with answers that are right?"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelUnusable, UsageError
from rag.protocols import Encoder, Library, Progress, Reader
from rag.settings import Settings
from rag.types import Answer, Hit
from rag.wiring.asking import LEXICAL, load_encoder, load_reader, open_index
from rag.wiring.remembering import RememberingReader
from rag.wiring.syncing import Wish, sync_index

if TYPE_CHECKING:
    from rag.answering.answerer import Answerer
    from rag.answering.confidence import ConfidenceModel
    from rag.evaluation.gold import GoldQuestion
    from rag.evaluation.suite import Suite

MOST_POSSIBLE = 8
"""Answers to a question that the choice is fitted on; further down hardly any is right."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a suite with the hits that its reader is handed."""

    suite: "Suite"
    question: "GoldQuestion"
    text: str
    hits: Sequence[Hit]
    reader: Reader
    library: Library
    encoder: Encoder

    def possible(self, model: "ConfidenceModel") -> tuple[list[Features], list[bool]]:
        """The features of the possible answers, and which of them are right."""
        found = self._answerer(model).possibilities(self.text, self.hits, MOST_POSSIBLE)
        return [known for known, _ in found], [self._is_right(answer) for _, answer in found]

    def proposed(self, model: "ConfidenceModel") -> tuple[Features, bool] | None:
        """The features of the answer that the model chooses, and whether it is right."""
        answerer = self._answerer(model)
        proposal = answerer.propose(self.text, self.hits)
        if proposal is None:
            return None
        return proposal.features, self._is_right(answerer.answer(self.text, self.hits))

    def _answerer(self, model: "ConfidenceModel") -> "Answerer":
        from rag.answering.answerer import Answerer

        return Answerer(self.reader, self.library, model, 0.0, self.encoder)

    def _is_right(self, answer: Answer) -> bool:
        from rag.evaluation.judging import judge
        from rag.evaluation.scoring import Outcome

        judgement = judge(self.question, answer, self.suite.articles, None)
        return judgement.outcome is Outcome.RIGHT


def calibrate(
    settings: Settings,
    folders: Sequence[Path],
    split: str | None,
    risk: float | None,
    progress: Progress | None = None,
) -> "ConfidenceModel":
    """Ask the questions of a split of each suite and fit; `None` takes every question.

    Many questions fit what an answer is chosen by, then the confidence in the chosen ones; fewer
    than `FEWEST_TO_FIT` leave both and stretch and shift the confidence that ships with the reader.
    The threshold is set for `risk`, the tolerated share of wrong answers among those given. Raises
    `UsageError` where there are too few questions.
    """
    from rag.answering.fitting import FEWEST_TO_FIT
    from rag.evaluation.suite import load_suite

    suites = [load_suite(folder) for folder in folders]
    reader = load_reader(settings)
    known = _measured(reader.name)
    with ExitStack() as opened:
        every = [
            asked for suite in suites for asked in _asked(settings, suite, split, reader, opened)
        ]
        provenance = _provenance(suites, split, risk)
        if known is not None and len(every) < FEWEST_TO_FIT:
            return _adjusted(known, every, provenance, risk, progress)
        return _fitted(reader.name, every, provenance, risk, progress)


def _measured(reader: str) -> "ConfidenceModel | None":
    """The confidence that ships with the reader, where it was fitted."""
    from rag.answering.confidence import load_confidence

    try:
        model = load_confidence(reader)
    except ModelUnusable:
        return None
    return model if model.risks else None


def _provenance(suites: Sequence["Suite"], split: str | None, risk: float | None) -> dict[str, str]:
    return {
        "suites": ", ".join(suite.settings.name for suite in suites),
        "split": split or "all",
        "gold_sha256": ", ".join(suite.gold_sha256[:12] for suite in suites),
        "risk": "none stated" if risk is None else f"{risk:g}",
    }


def _adjusted(
    known: "ConfidenceModel",
    every: Sequence[Asked],
    provenance: Mapping[str, str],
    risk: float | None,
    progress: Progress | None,
) -> "ConfidenceModel":
    from rag.answering.fitting import adjust

    features, right = _proposed(every, known, progress)
    kept = ", ".join(f"{name} {value}" for name, value in known.provenance.items())
    told = {**provenance, "questions": str(len(right)), "adjusts": kept}
    return adjust(known, features, right, told, risk)


def _fitted(
    reader: str,
    every: Sequence[Asked],
    provenance: Mapping[str, str],
    risk: float | None,
    progress: Progress | None,
) -> "ConfidenceModel":
    from rag.answering.fitting import fit

    choosing = _choosing(every, progress)
    features, right = _proposed(every, choosing, None)
    told = {**provenance, "questions": str(len(right))}
    return replace(fit(features, right, reader, told, risk), choice=choosing.choice)


def _proposed(
    every: Sequence[Asked], model: "ConfidenceModel", progress: Progress | None
) -> tuple[list[Features], list[bool]]:
    """Of the questions with any possible answer: the features of the chosen one, and its worth."""
    found = []
    for asked in every:
        found.append(asked.proposed(model))
        if progress:
            progress(1)
    proposed = [each for each in found if each is not None]
    return [features for features, _ in proposed], [right for _, right in proposed]


def _choosing(every: Sequence[Asked], progress: Progress | None) -> "ConfidenceModel":
    """Any confidence will do while every answer is given; the choice is fitted."""
    from rag.answering.choice import fit_choice
    from rag.answering.confidence import load_confidence

    plain = load_confidence(LEXICAL)
    possible = []
    for asked in every:
        possible.append(asked.possible(plain))
        if progress:
            progress(1)
    if not any(any(right) for _, right in possible):
        raise UsageError(
            f"none of {len(possible)} questions has a right answer among those found:"
            " give questions that the articles answer"
        )
    return replace(plain, choice=fit_choice(possible))


def _asked(
    settings: Settings,
    suite: "Suite",
    split: str | None,
    reader: Reader,
    opened: ExitStack,
) -> Iterator[Asked]:
    """The questions of the split; the suite's index stays open for what is cited."""
    from rag.pipeline import READ, checked_question
    from rag.retrieval.retriever import HybridRetriever

    own = replace(settings, index=settings.index / "suites" / suite.settings.name)
    sync_index(own, Wish((suite.settings.articles,), suite.settings.articles), None)
    index = opened.enter_context(open_index(own))
    encoder = load_encoder(own)
    retriever = HybridRetriever(encoder, index)
    for question in suite.questions:
        if split in {None, question.split} and suite.gated(question):
            text = checked_question(question.question)
            hits = retriever.retrieve(text, READ)
            yield Asked(suite, question, text, hits, RememberingReader(reader), index, encoder)
