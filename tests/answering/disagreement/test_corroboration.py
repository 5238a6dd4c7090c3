from collections.abc import Sequence

from rag.answering.answerer import Answerer
from rag.answering.disagreement.corroboration import LOOKED_AT
from rag.answering.weighing.confidence import load_confidence
from rag.types import Answer, Article, Hit
from tests.support.shelf import ScriptedReader, Shelf, article, hits

QUESTION = "When did Acme bring out the Brine battery?"
ONE = article("Acme put the Brine battery on sale on 3 May 2024.", "one.md")
SAME = article("The Brine battery of Acme was put on sale on 3 May 2024 in Oslo.", "same.md")
OTHER = article("Acme put its Brine battery on sale on 4 May 2024, says the paper.", "other.md")
TWICE = article("Acme put the Brine battery on sale on 5 May 2024.", "one.md")
SCORES = {"3 May 2024": 3.0, "4 May 2024": 2.5, "5 May 2024": 2.5}


class Finder:
    """Finds the same passages for every question, and remembers what it was asked."""

    def __init__(self, *articles: Article) -> None:
        self._found = hits(*articles)
        self.asked: list[tuple[str, int]] = []

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        self.asked.append((question, limit))
        return self._found


def _answer(finder: Finder | None, *, threshold: float = 0.0) -> Answer:
    shelf = Shelf((ONE, SAME, OTHER))
    model = load_confidence("lexical")
    answerer = Answerer(ScriptedReader(SCORES), shelf, model, threshold, retriever=finder)
    return answerer.answer(QUESTION, hits(ONE))


def _cited(answer: Answer) -> list[str]:
    return [each.article.path for each in answer.citations]


def _otherwise(answer: Answer) -> list[tuple[str, list[str]]]:
    return [
        (each.text, [cited.article.path for cited in each.citations])
        for each in answer.alternatives
    ]


def test_the_question_alone_finds_neither_agreement_nor_contradiction() -> None:
    alone = _answer(None)
    assert (alone.text, _cited(alone), alone.disagreement) == ("3 May 2024", ["one.md"], False)


def test_what_the_quote_finds_agrees_or_says_otherwise() -> None:
    finder = Finder(SAME, OTHER)
    answer = _answer(finder)
    assert finder.asked[0][0] == ONE.text
    assert _cited(answer) == ["one.md", "same.md"]
    assert _otherwise(answer) == [("4 May 2024", ["other.md"])]
    assert answer.disagreement


def test_answer_confidence_and_passages_stay_as_they_were() -> None:
    alone, answer = _answer(None), _answer(Finder(SAME, OTHER))
    assert (answer.text, answer.confidence, answer.hits) == (
        alone.text,
        alone.confidence,
        alone.hits,
    )


def test_nothing_is_looked_for_where_the_answer_is_not_given() -> None:
    finder = Finder(SAME, OTHER)
    assert not _answer(finder, threshold=1.1).answered
    assert not finder.asked


def test_the_answers_own_article_does_not_contradict_it() -> None:
    answer = _answer(Finder(TWICE, ONE))
    assert (_cited(answer), answer.disagreement) == (["one.md"], False)


def test_only_the_nearest_few_are_read() -> None:
    fillers = [article(f"Nothing of the kind is told in part {n}.", f"{n}.md") for n in range(9)]
    assert _otherwise(_answer(Finder(*fillers[: LOOKED_AT - 1], OTHER)))
    assert not _otherwise(_answer(Finder(*fillers[:LOOKED_AT], OTHER)))
