from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.answering.answerer import Answerer
from rag.answering.choosing.choice import READER_ALONE
from rag.answering.choosing.selection import Selector
from rag.answering.language.questions import understand
from rag.answering.language.similarity import similarities
from rag.answering.weighing.confidence import load_confidence
from tests.support.encoders import TrigramEncoder
from tests.support.shelf import ScriptedReader, Shelf, article, hits

QUESTION = "When did Acme open its shop?"
ONE = article("Borg closed its doors on 4 May.", "one.md")
TWO = article("The shop of Acme opened on 3 May.", "two.md")
THREE = article("It all ended on 9 June.", "three.md")
SCORES = {"4 May": 3.0, "3 May": 2.9, "9 June": 1.0}


def _texts(weights: dict[str, float], near: dict[str, float], measured: int) -> list[str]:
    found = ScriptedReader(SCORES).read(QUESTION, hits(ONE, TWO, THREE))
    selector = Selector(understand(QUESTION), weights)
    ranked = selector.candidates(found)
    told = [
        next(value for words, value in near.items() if words in each.quoted)
        for each in ranked[:measured]
    ]
    return [each.text for each in selector.compared(ranked, told)]


def test_a_quote_near_the_question_overtakes_one_that_the_reader_prefers() -> None:
    near = {"Borg": 0.1, "Acme": 0.8, "ended": 0.0}
    assert _texts({**READER_ALONE, "quote_dense": 1.0}, near, 3)[0] == "3 May"
    assert _texts(dict(READER_ALONE), near, 3)[0] == "4 May"


def test_what_was_not_measured_counts_as_the_least_near() -> None:
    near = {"Borg": 0.1, "Acme": 0.8, "ended": 0.9}
    assert _texts({**READER_ALONE, "quote_dense": 1.0}, near, 2) == ["3 May", "4 May", "9 June"]


def test_it_is_the_inner_product_of_the_encoders_vectors() -> None:
    encoder = TrigramEncoder()
    expected = float(encoder.encode_question(QUESTION) @ encoder.encode_question(TWO.text))
    found = similarities(encoder, QUESTION, [TWO.text, QUESTION])
    assert found == pytest.approx([expected, 1.0], abs=1e-6)
    assert similarities(encoder, QUESTION, []) == []


class _Two(TrigramEncoder):
    """Encodes questions otherwise than passages."""

    def encode_question(self, question: str) -> NDArray[np.float32]:
        return -super().encode_question(question[:9])


def test_exactly_it_is_that_of_passages_vectors() -> None:
    one, two = _Two().encode([QUESTION, TWO.text])
    exact = similarities(_Two(), QUESTION, [TWO.text], exact=True)
    assert exact == pytest.approx([float(one @ two)], abs=1e-6)
    assert exact != pytest.approx(similarities(_Two(), QUESTION, [TWO.text]), abs=1e-3)
    assert similarities(_Two(), QUESTION, [], exact=True) == []


def test_an_answer_is_chosen_by_it_where_there_is_an_encoder() -> None:
    model = replace(
        load_confidence("lexical"), choice={**READER_ALONE, "quote_dense": 20.0}, threshold=0.0
    )
    found = hits(ONE, TWO, THREE)
    texts = [
        Answerer(ScriptedReader(SCORES), Shelf((ONE, TWO, THREE)), model, encoder=encoder)
        .answer(QUESTION, found)
        .text
        for encoder in (None, TrigramEncoder())
    ]
    assert texts == ["4 May", "3 May"]


def test_a_proposal_tells_how_near_its_quote_is() -> None:
    encoder = TrigramEncoder()
    answerer = Answerer(
        ScriptedReader(SCORES), Shelf((ONE,)), load_confidence("lexical"), encoder=encoder
    )
    found = answerer.propose(QUESTION, hits(ONE))
    assert found is not None
    proposal, _ = found
    (near,) = similarities(encoder, QUESTION, [proposal.parts[0][0].quoted])
    assert proposal.features["quote_dense"] == near
