"""Possible answers read once more: what that changes, and how seldom it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from rag.answering.answerer import Answerer
from rag.answering.choice import READER_ALONE
from rag.answering.confidence import load_confidence
from rag.answering.proposing import JUDGED
from rag.types import Answer, Guess
from tests.support.shelf import ScriptedReader, Shelf, article, hits

QUESTION = "When did Acme open its shop?"
ONE = article("Borg closed its doors on 4 May.", "one.md")
TWO = article("The shop of Acme opened on 3 May.", "two.md")
SCORES = {"4 May": 3.0, "3 May": 2.9}
WEIGHED = replace(
    load_confidence("lexical"), choice={**READER_ALONE, "verdict": 1.0}, threshold=0.0
)


@dataclass
class ScriptedReranker:
    """Knows some answers to be right, and remembers what it was asked."""

    right: frozenset[str]
    asked: list[str] = field(default_factory=list)
    name: str = "scripted"

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> list[float]:
        texts = [each.hit.passage.text[each.start : each.end] for each in guesses]
        self.asked += texts
        return [2.0 if text in self.right else -3.0 for text in texts]


def _answerer(reranker: ScriptedReranker | None) -> Answerer:
    return Answerer(ScriptedReader(SCORES), Shelf((ONE, TWO)), WEIGHED, reranker=reranker)


def _answer(reranker: ScriptedReranker | None) -> Answer:
    return _answerer(reranker).answer(QUESTION, hits(ONE, TWO))


def test_the_answer_that_holds_on_its_own_overtakes_the_readers() -> None:
    assert _answer(None).text == "4 May"
    assert _answer(ScriptedReranker(frozenset({"3 May"}))).text == "3 May"


def test_a_proposal_tells_the_verdict_and_its_lead() -> None:
    proposal = _answerer(ScriptedReranker(frozenset({"3 May"}))).propose(QUESTION, hits(ONE, TWO))
    assert proposal is not None
    assert proposal.features["verdict"] == 2.0
    assert proposal.features["best_verdict"] == 2.0
    assert proposal.features["verdict_lead"] == 5.0


def test_without_a_reranker_all_are_naught() -> None:
    proposal = _answerer(None).propose(QUESTION, hits(ONE, TWO))
    assert proposal is not None
    told = [proposal.features[name] for name in ("verdict", "best_verdict", "verdict_lead")]
    assert told == [0.0, 0.0, 0.0]


def test_no_answer_is_read_twice_and_only_the_first_are_read() -> None:
    days = [f"{day} June" for day in range(1, 21)]
    many = [article(f"The shop of Acme opened on {day}.", f"{day}.md") for day in days]
    reranker = ScriptedReranker(frozenset())
    reader = ScriptedReader({day: 5.0 - 0.1 * n for n, day in enumerate(days)})
    Answerer(reader, Shelf(tuple(many)), WEIGHED, reranker=reranker).answer(QUESTION, hits(*many))
    assert len(reranker.asked) == len(set(reranker.asked)) == JUDGED


def test_further_answers_count_as_the_least_likely_that_was_read() -> None:
    answerer = _answerer(ScriptedReranker(frozenset({"3 May"})))
    found = list(answerer.possibilities(QUESTION, hits(ONE, TWO), 8))
    assert [known["verdict"] for known, _ in found] == [2.0, -3.0]
    assert [given.text for _, given in found] == ["3 May", "4 May"]


@pytest.mark.parametrize("right", [frozenset(), frozenset({"4 May"})])
def test_what_it_confirms_stays(right: frozenset[str]) -> None:
    assert _answer(ScriptedReranker(right)).text == "4 May"
