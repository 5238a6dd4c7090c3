"""How near a quote is to the question, by the encoder that also finds passages.

A reader goes by words and their order; an encoder knows that "dropped" answers "How far did it
fall?". What that brings is in `eval/LOG.md`.
"""

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Encoder

_DIGITS = 6  # processors that differ in the last bits agree


class QuoteSimilarity:
    """Inner products of one question's vector and those of quotes; each is encoded once.

    Both are encoded as questions are, which is the fast way; `exact`, as passages are.
    """

    def __init__(self, encoder: Encoder, question: str, *, exact: bool = False) -> None:
        self._encoder = encoder
        self._exact = exact
        self._question = self._vector(question)
        self._known: dict[str, float] = {}

    def __call__(self, quote: str) -> float:
        """The inner product, between -1 and 1."""
        if quote not in self._known:
            product = float(self._vector(quote) @ self._question)
            self._known[quote] = round(product, _DIGITS)
        return self._known[quote]

    def _vector(self, text: str) -> NDArray[np.float32]:
        if not self._exact:
            return self._encoder.encode_question(text)
        vector: NDArray[np.float32] = self._encoder.encode([text])[0]
        return vector
