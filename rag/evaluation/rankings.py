"""nDCG@10, RR@10 and R@100 of articles: the only module that imports ir_measures."""

from collections.abc import Mapping, Sequence

NDCG, RR, RECALL = "ndcg@10", "rr@10", "r@100"
DEPTH = 100


def by_score(scores: Mapping[str, float]) -> list[str]:
    """Ids by falling score; equal scores by id, so that every machine ranks alike."""
    return sorted(scores, key=lambda name: (-scores[name], name))


def ranking_measures(
    relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """By question: the three measures of its ranking (ids, best first), through ir_measures.

    A question without a ranking scores 0. Ranks are handed over as scores without ties, because
    trec_eval breaks ties by falling id, other tools by input order.
    """
    import ir_measures
    from ir_measures import RR as RECIPROCAL
    from ir_measures import R, nDCG

    names = {nDCG @ 10: NDCG, RECIPROCAL @ 10: RR, R @ DEPTH: RECALL}
    qrels = [
        ir_measures.Qrel(question, article, grade)
        for question, grades in relevant.items()
        for article, grade in grades.items()
    ]
    run = [
        ir_measures.ScoredDoc(question, article, -float(rank))
        for question, ranking in rankings.items()
        if question in relevant
        for rank, article in enumerate(ranking)
    ]
    scores: dict[str, dict[str, float]] = {
        question: dict.fromkeys(names.values(), 0.0) for question in relevant
    }
    for metric in ir_measures.iter_calc(list(names), qrels, run) if run else ():
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return scores
