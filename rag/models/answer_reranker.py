"""The trained answer reranker on ONNX Runtime: reads possible answers once more, each marked.

No torch: the weights are those that `rag.training.export` writes.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession

from rag.models.encoder_onnx import onnx_session
from rag.models.marked import Marked, Marker
from rag.models.networks import usable_cores
from rag.models.reader import header_of
from rag.models.reader_network import (
    REMEDY,
    RERANKER,
    SHIPPED,
    Card,
    read_card,
    reading_tokenizer,
)
from rag.models.weights import checked
from rag.models.word_vectors import word_vectors
from rag.types import Guess


class AnswerReranker:
    """Says of each possible answer how likely it is the right one, by itself.

    A reader scores all spans of a passage at once, from one look at it; this network sees which
    answer is meant from its first layer on.
    """

    def __init__(self, session: InferenceSession, card: Card, workers: int) -> None:
        """`session` runs on the thread that calls it, and `workers` threads call it at once."""
        self._card = card
        self._session = session
        self._marker = Marker(reading_tokenizer(), card.window)
        self._workers = workers
        self._words = word_vectors()

    @classmethod
    def load(cls, folder: Path = SHIPPED, threads: int | None = None) -> "AnswerReranker":
        """The weights of a folder; raises `ModelUnusable` where they are not the recorded ones."""
        card = read_card(folder / f"{RERANKER}.json")
        weights = checked(folder / f"{RERANKER}.onnx", card.sha256, REMEDY)
        return cls(onnx_session(weights, threads=1), card, threads or usable_cores())

    @property
    def name(self) -> str:
        """The name that the weights' card gives."""
        return self._card.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights."""
        return self._card.sha256

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> list[float]:
        """Log odds that each guess answers the question, in their order.

        Each is read by itself, on a core of its own: it scores the same in any company.
        """
        marked = [one for guess in guesses for one in self._marked(question, guess)]
        workers = min(self._workers, len(marked))
        if workers < 2:
            return [self._verdict(one) for one in marked]
        with ThreadPoolExecutor(workers, thread_name_prefix="reranker") as pool:
            return list(pool.map(self._verdict, marked))

    def _marked(self, question: str, guess: Guess) -> list[Marked]:
        text, above = guess.hit.passage.text, header_of(guess.hit)
        return self._marker.marked(question, above, text, [(guess.start, guess.end)])

    def _verdict(self, marked: Marked) -> float:
        words = self._words[marked.ids][None]
        types = np.array([marked.types], dtype=np.int32)
        (verdict,) = self._session.run(None, {"words": words, "types": types})
        return float(verdict[0])
