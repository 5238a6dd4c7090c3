"""The weights of an exported reader, to train on from: the way back from `rag.training.graphs`."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from rag.models.word_vectors import word_vectors
from rag.training.graphs import STORED, WORDS, Floats

_TABLE = {"positions": "positions.weight", "type.rows": "types.weight"}


def released_weights(graph: Path) -> dict[str, Tensor]:
    """Every weight of the network by its name in `ReaderModel`, in float32; words: the encoder's.

    What was rounded to 8-bit integers comes back as integer times scale, so each weight is at most
    half a scale from what was trained.
    """
    kept = {
        tensor.name.removeprefix(STORED): numpy_helper.to_array(tensor)
        for tensor in onnx.load(graph).graph.initializer
    }
    found: dict[str, Floats] = {WORDS: word_vectors()}
    for name, array in kept.items():
        if name in _TABLE:
            found[_TABLE[name]] = array.astype(np.float32)
        elif name.endswith((".weight", ".bias")):
            scales = kept.get(f"{name.removesuffix('.weight')}.scales", np.float32(1))
            found[name] = (array.astype(np.float32) * scales).T
    return {name: torch.from_numpy(np.array(array, order="C")) for name, array in found.items()}
