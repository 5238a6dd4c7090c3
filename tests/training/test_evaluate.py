"""What is measured of the networks beside given passages."""

from collections.abc import Sequence

from rag.models.reader import TrainedReader
from rag.training.benchmarks import Asked
from rag.training.evaluate import Judged, Read, best_count, read_all
from rag.types import ArticleHeader, Guess, Hit, Passage, Reading, ScoredSpan

TEXT = "The ferry was built in 1931 and sold in 1958."
HIT = Hit(Passage("a", 0, len(TEXT), TEXT, ""), ArticleHeader("a", "", "a", "", None, "en"), {})
READING = Reading(HIT, 0.0, (ScoredSpan(23, 27, 2.0), ScoredSpan(40, 44, 1.0)), ())


class _Reader(TrainedReader):
    def __init__(self) -> None:
        """No weights."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        del question, hits
        return [READING]


class _Reranker:
    name = "scripted"

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> list[float]:
        del question
        return [5.0 if TEXT[one.start : one.end] == "1958" else -5.0 for one in guesses]

    def oppositions(self, question: str, statement: str, others: Sequence[str]) -> list[float]:
        del question, statement
        return [0.0 for _ in others]


def _read(answers: tuple[str, ...], *spans: Judged) -> Read:
    return Read(Asked("When?", (HIT,), answers), READING, spans)


def test_a_verdict_changes_which_span_is_best_as_far_as_it_counts() -> None:
    [one] = read_all(_Reader(), _Reranker(), [Asked("Sold?", (HIT,), ("1958",))], lambda: None)
    assert [span.text for span in one.spans] == ["1931", "1958"]
    alone, judged = one.scored(), one.scored(1.0)
    assert (alone.exact, alone.certainty) == (0.0, 2.0)
    assert (judged.exact, judged.certainty) == (1.0, 6.0)


def test_without_a_reranker_a_verdict_counts_for_nothing() -> None:
    [one] = read_all(_Reader(), None, [Asked("Sold?", (HIT,), ("1958",))], lambda: None)
    assert one.scored(4.0) == one.scored()


def test_a_question_of_no_span_is_refused_before_any_other() -> None:
    assert _read(("1931",)).scored(1.0).certainty < -1000


def test_a_verdict_counts_as_much_as_helps_the_held_out_questions() -> None:
    right, wrong = Judged("1931", 1.0, 3.0), Judged("1958", 2.0, -3.0)
    helped = [_read(("1931",), right, wrong), _read((), wrong)] * 3
    assert best_count(helped) > 0
    misled = [_read(("1958",), right, wrong), _read((), Judged("1931", 0.0, 3.0))] * 3
    assert best_count(misled) == 0.0
