"""How near a quote is to the question, by the encoder that also finds passages.

A reader goes by words and their order; an encoder knows that "dropped" answers "How far did it
fall?". What that brings is in `eval/LOG.md`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Encoder

_DIGITS = 6  # processors that differ in the last bits agree


class QuoteSimilarity:
    """Inner products of one question's vector and those of quotes; each is encoded once.

    Both are encoded as questions are, which is the fast way, several at a time; `exact`, as
    passages are.
    """

    def __init__(self, encoder: Encoder, question: str, *, exact: bool = False) -> None:
        self._encoder = encoder
        self._exact = exact
        self._question = self._vectors([question])[0]
        self._known: dict[str, float] = {}

    def __call__(self, quotes: Sequence[str]) -> list[float]:
        """The inner products, between -1 and 1, in the order of the quotes."""
        new = [each for each in dict.fromkeys(quotes) if each not in self._known]
        for quote, vector in zip(new, self._vectors(new), strict=True):
            self._known[quote] = round(float(vector @ self._question), _DIGITS)
        return [self._known[quote] for quote in quotes]

    def _vectors(self, texts: Sequence[str]) -> Sequence[NDArray[np.float32]]:
        if self._exact:
            return list(self._encoder.encode(texts)) if texts else []
        if len(texts) < 2:
            return [self._encoder.encode_question(each) for each in texts]
        with ThreadPoolExecutor(len(texts), thread_name_prefix="quotes") as beside:
            return list(beside.map(self._encoder.encode_question, texts))
