"""The encoder's word vectors, which the networks that read share with it.

They stay as they are when a reader is trained, so its weights ship without them: half of a small
network is its vocabulary. The table is mapped, not loaded: once its digest has been compared, only
the rows that are used stay in memory.
"""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelUnusable
from rag.models.encoder_packaged import REMEDY, packaged_folder

TABLE = "embeddings.word_embeddings.weight"
TABLE_DIGEST = "352d34a4ad725bb742f36fc3f2a2dcfa7f07317926128d47c362198125003892"
"""SHA-256 of the table's bytes."""

Floats = NDArray[np.float32]


@lru_cache(maxsize=1)
def word_vectors() -> Floats:
    """Shape (word pieces, dimensions), read-only.

    Raises `ModelUnusable` where the table is missing or not the recorded one.
    """
    table = mapped_table(packaged_folder() / "model.safetensors")
    found = sha256(table.data).hexdigest()
    if found != TABLE_DIGEST:
        raise ModelUnusable(f"the word vectors have SHA-256 {found}, not {TABLE_DIGEST}: {REMEDY}")
    return table


def mapped_table(weights: Path) -> Floats:
    """The word vectors of a safetensors file (a length, a JSON header, the tensors)."""
    try:
        with weights.open("rb") as stream:
            size = int.from_bytes(stream.read(8), "little")
            entry = json.loads(stream.read(size))[TABLE]
        start = 8 + size + int(entry["data_offsets"][0])
        return np.memmap(weights, np.float32, "r", start, tuple(entry["shape"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(f"{weights} cannot be read ({error}): {REMEDY}") from error
