from dataclasses import replace

import pytest

from rag.answering.choosing.agreement import Agreement
from rag.answering.choosing.selection import candidates
from rag.answering.disagreement.conflicts import Contradiction
from rag.answering.language.questions import understand
from rag.answering.proposal import is_a_side
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "When did Acme open its shop?"
ONE = article("Borg closed its doors on 4 May.", "one.md")
SCORES = {"4 May": 3.0}


@pytest.mark.parametrize(
    ("confidence", "log_odds", "is_side"),
    [(0.08, 0.0, True), (0.078, 2.4, True), (0.046, 2.1, False), (0.079, 0.5, False)],
)
def test_a_value_is_dropped_only_where_it_is_unsure_of_itself_and_of_contradicting(
    confidence: float, log_odds: float, *, is_side: bool
) -> None:
    found = candidates(understand(QUESTION), ScriptedReader(SCORES).read(QUESTION, hits(ONE)))
    side = Contradiction(Agreement((found[0],)), log_odds)
    assert is_a_side(side, confidence) is is_side


def test_a_sentence_has_to_be_sure_of_itself() -> None:
    found = candidates(understand(QUESTION), ScriptedReader(SCORES).read(QUESTION, hits(ONE)))
    side = Contradiction(Agreement((replace(found[0], is_sentence=True),)), 9.0)
    assert is_a_side(side, 0.08)
    assert not is_a_side(side, 0.079)
