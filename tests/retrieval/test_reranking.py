from collections.abc import Sequence
from dataclasses import replace

from rag.retrieval.reranking import READ, RerankingRetriever, reordered
from rag.types import Hit, Reading
from tests.support.shelf import article, hits

ARTICLES = [article(f"Passage {n} of the mill.", f"{n:02}.md") for n in range(READ + 5)]


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


class _Found:
    def __init__(self) -> None:
        self.limits: list[int] = []

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        self.limits.append(limit)
        return _hits([float(-n) for n in range(len(ARTICLES))])[:limit]


class _LastFirst:
    """Rates the hits it reads the higher the later they come, far above what fusion tells."""

    name = "last first"

    def read(self, question: str, found: Sequence[Hit]) -> Sequence[Reading]:
        return [Reading(hit, float(n**4), (), ()) for n, hit in enumerate(found)]


def test_reads_deep_enough_to_lift_what_was_found_late() -> None:
    retriever = _Found()
    found = RerankingRetriever(retriever, _LastFirst()).retrieve("mill?", 3)
    assert retriever.limits == [READ]
    assert found[0].article.path == f"{READ - 1:02}.md"
    assert found[0].scores["reader"] == float((READ - 1) ** 4)
    assert len(found) == 3


def test_what_lies_beyond_the_read_hits_follows_unread() -> None:
    found = RerankingRetriever(_Found(), _LastFirst()).retrieve("mill?", READ + 2)
    assert _paths(found)[READ:] == [f"{READ:02}.md", f"{READ + 1:02}.md"]
    assert "reader" not in found[-1].scores
