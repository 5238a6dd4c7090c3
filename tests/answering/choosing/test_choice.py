from dataclasses import replace

import pytest

from rag.answering.choosing.choice import (
    CHOICE,
    Possible,
    choice_features,
)
from rag.answering.choosing.selection import Selector
from rag.answering.language.questions import understand
from rag.types import Hit
from tests.support.shelf import ScriptedReader, article, hits

QUESTION = "When did Acme release the Quill?"
TEXT = "Acme released the Quill on 3 May 2021. Who uses pens?"


def _hit(text: str = TEXT) -> Hit:
    return replace(hits(article(text, "acme.md"))[0], scores={"dense": 0.5, "keyword": 0.0})


def _features(quoted: str, written: str) -> dict[str, float]:
    return choice_features(understand(QUESTION), Possible(_hit(), quoted, written, 2.0, 1.0))


def test_a_quote_with_the_questions_words_and_a_date_speaks_for_an_answer() -> None:
    found = _features("Acme released the Quill on 3 May 2021.", "3 May 2021")
    assert found["quote_words"] == pytest.approx(1.0)
    assert found["type_fit"] == 1.0
    assert found["echo"] == found["fragment"] == 0.0


def test_an_answer_that_repeats_the_question_is_an_echo() -> None:
    assert _features("Acme released the Quill.", "the Quill")["echo"] == 1.0


def test_a_question_as_the_quote_is_a_fragment() -> None:
    assert _features("Who uses pens?", "pens")["fragment"] == 1.0


def test_every_feature_is_known_once_the_reading_has_added_its_own() -> None:
    reader = ScriptedReader({"3 May 2021": 4.0})
    (best, *_) = Selector(understand(QUESTION)).candidates(reader.read(QUESTION, [_hit()]))
    assert set(best.features) == set(CHOICE)
    assert best.score == best.features["score"] + best.features["relevance"]
