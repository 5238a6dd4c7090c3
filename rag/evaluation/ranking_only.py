"""A suite whose rankings alone are measured: no answer is asked for, so it takes seconds."""

from collections.abc import Callable, Sequence

from rag.evaluation.rankings import DEPTH, NDCG, RECALL, RR, ranking_measures
from rag.evaluation.retrieval import ranked_articles
from rag.evaluation.run import DEEP
from rag.evaluation.statistics import bootstrap
from rag.evaluation.suite import Suite
from rag.evaluation.summary import Figure
from rag.protocols import Progress
from rag.types import Hit

NAMES = (NDCG, RR, RECALL)


def rank_all(
    suite: Suite, rank: Callable[[str, int], Sequence[Hit]], progress: Progress | None = None
) -> dict[str, Figure]:
    """nDCG@10, RR@10 and R@100 over the questions with relevant articles, with intervals."""
    rankings = {}
    asked = [question for question in suite.questions if question.answerable and question.grades]
    for question in asked:
        hits = rank(question.question, DEEP)
        rankings[question.id] = ranked_articles(hits, suite.articles)[:DEPTH]
        if progress:
            progress(1)
    scores = ranking_measures({item.id: item.grades for item in asked}, rankings)
    return {name: _figure(name, [score[name] for score in scores.values()]) for name in NAMES}


def _figure(name: str, values: Sequence[float]) -> Figure:
    interval = bootstrap(values, [str(place) for place in range(len(values))])
    return Figure(name, sum(values) / len(values), len(values), interval)
