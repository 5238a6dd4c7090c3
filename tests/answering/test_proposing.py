"""Possible answers read once more: what that changes, and how seldom it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from rag.answering.answerer import Answerer
from rag.answering.choosing.agreement import Agreement
from rag.answering.choosing.choice import READER_ALONE
from rag.answering.choosing.selection import Selector, candidates
from rag.answering.language.questions import understand
from rag.answering.proposal import Proposal
from rag.answering.proposing import JUDGED
from rag.answering.weighing.confidence import load_confidence
from rag.answering.weighing.features import _verdict_lead
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

    def oppositions(self, question: str, statement: str, others: Sequence[str]) -> list[float]:
        del question, statement
        return [0.0 for _ in others]


def _answerer(reranker: ScriptedReranker | None) -> Answerer:
    return Answerer(ScriptedReader(SCORES), Shelf((ONE, TWO)), WEIGHED, reranker=reranker)


def _answer(reranker: ScriptedReranker | None) -> Answer:
    return _answerer(reranker).answer(QUESTION, hits(ONE, TWO))


def _proposal(reranker: ScriptedReranker | None) -> Proposal:
    found = _answerer(reranker).propose(QUESTION, hits(ONE, TWO))
    assert found is not None
    return found[0]


def test_the_answer_that_holds_on_its_own_overtakes_the_readers() -> None:
    assert _answer(None).text == "4 May"
    assert _answer(ScriptedReranker(frozenset({"3 May"}))).text == "3 May"


def test_a_proposal_tells_the_verdict_and_its_lead() -> None:
    proposal = _proposal(ScriptedReranker(frozenset({"3 May"})))
    assert proposal.features["verdict"] == 2.0
    assert proposal.features["best_verdict"] == 2.0
    assert proposal.features["verdict_lead"] == 5.0


def test_without_a_reranker_all_are_naught() -> None:
    proposal = _proposal(None)
    told = [proposal.features[name] for name in ("verdict", "best_verdict", "verdict_lead")]
    assert told == [0.0, 0.0, 0.0]


def test_no_answer_is_read_twice_and_only_the_first_are_read() -> None:
    days = [f"{day} June" for day in range(1, 21)]
    many = [article(f"The shop of Acme opened on {day}.", f"{day}.md") for day in days]
    reranker = ScriptedReranker(frozenset())
    reader = ScriptedReader({day: 5.0 - 0.1 * n for n, day in enumerate(days)})
    Answerer(reader, Shelf(tuple(many)), WEIGHED, reranker=reranker).answer(QUESTION, hits(*many))
    assert len(reranker.asked) == len(set(reranker.asked)) == JUDGED


def test_what_states_the_answer_is_cited_before_what_asks_for_it() -> None:
    asks = article("And the shop that Acme opened on 3 May?", "asks.md")
    reader, shelf = ScriptedReader({"3 May": 2.9}), Shelf((asks, TWO))
    answer = Answerer(reader, shelf, WEIGHED).answer(QUESTION, hits(asks, TWO))
    assert [each.article.path for each in answer.citations] == ["two.md", "asks.md"]


def test_further_answers_count_as_the_least_likely_that_was_read() -> None:
    days = [f"{day} June" for day in range(10, 22)]
    many = [article(f"The shop of Acme opened on {day}.", f"{day}.md") for day in days]
    reader = ScriptedReader({day: 5.0 - 0.1 * n for n, day in enumerate(days)})
    selector = Selector(understand(QUESTION), WEIGHED.choice)
    ranked = selector.candidates(reader.read(QUESTION, hits(*many)))
    judged = selector.judged(ranked, 3, lambda new: [1.0, -2.0, 0.5][: len(new)])
    told = {each.text: each.features["verdict"] for each in judged}
    assert tuple(told[day] for day in days[:3]) == (1.0, -2.0, 0.5)
    assert {told[day] for day in days[3:]} == {-2.0}


def test_the_lead_of_a_value_is_over_the_others_however_its_group_is_made() -> None:
    found = candidates(understand(QUESTION), ScriptedReader(SCORES).read(QUESTION, hits(ONE, TWO)))
    told = [
        replace(each, features={**each.features, "verdict": value})
        for each, value in zip(found, (2.0, -3.0), strict=True)
    ]
    agreed = [Agreement((each,)) for each in told]
    assert _verdict_lead(agreed, Agreement((told[0],))) == 5.0
    assert _verdict_lead(agreed, Agreement((told[1],))) == -5.0
    assert _verdict_lead(agreed[:1], agreed[0]) == 0.0


@pytest.mark.parametrize("right", [frozenset(), frozenset({"4 May"})])
def test_what_it_confirms_stays(right: frozenset[str]) -> None:
    assert _answer(ScriptedReranker(right)).text == "4 May"
