import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from rag.training.export import OUTPUTS, export, reader_graph
from rag.training.model import ReaderLogits, ReaderModel, Shape

SHAPE = Shape(vocabulary=300, positions=64, hidden=64, layers=2, heads=4, inner=128)
TRAINED_SHAPE_SEED = 3


@pytest.fixture(scope="module")
def model() -> ReaderModel:
    torch.manual_seed(TRAINED_SHAPE_SEED)
    return ReaderModel(SHAPE, dropout=0.0).eval()


def _inputs() -> dict[str, np.ndarray[tuple[int, int], np.dtype[np.int32]]]:
    chance = np.random.default_rng(0)
    ids = chance.integers(1, 300, (3, 40)).astype(np.int32)
    types = np.zeros_like(ids)
    types[:, 12:] = 1
    mask = np.ones_like(ids)
    mask[1, 25:] = 0
    return {"ids": ids, "types": types, "mask": mask}


def _expected(model: ReaderModel) -> ReaderLogits:
    given = {name: torch.from_numpy(array).long() for name, array in _inputs().items()}
    with torch.inference_mode():
        logits: ReaderLogits = model(given["ids"], given["types"], given["mask"])
    return logits


def _run(
    model: ReaderModel, *, integers: bool
) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    weights = {name: weight.numpy() for name, weight in model.state_dict().items()}
    graph = reader_graph(weights, SHAPE, integers=integers)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    found: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = session.run(OUTPUTS, _inputs())
    return found


def test_the_float_graph_says_what_the_torch_model_says(model: ReaderModel) -> None:
    inside = _inputs()["mask"].astype(bool)
    for found, expected in zip(_run(model, integers=False), _expected(model), strict=True):
        where = inside if found.ndim == 2 else slice(None)
        np.testing.assert_allclose(found[where], expected.numpy()[where], atol=2e-5)


def test_whole_numbers_stay_near_the_float_model(model: ReaderModel) -> None:
    inside = _inputs()["mask"].astype(bool)
    for found, expected in zip(_run(model, integers=True), _expected(model), strict=True):
        where = inside if found.ndim == 2 else slice(None)
        difference = found[where] - expected.numpy()[where]
        assert np.sqrt((difference**2).mean()) < 0.05 * max(1.0, expected.numpy()[where].std())


def test_the_card_holds_the_digest_of_the_weights(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = ReaderModel(Shape(vocabulary=40, positions=8, hidden=24, heads=12, inner=8))
    torch.save({"model": model.state_dict()}, tmp_path / "checkpoint.pt")
    export(tmp_path / "checkpoint.pt", tmp_path / "out", {"name": "tiny"})
    card = json.loads((tmp_path / "out" / "reader.json").read_text(encoding="utf-8"))
    weights = (tmp_path / "out" / "reader.onnx").read_bytes()
    assert card == {"sha256": sha256(weights).hexdigest(), "name": "tiny"}


def test_equal_weights_give_equal_bytes(model: ReaderModel) -> None:
    weights = {name: weight.numpy() for name, weight in model.state_dict().items()}
    once, again = (reader_graph(weights, SHAPE, integers=True) for _ in range(2))
    assert once == again
