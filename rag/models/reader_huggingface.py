"""Any extractive question-answering model of the Hugging Face kind, from a folder on this machine.

Such a model was trained to say "no answer" by pointing at its first piece (Devlin et al. 2019,
SQuAD 2): its logits are taken over that piece's, so that 0 means the same as in the own reader.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, BatchEncoding

from rag.errors import ModelUnusable
from rag.models.reader import header_of, reading_of
from rag.models.reader_network import ABSENT, MAX_QUESTION, PassageScores
from rag.types import Hit, Reading

WINDOW = 384  # pieces of a pair, and their overlap, as in the paper's SQuAD scripts
OVERLAP = 128
BATCH = 8

Floats = NDArray[np.float32]


class HuggingFaceReader:
    """Reads hits with a model that `AutoModelForQuestionAnswering` can load, without network.

    Such a model has neither relevance nor support: the first is its best span's margin over "no
    answer", the second the margin of each piece as a start or an end, whichever is larger.
    """

    def __init__(self, name: str | Path, threads: int | None = None) -> None:
        """`name` is a folder, or a model of the Hugging Face cache on this machine."""
        if threads:
            torch.set_num_threads(threads)
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
            model = AutoModelForQuestionAnswering.from_pretrained(name, local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelUnusable(_unusable(name, error)) from error
        # A copy that no call reconfigures, as threads share it: pairs are cut, questions are not.
        self._pieces = deepcopy(self._tokenizer.backend_tokenizer)
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._model = model.eval()
        self._name = str(name)

    @property
    def name(self) -> str:
        """The folder or name as given."""
        return self._name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the weights."""
        digest = sha256()
        for weight in self._model.state_dict().values():
            digest.update(weight.contiguous().view(-1).view(torch.uint8).numpy().tobytes())
        return digest.hexdigest()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """One reading a hit, in the order of the hits; of the question, its first word pieces."""
        asked = self._beginning(question)
        return [reading_of(hit, self._scores(asked, hit)) for hit in hits]

    def _beginning(self, question: str) -> str:
        """As much as the own reader reads: a longer one would leave the window no room for text."""
        offsets = self._pieces.encode(question, add_special_tokens=False).offsets
        if len(offsets) <= MAX_QUESTION:
            return question
        return question[: offsets[MAX_QUESTION - 1][1]]

    def _scores(self, question: str, hit: Hit) -> PassageScores:
        text = hit.passage.text
        header = header_of(hit)
        front = f"{header}\n" if header else ""
        pairs = self._pairs(question, front + text)
        best: dict[tuple[int, int], tuple[float, float]] = {}
        for offsets, logits in self._windows(pairs):
            for (start, end), (first, last) in zip(offsets - len(front), logits, strict=True):
                if start >= 0 and end > start:
                    found = best.get((int(start), int(end)), (ABSENT, ABSENT))
                    best[int(start), int(end)] = (max(found[0], first), max(found[1], last))
        return _merged(best)

    def _pairs(self, question: str, text: str) -> BatchEncoding:
        pairs: BatchEncoding = self._tokenizer(
            question,
            text,
            truncation="only_second",
            max_length=WINDOW,
            stride=OVERLAP,
            padding=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        return pairs

    def _windows(self, pairs: BatchEncoding) -> Iterator[tuple[NDArray[np.int64], Floats]]:
        """Of every window, the text's pieces: offsets (n, 2), start and end logits (n, 2)."""
        offsets = pairs.pop("offset_mapping").numpy()
        pairs.pop("overflow_to_sample_mapping")
        for first in range(0, len(offsets), BATCH):
            rows = slice(first, first + BATCH)
            given = {name: part[rows] for name, part in pairs.items()}
            with torch.inference_mode():
                found = self._model(**given)
            logits = torch.stack([found.start_logits, found.end_logits], -1).float()
            margins = (logits - logits[:, :1]).numpy()
            for row in range(len(margins)):
                inside = np.array([one == 1 for one in pairs.sequence_ids(first + row)])
                yield offsets[first + row][inside], margins[row][inside]


def _unusable(name: str | Path, error: Exception) -> str:
    """What a library says of a name that it does not know is about a network that nobody asked."""
    if Path(name).is_dir():
        return (
            f"the folder '{name}' holds no question-answering model ({error}): name one that does"
        )
    return (
        f"the reader '{name}' is neither pincite, lexical, a folder, nor a model in this machine's "
        "Hugging Face cache: leave --reader out to take pincite, or name the folder of an "
        "extractive question-answering model"
    )


def _merged(best: dict[tuple[int, int], tuple[float, float]]) -> PassageScores:
    order = sorted(best)
    offsets = np.array(order, dtype=np.int64).reshape(-1, 2)
    start, end = np.array([best[one] for one in order], dtype=np.float32).reshape(-1, 2).T
    relevance = float(start.max() + end.max()) if order else ABSENT
    return PassageScores(relevance, offsets, start, end, np.maximum(start, end))
