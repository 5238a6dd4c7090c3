"""One reply judged: its measures, its outcome, and the stage at which it broke."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rag.evaluation import retrieval
from rag.evaluation.articles import Articles
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.scoring import (
    Outcome,
    citation_faults,
    crash_measures,
    is_grounded,
    outcome_of,
    reply_measures,
)
from rag.types import Answer


class Stage(StrEnum):
    """Where a question was lost, in the order in which a reply is made."""

    GROUNDED = "grounded"
    RIGHT_REFUSAL = "right refusal"
    NOT_IN_CORPUS = "not in corpus"
    NOT_RETRIEVED = "not retrieved"
    OVER_ABSTAINED = "over-abstained"
    MISREAD = "misread"
    MIS_CITED = "mis-cited"
    FALSE_ANSWER = "false answer"
    CRASHED = "crashed"

    @property
    def passed(self) -> bool:
        """Whether nothing was lost."""
        return self in {Stage.GROUNDED, Stage.RIGHT_REFUSAL}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reply is worth. `measures` holds those that apply, and no others."""

    id: str
    outcome: Outcome
    stage: Stage
    measures: Mapping[str, float]
    faults: tuple[str, ...]
    """What is wrong with the citations, or the error of a crash."""


def judge(
    question: GoldQuestion, answer: Answer, articles: Articles, indexed: frozenset[str] | None
) -> Judgement:
    """The judgement of a reply. `indexed`: the articles in the index, `None` where not known."""
    outcome = outcome_of(question, answer, articles)
    measures = reply_measures(question, answer, outcome, articles)
    grounded = is_grounded(question, answer, outcome, articles)
    stage = _stage(question, outcome, grounded) or _lost(question, answer, articles, indexed)
    return Judgement(question.id, outcome, stage, measures, citation_faults(answer, articles))


def judge_crash(question: GoldQuestion, error: str) -> Judgement:
    """A question that raised scores 0."""
    measures = crash_measures(question)
    return Judgement(question.id, Outcome.CRASHED, Stage.CRASHED, measures, (error,))


def _stage(question: GoldQuestion, outcome: Outcome, grounded: bool) -> Stage | None:
    match outcome:
        case Outcome.FALSE_ANSWER:
            return Stage.FALSE_ANSWER
        case Outcome.RIGHT_REFUSAL:
            return Stage.RIGHT_REFUSAL
        case Outcome.RIGHT:
            return Stage.GROUNDED if grounded or not question.evidence else Stage.MIS_CITED
    return None


def _lost(
    question: GoldQuestion, answer: Answer, articles: Articles, indexed: frozenset[str] | None
) -> Stage:
    """The first stage at which a question that has an answer lost it."""
    if indexed is not None and not _in_corpus(question, indexed):
        return Stage.NOT_IN_CORPUS
    every = len(answer.hits)
    if question.evidence and not retrieval.evidence_recall(question, answer.hits, every, articles):
        return Stage.NOT_RETRIEVED
    return Stage.MISREAD if answer.answered else Stage.OVER_ABSTAINED


def _in_corpus(question: GoldQuestion, indexed: frozenset[str]) -> bool:
    sets = ({span.article for span in spans} for spans in question.evidence)
    return not question.evidence or any(needed <= indexed for needed in sets)
