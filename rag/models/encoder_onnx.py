"""An encoder on ONNX Runtime: fast for one question, and without torch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.models.networks import Crew, Network, Pieces, padded
from rag.models.windows import averaged, readable, windows_of
from rag.protocols import Progress, Vectors

SPECIAL_PIECES = 2  # [CLS] and [SEP]
BATCH_PIECES = 1024
"""Word pieces that the network reads at once, padding included."""
BLOCK_TEXTS = 2048
"""Texts tokenised and sorted by length at once: with `BATCH_PIECES`, it bounds memory."""
BULK_TEXTS = 256
"""Texts of one call from which on loading the crew's network takes less than it saves."""


@dataclass(frozen=True, slots=True)
class OnnxEncoder:
    """Mean pooling over the pieces of a text, divided by length.

    A text longer than the window is read in several windows of about equal length, and its vector
    is the mean direction of theirs. In float32 the order of texts and the batch they fall into
    change a vector by less than 1e-6 in any dimension, so do processors; equal calls give equal
    bytes. Calls with `BULK_TEXTS` texts or more go to the crew, where there is one.
    """

    name: str
    fingerprint: str
    dimensions: int
    window: int
    tokenizer: Tokenizer
    network: Network
    """One batch at a time, on all cores."""
    questions: Network | None = None
    """Another form of the network, for questions; `None`: the same."""
    crew: Crew | None = None

    def count_pieces(self, text: str) -> int:
        """Word pieces of the text, special ones included, without any cut."""
        return len(self.tokenizer.encode(readable(text)).ids)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors in the order of the texts."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        run = self._in_turn if self.crew is None or len(texts) < BULK_TEXTS else self.crew.vectors
        for start in range(0, len(texts), BLOCK_TEXTS):
            block = [readable(text) for text in texts[start : start + BLOCK_TEXTS]]
            vectors[start : start + len(block)] = self._block(block, run, progress)
        return vectors

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """The vector of one question, by the network for questions where there is one."""
        network = self.questions or self.network
        windows, owners = self._windows([readable(question)])
        found = [network(*padded([window])) for window in windows]
        vector: NDArray[np.float32] = averaged(np.concatenate(found), owners)[0]
        return vector

    def _block(self, texts: Sequence[str], run: "_Run", progress: Progress | None) -> Vectors:
        windows, owners = self._windows(texts)
        vectors = np.empty((len(windows), self.dimensions), dtype=np.float32)
        finished = _Finished(owners, progress)
        batches = list(_batches([len(window) for window in windows]))
        found = run([windows[place] for place in places] for places in batches)
        for places, own in zip(batches, found, strict=True):
            vectors[places] = own
            finished.add(places)
        return averaged(vectors, owners)

    def _in_turn(self, batches: Iterable[Sequence[Pieces]]) -> Iterator[Vectors]:
        return (self.network(*padded(batch)) for batch in batches)

    def _windows(self, texts: Sequence[str]) -> tuple[list[Pieces], list[int]]:
        """The pieces of every window, and the number of the text that each belongs to."""
        windows: list[Pieces] = []
        owners: list[int] = []
        for owner, encoding in enumerate(self.tokenizer.encode_batch_fast(texts)):
            own = [encoding.ids]
            if len(encoding.ids) > self.window:
                own = self._cut(texts[owner])
            windows.extend(np.array(ids, dtype=np.int32) for ids in own)
            owners.extend([owner] * len(own))
        return windows, owners

    def _cut(self, text: str) -> list[list[int]]:
        slices = windows_of(text, self._piece_starts, self.window - SPECIAL_PIECES)
        return [encoding.ids for encoding in self.tokenizer.encode_batch_fast(slices)]

    def _piece_starts(self, text: str) -> list[int]:
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return [start for start, _ in offsets]


_Run: TypeAlias = Callable[[Iterable[Sequence[Pieces]]], Iterator[Vectors]]


class _Finished:
    """Tells how many texts are done, as the last window of each is."""

    def __init__(self, owners: Sequence[int], progress: Progress | None) -> None:
        self._owners = owners
        self._open = np.bincount(owners)
        self._progress = progress

    def add(self, places: Sequence[int]) -> None:
        if self._progress is None:
            return
        owners = [self._owners[place] for place in places]
        np.subtract.at(self._open, owners, 1)
        self._progress(sum(1 for owner in set(owners) if self._open[owner] == 0))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of windows, longest first, so that little is padded and memory peaks at the start."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: (-lengths[place], place)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """A graph of `rag.models.encoder_graph`, in floats or in integers."""

    session: onnxruntime.InferenceSession

    def __call__(self, ids: Pieces, mask: Pieces) -> Vectors:
        """The vectors of padded texts."""
        vectors: Vectors = self.session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        return vectors


def onnx_session(graph: Path, threads: int | None) -> onnxruntime.InferenceSession:
    """A session on the processor; `None` threads takes all its cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    # Threads that waited for work awake took 45 of 120 ms in comparing four quotes exactly.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graphs are written as they shall run; further fusing makes SkipLayerNormalization again.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
