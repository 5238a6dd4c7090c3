"""A tiny real encoder for fast tests: hashed character trigrams, no weights, no network."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Progress, Vectors

_PIECE = re.compile(r"\w{1,4}|[^\w\s]")


@dataclass(frozen=True, slots=True)
class TrigramEncoder:
    """Texts that share spellings are near each other; equal texts have equal vectors.

    A piece is at most four characters of a word, or one mark of punctuation.
    """

    name: str = "trigrams"
    dimensions: int = 256
    window: int = 256

    @property
    def fingerprint(self) -> str:
        return sha256(f"trigrams {self.name} {self.dimensions}".encode()).hexdigest()

    def count_pieces(self, text: str) -> int:
        return len(_PIECE.findall(text)) + 2

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
            if progress is not None:
                progress(1)
        return vectors

    def encode_question(self, question: str) -> NDArray[np.float32]:
        return self._vector(question)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimensions, dtype=np.float32)
        vector[0] = 1e-3  # an empty text has a direction too
        for trigram in _trigrams(text):
            code = zlib.crc32(trigram.encode())
            vector[code % self.dimensions] += 1 if code & (1 << 31) else -1
        return vector / np.float32(np.linalg.norm(vector))


def _trigrams(text: str) -> list[str]:
    words = re.findall(r"\w+", text.casefold())
    padded = [f" {word} " for word in words]
    return [word[at : at + 3] for word in padded for at in range(len(word) - 2)]
