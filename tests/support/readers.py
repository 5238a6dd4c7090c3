"""Networks with random weights: real graph, real tokenizer, no training."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from rag.models.shipped import READER, RERANKER
from rag.training.graphs import reader_graph, reranker_graph
from rag.training.model import ReaderModel, RerankerModel, Shape

SHAPE = Shape(layers=1, inner=16)


def write_random_reader(folder: Path, *, window: int = 96, seed: int = 5) -> Path:
    """Weights and card as the exporter writes them; sharp heads, so that spans differ."""
    torch.manual_seed(seed)
    weights = _weights(ReaderModel(SHAPE, dropout=0.0))
    weights["token_heads.weight"] *= 5
    return _written(folder, READER, reader_graph(weights, SHAPE, integers=False), window)


def write_random_reranker(folder: Path, *, window: int = 96, seed: int = 5) -> Path:
    """An answer reranker to lie beside it."""
    torch.manual_seed(seed)
    weights = _weights(RerankerModel(SHAPE, dropout=0.0))
    return _written(folder, RERANKER, reranker_graph(weights, SHAPE, integers=False), window)


def _weights(model: ReaderModel) -> dict[str, NDArray[np.float32]]:
    return {name: weight.numpy() for name, weight in model.state_dict().items()}


def _written(folder: Path, part: str, graph: bytes, window: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{part}.onnx").write_bytes(graph)
    card = {"name": "random", "sha256": sha256(graph).hexdigest(), "window": window}
    (folder / f"{part}.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
