"""Slips of the finger in a question, mended by what the passages that it found say.

A small reader knows "architecture" and stumbles over "architecure", which nothing else in the house
forgives either. Only a lower-case word that is not English gives way, to a word of the passages one
slip away: a name that is written as one stays, for "Pila" may be another firm than "Pika".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from spellchecker import SpellChecker

from rag.answering.evidence import headed
from rag.answering.frequencies import general_english
from rag.answering.words import STOP_WORDS, stem
from rag.protocols import Encoder
from rag.types import Hit

_WORD = re.compile(r"\b[^\W\d_]+\b")
_PLAIN = re.compile(r"(?<![\w'’.-])[a-z]+(?![\w'’-])")
_ONE_PIECE = "a"
_SHORTEST = 5
"""Letters: shorter words have too many neighbours."""


def respelt(question: str, hits: Sequence[Hit], encoder: Encoder) -> str:
    """The question with each unknown word replaced by the passages' word that it was meant to be.

    A slip is a letter left out, added or changed, or two swapped (Damerau 1964); of several words
    the most frequent is meant. Known is what the encoder has a piece for, or a dictionary holds.
    """
    unknown = {word for word in _PLAIN.findall(question) if _is_unknown(word, encoder)}
    if not unknown:
        return question
    held = SpellChecker(language=None, distance=1)
    held.word_frequency.load_words(word for hit in hits for word in _WORD.findall(headed(hit)))

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        return held.correction(word) or word if word in unknown else word

    return _PLAIN.sub(mended, question)


def _is_unknown(word: str, encoder: Encoder) -> bool:
    return (
        len(word) >= _SHORTEST
        and word not in STOP_WORDS
        and stem(word) not in general_english().counts
        and encoder.count_pieces(word) > encoder.count_pieces(_ONE_PIECE)
        and not _english().known([word])
    )


@lru_cache(maxsize=1)
def _english() -> SpellChecker:
    return SpellChecker(language="en")
