import math
import random

import pytest

from rag.answering.choosing.choice import CHOICE, READER_ALONE, SHARPNESS
from rag.answering.weighing.fitting_choice import fit_choice


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
