import ir_measures
import pytest

from rag.evaluation.rankings import by_score, ranking_measures


def test_ties_are_broken_by_id_whatever_the_order_they_came_in() -> None:
    assert by_score({"c": 1.0, "a": 1.0, "b": 2.0}) == ["b", "a", "c"]
    assert by_score({"a": 1.0, "b": 2.0, "c": 1.0}) == ["b", "a", "c"]


def test_ndcg_of_tied_scores_equals_ir_measures_on_the_order_by_id() -> None:
    relevant = {"q": {"a": 1, "d": 2}}
    ranking = by_score({"d": 1.0, "c": 1.0, "b": 1.0, "a": 1.0})
    ours = ranking_measures(relevant, {"q": ranking})["q"]
    qrels = [ir_measures.Qrel("q", "a", 1), ir_measures.Qrel("q", "d", 2)]
    run = [ir_measures.ScoredDoc("q", name, 4.0 - place) for place, name in enumerate("abcd")]
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], qrels, run)
    assert ours["ndcg@10"] == theirs[ir_measures.nDCG @ 10]
    # by hand: gain 1 at rank 1 and 2 at rank 4 over 2 at rank 1 and 1 at rank 2
    assert ours["ndcg@10"] == pytest.approx((1 + 2 / 2.321928) / (2 + 1 / 1.584963), abs=1e-6)


def test_recall_and_reciprocal_rank_stop_at_their_depths() -> None:
    ranking = [f"{n:03}" for n in range(150)]
    deep = ranking_measures({"q": {"010": 1, "100": 1}}, {"q": ranking})["q"]
    assert deep == {"ndcg@10": 0, "rr@10": 0, "r@100": 0.5}
    near = ranking_measures({"q": {"009": 1}}, {"q": ranking})["q"]
    assert near["rr@10"] == pytest.approx(0.1)


def test_a_question_without_a_ranking_scores_nothing() -> None:
    assert ranking_measures({"q": {"a": 1}}, {})["q"] == {"ndcg@10": 0, "rr@10": 0, "r@100": 0}
