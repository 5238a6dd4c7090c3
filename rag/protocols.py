"""The joints of the house: what one room asks of another, and no more."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.types import Article, Guess, Hit, Reading

Vectors: TypeAlias = NDArray[np.float32]
"""Shape (number of texts, dimensions), each row of Euclidean length 1."""

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of items just finished."""

Found: TypeAlias = Callable[[Sequence[Hit]], None]
"""Called once with the hits that are going to be read, best first."""


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    @property
    def name(self) -> str:
        """The model's name as the settings give it."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights: vectors of two fingerprints never mix."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def window(self) -> int:
        """The most word pieces, special ones included, that the model reads of one text."""

    def count_pieces(self, text: str) -> int:
        """Word pieces of the text, special ones included, without any cut."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors in the order of the texts."""

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """Shape (dimensions,): the vector that texts which answer the question are nearest to."""


class Retriever(Protocol):
    """Finds passages for a question."""

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first; ties are broken by article path, then start."""


class Reader(Protocol):
    """Reads a question beside passages: where is the answer, and is there one?"""

    @property
    def name(self) -> str:
        """The reader's name as the settings give it."""

    def read(self, question: str, hits: Sequence[Hit]) -> Sequence[Reading]:
        """One reading a hit, in the order of the hits."""


class Reranker(Protocol):
    """Reads possible answers once more, each by itself: is this the answer?"""

    @property
    def name(self) -> str:
        """The name that its weights' card gives."""

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> Sequence[float]:
        """Log odds that each guess answers the question, in their order."""

    def oppositions(self, question: str, statement: str, others: Sequence[str]) -> Sequence[float]:
        """Log odds that each of the others contradicts the statement, as answers to it."""


class Library(Protocol):
    """Where the articles' texts are fetched from when a citation is made."""

    def article(self, article_id: str) -> Article:
        """The article as indexed; raises `IndexDamaged` where the index does not hold it."""
