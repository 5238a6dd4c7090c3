"""A reader network with random weights: real graph, real tokenizer, no training."""

import json
from hashlib import sha256
from pathlib import Path

import torch

from rag.training.export import CARD_FILE, WEIGHTS_FILE, reader_graph
from rag.training.model import ReaderModel, Shape

SHAPE = Shape(hidden=16, layers=1, heads=2, inner=16)


def write_random_reader(folder: Path, *, window: int = 96, seed: int = 5) -> Path:
    """Weights and card as the exporter writes them; sharp heads, so that spans differ."""
    torch.manual_seed(seed)
    model = ReaderModel(SHAPE, dropout=0.0)
    weights = {name: weight.numpy() for name, weight in model.state_dict().items()}
    weights["token_heads.weight"] *= 5
    graph = reader_graph(weights, SHAPE, integers=False)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(graph)
    card = {"name": "random", "sha256": sha256(graph).hexdigest(), "window": window}
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    return folder
