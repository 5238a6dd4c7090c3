"""Slips of the finger in a question, mended by what the passages that it found say.

A small reader knows "architecture" and stumbles over "architecure", which nothing else in the house
forgives either. Only a lower-case word that is not English gives way, to an English word of the
passages: a name that is written as one stays, for "Pila" may be another firm than "Pika". The only
module that imports spellchecker, for its dictionary.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from spellchecker import SpellChecker

from rag.answering.language.evidence import headed
from rag.answering.language.frequencies import general_english
from rag.answering.language.words import STOP_WORDS, stem
from rag.protocols import Encoder
from rag.types import Hit

_WORD = re.compile(r"\b[a-z]+\b")
_PLAIN = re.compile(r"(?<![\w'’.@#/:\\-])[a-z]+(?![\w'’@/\\-]|[.:]\w)")
_ONE_PIECE = "a"
_SHORTEST = 5
"""Letters: shorter words have too many neighbours."""


def respelt(question: str, hits: Sequence[Hit], encoder: Encoder) -> str:
    """The question with each unknown word replaced by the passages' word that it was meant to be.

    A slip is a letter left out or added, or two swapped, behind the first one. One letter for
    another is none: "phosphite" is not "phosphate". Of several words the most frequent is meant.
    Known is what the encoder has a piece for, or a dictionary holds.
    """
    unknown = {word for word in _PLAIN.findall(question) if _is_unknown(word, encoder)}
    if not unknown or not hits:
        return question
    held = Counter(word for hit in hits for word in _WORD.findall(headed(hit).lower()))
    meant = {word: _meant(word, held) for word in unknown if word not in held}
    return _PLAIN.sub(lambda match: meant.get(match.group(), match.group()), question)


def _is_unknown(word: str, encoder: Encoder) -> bool:
    return (
        len(word) >= _SHORTEST
        and word not in STOP_WORDS
        and stem(word) not in general_english().counts
        and encoder.count_pieces(word) > encoder.count_pieces(_ONE_PIECE)
        and not _is_english(word)
    )


def _meant(word: str, held: Counter[str]) -> str:
    near = [other for other in held if _is_slip(word, other) and _is_english(other)]
    return min(near, key=lambda other: (-held[other], other), default=word)


def _is_slip(word: str, other: str) -> bool:
    if word[0] != other[0]:
        return False
    if len(word) == len(other):
        apart = [n for n, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1
        return swapped and sorted(word) == sorted(other)
    short, long = sorted((word, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:n] + long[n + 1 :] == short for n in range(len(long))
    )


def _is_english(word: str) -> bool:
    return bool(_english().known([word]))


@lru_cache(maxsize=1)
def _english() -> SpellChecker:
    return SpellChecker(language="en")
