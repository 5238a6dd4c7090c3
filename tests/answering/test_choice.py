import math
import random
from dataclasses import replace

import pytest

from rag.answering.choice import (
    CHOICE,
    READER_ALONE,
    SHARPNESS,
    Possible,
    choice_features,
    fit_choice,
)
from rag.answering.questions import understand
from rag.answering.selection import Selector
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


def _groups(
    weights: dict[str, float], count: int
) -> list[tuple[list[dict[str, float]], list[bool]]]:
    """Questions with four possible answers, of which the one with most weight is right."""
    chance = random.Random(3)
    groups = []
    for _ in range(count):
        rows = [{name: chance.gauss(0, 1) for name in CHOICE} for _ in range(4)]
        sums = [sum(weights.get(name, 0.0) * row[name] for name in CHOICE) for row in rows]
        groups.append((rows, [each == max(sums) for each in sums]))
    return groups


def test_the_fit_finds_what_the_right_answers_have_in_common() -> None:
    fitted = fit_choice(_groups({"score": 1.0, "echo": -2.0}, 300))
    assert fitted["echo"] / fitted["score"] == pytest.approx(-2.0, abs=0.3)
    others = [value for name, value in fitted.items() if name not in {"score", "echo"}]
    assert max(map(abs, others)) < 0.3 * fitted["score"]


def test_a_weight_is_of_log_odds_times_a_constant() -> None:
    chance = random.Random(4)
    groups = []
    for _ in range(3000):
        rows = [dict.fromkeys(CHOICE, 0.0) | {"score": chance.gauss(0, 1)} for _ in range(4)]
        odds = [math.exp(0.5 * row["score"]) for row in rows]
        right = chance.choices(range(4), odds)[0]
        groups.append((rows, [number == right for number in range(4)]))
    assert fit_choice(groups)["score"] == pytest.approx(0.5 * SHARPNESS, abs=0.15)


def test_the_same_answers_give_the_same_weights() -> None:
    groups = _groups({"score": 1.0, "rank": 1.0}, 40)
    assert fit_choice(groups) == fit_choice(groups)


def test_questions_without_a_right_answer_change_nothing() -> None:
    groups = _groups(dict(READER_ALONE), 40)
    hopeless = [(rows, [False] * len(rows)) for rows, _ in _groups({"echo": 1.0}, 40)]
    assert fit_choice([*groups, *hopeless]) == fit_choice(groups)
