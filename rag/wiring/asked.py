"""A suite's questions as a reader is asked them: what choice and confidence are fitted on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from rag.protocols import Encoder, Library, Reader, Reranker
from rag.settings import Settings
from rag.types import Answer, Hit
from rag.wiring.asking import load_encoder, load_reranker, open_index
from rag.wiring.remembering import RememberingReader, RememberingReranker
from rag.wiring.syncing import Wish, sync_index

if TYPE_CHECKING:
    from rag.answering.answerer import Answerer
    from rag.answering.weighing.confidence import ConfidenceModel
    from rag.evaluation.gold import GoldQuestion
    from rag.evaluation.suite import Suite

MOST_POSSIBLE = 8
"""Answers to a question that the choice is fitted on; further down hardly any is right."""

Features: TypeAlias = Mapping[str, float]


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
    reranker: Reranker | None
    sets_threshold: bool = True
    """Does a false answer to it count where the threshold is set?"""

    @property
    def lacks_answer(self) -> bool:
        """Do the articles leave it open?"""
        return not self.question.answerable

    def tempts(self, suite: str) -> bool:
        """Is any answer to it false, and is it one of that suite?"""
        return self.lacks_answer and self.suite.settings.name == suite

    def possible(self, model: "ConfidenceModel") -> tuple[list[Features], list[bool]]:
        """The features of the possible answers, and which of them are right."""
        found = self._answerer(model).possibilities(self.text, self.hits, MOST_POSSIBLE)
        return [known for known, _ in found], [self._is_right(answer) for _, answer in found]

    def proposed(self, model: "ConfidenceModel") -> tuple[Features, bool] | None:
        """The features of the answer that the model chooses, and whether it is right."""
        found = self._answerer(model).propose(self.text, self.hits)
        if found is None:
            return None
        proposal, answer = found
        return proposal.features, self._is_right(answer)

    def _answerer(self, model: "ConfidenceModel") -> "Answerer":
        from rag.answering.answerer import Answerer

        return Answerer(self.reader, self.library, model, 0.0, self.encoder, reranker=self.reranker)

    def _is_right(self, answer: Answer) -> bool:
        from rag.evaluation.judging import judge
        from rag.evaluation.scoring import Outcome

        judgement = judge(self.question, answer, self.suite.articles, None)
        return judgement.outcome is Outcome.RIGHT


def asked_of(
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
    encoder, found = load_encoder(own), load_reranker(own)
    reranker = found and RememberingReranker(found)
    retriever = HybridRetriever(encoder, index)
    for question in suite.questions:
        if split in {None, question.split} and suite.gated(question):
            text = checked_question(question.question)
            hits = retriever.retrieve(text, READ)
            asked = RememberingReader(reader)
            yield Asked(suite, question, text, hits, asked, index, encoder, reranker)
