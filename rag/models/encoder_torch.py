"""The reference encoder, and the one for any other model; the only one on sentence-transformers."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelUnusable
from rag.models.encoder_packaged import NAMES, WEIGHTS_DIGEST, checked_weights
from rag.models.weights import digest_of_folder
from rag.models.windows import averaged, readable, windows_of
from rag.protocols import Progress, Vectors

# Read by huggingface_hub when it is first imported, so it must stand before that.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
from sentence_transformers import SentenceTransformer
from transformers import PreTrainedTokenizerFast

BATCH_TEXTS = 32  # the default of SentenceTransformer.encode


@dataclass(frozen=True, slots=True)
class SentenceTransformerEncoder:
    """A sentence-transformers model. It reads long texts in windows, as `OnnxEncoder` does."""

    name: str
    fingerprint: str
    dimensions: int
    window: int
    model: SentenceTransformer

    def count_pieces(self, text: str) -> int:
        """Word pieces of the text, special ones included, without any cut."""
        return len(self._tokenizer.encode(readable(text), verbose=False))

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors in the order of the texts."""
        parts = [np.empty((0, self.dimensions), dtype=np.float32)]
        for start in range(0, len(texts), BATCH_TEXTS):
            batch = texts[start : start + BATCH_TEXTS]
            parts.append(self._batch(batch))
            if progress is not None:
                progress(len(batch))
        return np.concatenate(parts)

    def encode_question(self, question: str) -> NDArray[np.float32]:
        """The vector of one question, as that of any text."""
        vector: NDArray[np.float32] = self.encode([question])[0]
        return vector

    @property
    def _tokenizer(self) -> PreTrainedTokenizerFast:
        tokenizer: PreTrainedTokenizerFast = self.model.tokenizer
        return tokenizer

    def _batch(self, texts: Sequence[str]) -> Vectors:
        size = self.window - len(self._tokenizer.encode(""))
        windows = [windows_of(text, self._piece_starts, size) for text in map(readable, texts)]
        owners = [owner for owner, own in enumerate(windows) for _ in own]
        vectors = self.model.encode(
            [window for own in windows for window in own],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return averaged(np.asarray(vectors, dtype=np.float32), owners)

    def _piece_starts(self, text: str) -> list[int]:
        pieces = self._tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return [int(start) for start, _ in pieces["offset_mapping"]]


def load_sentence_transformer(name: str, threads: int | None) -> SentenceTransformerEncoder:
    """A model on this machine: packaged, in a folder, or in the Hugging Face cache.

    Raises `ModelUnusable` where it is none of these, or cannot be read.
    """
    if threads:
        torch.set_num_threads(threads)
    folder = _folder(name)
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(
            f"{folder} is no model that sentence-transformers reads: {error}"
        ) from error
    return SentenceTransformerEncoder(
        name=name,
        fingerprint=WEIGHTS_DIGEST if name in NAMES else digest_of_folder(folder),
        dimensions=model.get_embedding_dimension() or 0,
        window=model.max_seq_length or 512,
        model=model,
    )


def _folder(name: str) -> Path:
    if name in NAMES:
        return checked_weights().parent
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelUnusable(
            f"encoder {name!r} is neither a folder nor in the Hugging Face cache: run"
            f" `hf download {name}` where there is a network, or name a model's folder"
        ) from error
