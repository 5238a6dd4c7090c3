"""The questions of a suite beside what came back for each of them, judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.evaluation.articles import Articles
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.judging import Judgement, judge, judge_crash
from rag.evaluation.rankings import DEPTH, RECALL, ranking_measures
from rag.evaluation.replies import answer_from_json
from rag.evaluation.retrieval import ranked_articles
from rag.evaluation.run import Record, Run
from rag.evaluation.scoring import Outcome, outcome_of
from rag.evaluation.selective import Candidate
from rag.evaluation.suite import Suite
from rag.types import Answer

FEW = 20
"""Below it, articles are too few to be drawn as clusters (Cameron, Gelbach and Miller 2008)."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its judgement, its best answer where one is known, and its cluster."""

    question: GoldQuestion
    judgement: Judgement
    candidate: Candidate | None
    cluster: str


def judged_items(suite: Suite, run: Run, answers: Sequence[Answer | None]) -> tuple[Item, ...]:
    """One item a question, in the order of the suite."""
    ranked = _rankings(suite, run, answers)
    indexed = _resolved(run.indexed, suite.articles)
    groups = clusters(suite.questions)
    rows = zip(suite.questions, run.records, answers, groups, strict=True)
    return tuple(
        Item(
            question,
            _judgement(question, record, answer, suite.articles, indexed, ranked),
            _candidate(question, record, answer, suite.articles),
            group,
        )
        for question, record, answer, group in rows
    )


def _judgement(
    question: GoldQuestion,
    record: Record,
    answer: Answer | None,
    articles: Articles,
    indexed: frozenset[str] | None,
    ranked: Mapping[str, Mapping[str, float]],
) -> Judgement:
    if answer is None:
        judged = judge_crash(question, record.error or "no reply")
    else:
        judged = judge(question, answer, articles, indexed)
    more = dict(ranked.get(question.id, {}))
    if record.without is not None:
        more["evidence_removed"] = float(not answer_from_json(record.without).answered)
    measures = {**judged.measures, **more}
    return Judgement(judged.id, judged.outcome, judged.stage, measures, judged.faults)


def _rankings(
    suite: Suite, run: Run, answers: Sequence[Answer | None]
) -> dict[str, dict[str, float]]:
    """nDCG, RR and R by question; R@100 only of rankings that were asked for that deep."""
    relevant = {item.id: item.grades for item in suite.questions if item.answerable and item.grades}
    ranking, deep = {}, set()
    for record, answer in zip(run.records, answers, strict=True):
        if record.ranking is not None:
            deep.add(record.id)
            ranking[record.id] = _distinct(record.ranking, suite.articles)[:DEPTH]
        elif answer is not None:
            ranking[record.id] = ranked_articles(answer.hits, suite.articles)
    scores = ranking_measures(relevant, ranking)
    return {
        name: {key: value for key, value in found.items() if key != RECALL or name in deep}
        for name, found in scores.items()
    }


def _distinct(paths: Sequence[str], articles: Articles) -> list[str]:
    return list(dict.fromkeys(articles.resolve(path) or path for path in paths))


def _resolved(paths: frozenset[str] | None, articles: Articles) -> frozenset[str] | None:
    if paths is None:
        return None
    return frozenset(articles.resolve(path) or path for path in paths)


def _candidate(
    question: GoldQuestion, record: Record, answer: Answer | None, articles: Articles
) -> Candidate | None:
    """The best answer known: the one proposed without a threshold, or the one given."""
    best = answer_of(record.proposed) or answer
    if best is None or not best.answered:
        return None
    right = outcome_of(question, best, articles) is Outcome.RIGHT
    return Candidate(question.id, best.confidence, right)


def clusters(questions: Sequence[GoldQuestion]) -> list[str]:
    """What a question is drawn together with: its article, or its fact where articles are few.

    With a handful of articles a defect in one would vanish in every draw that leaves it out, and
    no gate could see it. Questions on one slice of one article then go together.
    """
    articles = {question.home for question in questions if question.home != question.id}
    if len(articles) >= FEW:
        return [question.home for question in questions]
    return [_fact(question) for question in questions]


def _fact(question: GoldQuestion) -> str:
    spans = [span for spans in question.evidence for span in spans] or list(question.near_misses)
    return f"{question.home}@{spans[0].start}" if spans else question.id


def answer_of(reply: Mapping[str, object] | None) -> Answer | None:
    """The answer of a stored reply, `None` where there is none."""
    return None if reply is None else answer_from_json(reply)
