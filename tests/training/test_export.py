import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from rag.models.word_vectors import word_vectors
from rag.training.export import export, read_weights
from rag.training.model import ReaderModel, Shape


def _checkpoint(file: Path, seed: int) -> None:
    torch.manual_seed(seed)
    model = ReaderModel(Shape(positions=8, inner=8))
    model.words.weight.data.copy_(torch.from_numpy(np.array(word_vectors())))
    torch.save({"model": model.state_dict()}, file)


def test_the_card_holds_the_digest_of_the_weights(tmp_path: Path) -> None:
    _checkpoint(tmp_path / "checkpoint.pt", seed=0)
    export([tmp_path / "checkpoint.pt"], tmp_path / "out", {"name": "tiny"})
    card = json.loads((tmp_path / "out" / "reader.json").read_text(encoding="utf-8"))
    weights = (tmp_path / "out" / "reader.onnx").read_bytes()
    assert card == {"sha256": sha256(weights).hexdigest(), "name": "tiny"}


def test_of_several_checkpoints_the_mean_is_written(tmp_path: Path) -> None:
    places = []
    for number in range(2):
        places.append(tmp_path / f"{number}.pt")
        _checkpoint(places[-1], seed=number)
    one, two = (read_weights([place]) for place in places)
    mean = read_weights(places)
    assert mean.keys() == one.keys()
    for name, weight in mean.items():
        np.testing.assert_allclose(weight, (one[name] + two[name]) / 2, atol=1e-6)
