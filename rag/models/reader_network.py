"""The trained reader network on ONNX Runtime: a question beside passages, in logits.

No torch: the weights are those that `rag.training.export` writes.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from tokenizers import Encoding

from rag.models.networks import usable_cores
from rag.models.shipped import CLS, READER, SEP, SHIPPED, Card, load_network, reading_tokenizer
from rag.models.word_vectors import word_vectors

MAX_QUESTION = 64  # as in training: rag.training.batches
MAX_HEADER = 32
OVERLAP = 64
"""Word pieces that two windows of one long text share."""
OUTPUTS = ("start", "end", "support", "answers")
ABSENT = -1e4
"""The logit of a piece that no window holds: there is none, but for texts without pieces."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageScores:
    """What the network says of one passage of n word pieces, all in logits (log-odds)."""

    relevance: float
    """The passage answers the question."""
    offsets: NDArray[np.int64]
    """(n, 2): where each piece starts and ends in the text."""
    start: Floats
    """(n,) an answer starts here, over "no answer in this passage" (0)."""
    end: Floats
    """(n,) an answer ends here, over "no answer in this passage" (0)."""
    support: Floats
    """(n,) the piece lies in a sentence that answers."""


@dataclass(frozen=True, slots=True)
class _Window:
    """One run of the network: the pieces `first` to `last` of a text behind the question."""

    passage: int
    first: int
    last: int
    ids: list[int]
    text_start: int


_Logits: TypeAlias = tuple[Floats, float]
"""(3, n): start, end and support of the window's pieces of the text; and its relevance."""


class ReaderNetwork:
    """A checked set of weights, ready to read. Offsets refer to the passage's text alone."""

    def __init__(self, session: InferenceSession, card: Card, workers: int) -> None:
        """`session` runs on the thread that calls it, and `workers` threads call it at once."""
        self.name = card.name
        self.fingerprint = card.sha256
        self.window = card.window
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="reader")
        self._workers = workers
        self._session = session
        self._tokenizer = reading_tokenizer()
        self._words = word_vectors()

    @classmethod
    def load(cls, folder: Path = SHIPPED, threads: int | None = None) -> "ReaderNetwork":
        """The weights of a folder; raises `ModelUnusable` where they are not the recorded ones."""
        session, card = load_network(folder, READER)
        return cls(session, card, threads or usable_cores())

    def read(
        self, question: str, texts: Sequence[str], headers: Sequence[str] | None = None
    ) -> list[PassageScores]:
        """One set of scores a text, in their order; headers are read in front of the texts.

        Each window is read by itself, on a core of its own: the integers' scale is that of one
        window's activations, so a passage scores the same in any company. A text longer than the
        window is read in several that overlap; each piece takes its logits from the window in which
        it stands furthest from an edge.
        """
        fronts = self._fronts(question, headers or [""] * len(texts))
        pieces = [self._pieces(text) for text in texts]
        windows = [
            window
            for number, (front, encoding) in enumerate(zip(fronts, pieces, strict=True))
            for window in _windows(number, front, encoding.ids, self.window)
        ]
        merged = [_Merged(encoding.offsets) for encoding in pieces]
        for window, logits in self._logits(windows):
            merged[window.passage].take(window, *logits)
        return [one.scores() for one in merged]

    def _fronts(self, question: str, headers: Sequence[str]) -> list[list[int]]:
        front = [CLS, *self._pieces(question).ids[:MAX_QUESTION], SEP]
        above = (self._pieces(header).ids[:MAX_HEADER] for header in headers)
        return [[*front, *ids, SEP] if ids else front for ids in above]

    def _pieces(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)

    def _logits(self, windows: Sequence[_Window]) -> Iterator[tuple[_Window, _Logits]]:
        """Each window with its logits, the longest first, so that the cores end together."""
        ordered = sorted(windows, key=lambda window: -len(window.ids))
        alone = min(self._workers, len(ordered)) < 2
        found = map(self._run, ordered) if alone else self._pool.map(self._run, ordered)
        yield from zip(ordered, found, strict=True)

    def _run(self, window: _Window) -> _Logits:
        words = self._words[window.ids][None]
        types = (np.arange(len(window.ids))[None] >= window.text_start).astype(np.int32)
        *pieces, relevance = self._session.run(OUTPUTS, {"words": words, "types": types})
        text = slice(window.text_start, window.text_start + window.last - window.first)
        return np.concatenate(pieces)[:, text], float(relevance[0])


class _Merged:
    """The logits of one passage, gathered from its windows."""

    def __init__(self, offsets: Sequence[tuple[int, int]]) -> None:
        self._offsets = np.array(offsets, dtype=np.int64).reshape(-1, 2)
        self._logits = np.full((3, len(offsets)), ABSENT, dtype=np.float32)
        self._depth = np.full(len(offsets), -1, dtype=np.int64)
        self._relevance = ABSENT

    def take(self, window: _Window, logits: Floats, relevance: float) -> None:
        """Keep what this window sees better, that is with more text on either side."""
        self._relevance = max(self._relevance, relevance)
        places = np.arange(window.first, window.last)
        depth = np.minimum(places - window.first, window.last - 1 - places)
        better = depth > self._depth[places]
        self._logits[:, places[better]] = logits[:, better]
        self._depth[places[better]] = depth[better]

    def scores(self) -> PassageScores:
        """All pieces of the passage, once every window has been taken."""
        return PassageScores(self._relevance, self._offsets, *self._logits)


def _windows(passage: int, front: list[int], ids: list[int], window: int) -> Iterator[_Window]:
    """Windows of about equal length over the pieces of one text, each behind the question."""
    room = window - len(front) - 1
    count = 1 if len(ids) <= room else -(-(len(ids) - OVERLAP) // (room - OVERLAP))
    size = min(room, -(-(len(ids) + OVERLAP * (count - 1)) // count))
    for number in range(count):
        first = max(0, min(number * (size - OVERLAP), len(ids) - size))
        last = min(len(ids), first + size)
        yield _Window(passage, first, last, [*front, *ids[first:last], SEP], len(front))
