from collections.abc import Sequence

from rag.types import ArticleHeader, Guess, Hit, Passage, Reading
from rag.wiring.remembering import RememberingReader, RememberingReranker

HEADER = ArticleHeader("a", "a", "a", "0" * 64, None, None)


class Counting:
    """Reads, and remembers how much."""

    name = "counting"

    def __init__(self) -> None:
        self.read_pairs = 0

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.read_pairs += len(hits)
        return [Reading(hit, float(hit.passage.start), (), ()) for hit in hits]

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> list[float]:
        self.read_pairs += len(guesses)
        return [float(guess.hit.passage.start + guess.end) for guess in guesses]

    def oppositions(self, question: str, statement: str, others: Sequence[str]) -> list[float]:
        del question
        return [float(len(statement) - len(other)) for other in others]


def hit(start: int) -> Hit:
    return Hit(Passage("a", start, start + 1, "x", ""), HEADER, {})


def test_only_new_pairs_are_read_and_the_order_is_that_of_the_hits() -> None:
    counting = Counting()
    reader = RememberingReader(counting)
    reader.read("q", [hit(1), hit(2)])
    readings = reader.read("q", [hit(3), hit(2), hit(1)])
    assert [reading.relevance for reading in readings] == [3, 2, 1]
    assert counting.read_pairs == 3


def test_another_question_is_read_anew() -> None:
    counting = Counting()
    reader = RememberingReader(counting)
    reader.read("q", [hit(1)])
    reader.read("r", [hit(1)])
    assert counting.read_pairs == 2


def test_only_new_guesses_are_judged_and_the_order_is_theirs() -> None:
    counting = Counting()
    reranker = RememberingReranker(counting)
    assert reranker.verdicts("q", [Guess(hit(1), 0, 1), Guess(hit(1), 0, 1)]) == [2, 2]
    assert reranker.verdicts("q", [Guess(hit(2), 0, 3), Guess(hit(1), 0, 1)]) == [5, 2]
    assert reranker.verdicts("q", []) == []
    assert counting.read_pairs == 2
    assert reranker.verdicts("r", [Guess(hit(1), 0, 1)]) == [2]
    assert counting.read_pairs == 3
    assert reranker.oppositions("q", "abc", ["a", "abcd"]) == [2, -1]
