"""The trained answer reranker on ONNX Runtime: reads possible answers once more, each marked.

No torch: the weights are those that `rag.training.export` writes.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession

from rag.models.marked import Marked, Marker
from rag.models.networks import usable_cores
from rag.models.reader import header_of
from rag.models.shipped import RERANKER, SHIPPED, Card, load_network, reading_tokenizer
from rag.models.word_vectors import word_vectors
from rag.types import Guess


class AnswerReranker:
    """Says of each possible answer how likely it is the right one, by itself.

    A reader scores all spans of a passage at once, from one look at it; this network sees which
    answer is meant from its first layer on.
    """

    def __init__(self, session: InferenceSession, card: Card, workers: int) -> None:
        """`session` runs on the thread that calls it, and `workers` threads call it at once."""
        self.name = card.name
        self._session = session
        self._marker = Marker(reading_tokenizer(), card.window)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="reranker")
        self._workers = workers
        self._words = word_vectors()

    @classmethod
    def load(cls, folder: Path = SHIPPED, threads: int | None = None) -> "AnswerReranker":
        """The weights of a folder; raises `ModelUnusable` where they are not the recorded ones."""
        session, card = load_network(folder, RERANKER)
        return cls(session, card, threads or usable_cores())

    def verdicts(self, question: str, guesses: Sequence[Guess]) -> list[float]:
        """Log odds that each guess answers the question, in their order.

        Each is read by itself, on a core of its own: it scores the same in any company.
        """
        return self._read("verdict", [self._marked(question, guess) for guess in guesses])

    def oppositions(self, question: str, statement: str, others: Sequence[str]) -> list[float]:
        """Log odds that each of the others contradicts the statement, as answers to the question.

        As given here, and the other way round: their mean.
        """
        one_way = [self._marker.opposite(question, statement, other) for other in others]
        back = [self._marker.opposite(question, other, statement) for other in others]
        found = self._read("opposes", [*one_way, *back])
        return [
            (first + second) / 2
            for first, second in zip(found[: len(others)], found[len(others) :], strict=True)
        ]

    def _marked(self, question: str, guess: Guess) -> Marked:
        text, above = guess.hit.passage.text, header_of(guess.hit)
        return self._marker.marked(question, above, text, (guess.start, guess.end))

    def _read(self, output: str, marked: Sequence[Marked]) -> list[float]:
        if min(self._workers, len(marked)) < 2:
            return [self._logit(output, one) for one in marked]
        return list(self._pool.map(partial(self._logit, output), marked))

    def _logit(self, output: str, marked: Marked) -> float:
        words = self._words[marked.ids][None]
        types = np.array([marked.types], dtype=np.int32)
        (logit,) = self._session.run([output], {"words": words, "types": types})
        return float(logit[0])
