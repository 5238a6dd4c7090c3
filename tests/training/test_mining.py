import math
from collections import Counter

import pytest

from rag.training.data import words
from rag.training.mining import LENGTH_SHARE, SATURATION, Keywords

TEXTS = ["the mill by the river", "a river and a river bank", "nothing of the kind", "mill mill"]


def _bm25(question: str, text: str) -> float:
    lengths = [len(words(other)) for other in TEXTS]
    counts = Counter(words(text))
    total = 0.0
    for word in words(question) & set(counts):
        holding = sum(word in words(other) for other in TEXTS)
        rarity = math.log(1 + (len(TEXTS) - holding + 0.5) / (holding + 0.5))
        norm = 1 - LENGTH_SHARE + LENGTH_SHARE * len(words(text)) / (sum(lengths) / len(lengths))
        often = counts[word]
        total += rarity * often * (SATURATION + 1) / (often + SATURATION * norm)
    return total


def test_keyword_scores_are_those_of_the_formula() -> None:
    questions = ["which mill stands by the river", "what bank", "xyz"]
    found = Keywords(TEXTS).scores(questions)
    for row, question in zip(found, questions, strict=True):
        for score, text in zip(row, TEXTS, strict=True):
            assert score == pytest.approx(_bm25(question, text), rel=1e-5)
