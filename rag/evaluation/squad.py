"""Exact match and token F1 as the official SQuAD 2.0 script defines them.

Rajpurkar, Jia and Liang 2018, `evaluate-v2.0.py`: lower case, ASCII punctuation and the English
articles removed, white space folded; the best of all gold answers counts; a question without an
answer has the one gold answer "" and is right exactly when the prediction is empty.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

ARTICLES = re.compile(r"\b(a|an|the)\b", re.UNICODE)
PUNCTUATION = frozenset(string.punctuation)


def normalise(text: str) -> str:
    """The script's `normalize_answer`."""
    kept = "".join(character for character in text.lower() if character not in PUNCTUATION)
    return " ".join(ARTICLES.sub(" ", kept).split())


def exact_match(answers: Sequence[str], prediction: str) -> float:
    """1 or 0; no answers, or none that normalisation leaves standing: unanswerable."""
    wanted = normalise(prediction)
    return max(float(normalise(gold) == wanted) for gold in _gold(answers))


def token_f1(answers: Sequence[str], prediction: str) -> float:
    """Between 0 and 1, the best over the answers."""
    tokens = normalise(prediction).split()
    return max(overlap_f1(normalise(gold).split(), tokens) for gold in _gold(answers))


def overlap_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """F1 of two bags of tokens; where one is empty, 1 if both are, else 0."""
    if not gold or not predicted:
        return float(list(gold) == list(predicted))
    shared = sum((Counter(gold) & Counter(predicted)).values())
    return 2 * shared / (len(gold) + len(predicted))


def _gold(answers: Sequence[str]) -> list[str]:
    return [answer for answer in answers if normalise(answer)] or [""]
