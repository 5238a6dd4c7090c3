from rag.evaluation.gold import GoldSpan
from rag.types import ArticleHeader, Hit, Passage
from rag.wiring.evaluating import Hiding


class Fixed:
    """A retriever whose ranking is given."""

    def __init__(self, hits: list[Hit]) -> None:
        self._hits = hits

    def retrieve(self, question: str, limit: int) -> list[Hit]:
        return self._hits[:limit]


def hit(path: str, start: int, end: int) -> Hit:
    header = ArticleHeader(path, path, path, "0" * 64, None, None)
    return Hit(Passage(path, start, end, "x" * (end - start), ""), header, {})


def test_a_passage_that_shows_one_hidden_character_is_passed_over() -> None:
    hits = [hit("a", 0, 10), hit("a", 10, 20), hit("b", 0, 10), hit("a", 20, 30)]
    hiding = Hiding(Fixed(hits), (GoldSpan("a", None, 9, 11, None, (9, 11)),))
    assert hiding.retrieve("q", 10) == [hits[2], hits[3]]


def test_a_span_that_only_touches_hides_nothing() -> None:
    hits = [hit("a", 0, 10)]
    hiding = Hiding(Fixed(hits), (GoldSpan("a", None, 10, 11, None, (10, 11)),))
    assert hiding.retrieve("q", 10) == hits
