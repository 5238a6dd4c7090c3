from collections.abc import Sequence
from dataclasses import replace

from rag.retrieval.reranking import reordered
from rag.types import Hit
from tests.support.shelf import article, hits

ARTICLES = [article(f"Passage {n} of the mill.", f"{n:02}.md") for n in range(5)]


def _hits(fused: Sequence[float], reader: Sequence[float] = ()) -> list[Hit]:
    found = [hits(one)[0] for one in ARTICLES[: len(fused)]]
    scored = [replace(hit, scores={"fused": x}) for hit, x in zip(found, fused, strict=True)]
    read = [
        replace(hit, scores={**hit.scores, "reader": x})
        for hit, x in zip(scored, reader, strict=False)
    ]
    return read + scored[len(read) :]


def _paths(found: Sequence[Hit]) -> list[str]:
    return [hit.article.path for hit in found]


def test_what_the_reader_rates_high_rises_by_as_much_as_what_was_found_high() -> None:
    found = _hits([5.0, 4.0, 4.0], [-4.0, 0.0, 4.0])
    assert _paths(reordered(found)) == ["02.md", "00.md", "01.md"]


def test_the_scales_of_the_two_scores_do_not_matter() -> None:
    small, large = _hits([5, 4, 4], [-4, 0, 4]), _hits([500, 400, 400], [-8, 0, 8])
    assert _paths(reordered(small)) == _paths(reordered(large))


def test_hits_that_were_not_read_stay_behind_in_their_order() -> None:
    found = _hits([5.0, 4.0, 4.0, 3.0, 2.0], [-4.0, 0.0, 4.0])
    assert _paths(reordered(found)) == ["02.md", "00.md", "01.md", "03.md", "04.md"]


def test_equal_hits_stay_in_the_order_given() -> None:
    found = _hits([1.0, 1.0, 1.0], [2.0, 2.0, 2.0])
    assert reordered(found) == found


def test_the_best_sentence_counts_as_much_as_the_passage() -> None:
    found = _hits([4.0, 4.0, 4.0], [1.0, 1.0, 0.0])
    sentences = [0.0, 2.0, 1.0]
    rated = [
        replace(hit, scores={**hit.scores, "sentence": x})
        for hit, x in zip(found, sentences, strict=True)
    ]
    assert _paths(reordered(rated)) == ["01.md", "00.md", "02.md"]


def test_a_passage_without_a_sentence_counts_as_the_worst_one() -> None:
    found = _hits([4.0, 4.0, 4.0], [1.0, 1.0, 1.0])
    rated = [
        found[0],
        *(replace(hit, scores={**hit.scores, "sentence": 2.0}) for hit in found[1:2]),
        *(replace(hit, scores={**hit.scores, "sentence": -2.0}) for hit in found[2:]),
    ]
    assert _paths(reordered(rated)) == ["01.md", "00.md", "02.md"]
