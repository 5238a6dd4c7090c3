import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from rag.models.marked import ANSWER
from rag.models.word_vectors import word_vectors
from rag.training.export import (
    OUTPUTS,
    VERDICT,
    export,
    read_weights,
    reader_graph,
    reranker_graph,
)
from rag.training.model import ReaderLogits, ReaderModel, RerankerModel, Shape

SHAPE = Shape(vocabulary=300, positions=64, hidden=64, layers=2, heads=4, inner=128)
TRAINED_SHAPE_SEED = 3


@pytest.fixture(scope="module")
def model() -> ReaderModel:
    torch.manual_seed(TRAINED_SHAPE_SEED)
    return ReaderModel(SHAPE, dropout=0.0).eval()


@pytest.fixture(scope="module")
def reranker() -> RerankerModel:
    torch.manual_seed(TRAINED_SHAPE_SEED)
    return RerankerModel(SHAPE, dropout=0.0).eval()


def _inputs() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Passages of two lengths: the graph reads one without padding."""
    chance = np.random.default_rng(0)
    return [
        (
            torch.from_numpy(chance.integers(1, 300, (1, length))),
            torch.from_numpy((np.arange(length)[None] >= 12).astype(np.int64)),
        )
        for length in (40, 25, 40)
    ]


def _expected(model: ReaderModel) -> list[ReaderLogits]:
    with torch.inference_mode():
        return [model(ids, types, torch.ones_like(ids)) for ids, types in _inputs()]


def _checkpoint(file: Path, seed: int) -> None:
    torch.manual_seed(seed)
    model = ReaderModel(Shape(positions=8, inner=8))
    model.words.weight.data.copy_(torch.from_numpy(np.array(word_vectors())))
    torch.save({"model": model.state_dict()}, file)


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])


def _given(model: ReaderModel, ids: torch.Tensor, types: torch.Tensor) -> dict[str, object]:
    with torch.inference_mode():
        return {"words": model.words(ids).numpy(), "types": types.numpy().astype(np.int32)}


def _run(model: ReaderModel, *, integers: bool) -> list[list[NDArray[np.float32]]]:
    weights = {name: weight.numpy() for name, weight in model.state_dict().items()}
    graph = reader_graph(weights, SHAPE, integers=integers)
    session = _session(graph)
    return [session.run(OUTPUTS, _given(model, *one)) for one in _inputs()]


def test_the_float_graph_says_what_the_torch_model_says(model: ReaderModel) -> None:
    for found, expected in zip(_run(model, integers=False), _expected(model), strict=True):
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other.numpy(), atol=2e-5)


def test_whole_numbers_stay_near_the_float_model(model: ReaderModel) -> None:
    for found, expected in zip(_run(model, integers=True), _expected(model), strict=True):
        for one, other in zip(found, expected, strict=True):
            difference = one - other.numpy()
            bound = 0.05 * max(1.0, float(other.numpy().std()))
            assert np.sqrt((difference**2).mean()) < bound


@pytest.mark.parametrize(("integers", "near"), [(False, 2e-5), (True, 0.1)])
def test_the_rerankers_graph_says_what_its_torch_model_says(
    reranker: RerankerModel, integers: bool, near: float
) -> None:
    weights = {name: weight.numpy() for name, weight in reranker.state_dict().items()}
    session = _session(reranker_graph(weights, SHAPE, integers=integers))
    for ids, types in _inputs():
        for first, last in ((15, 18), (30, 31), (0, 0)):  # the last: nothing marked
            marked = types.clone()
            marked[0, first:last] = ANSWER
            with torch.inference_mode():
                expected = reranker.verdicts(ids, marked, torch.ones_like(ids))
            (found,) = session.run([VERDICT], _given(reranker, ids, marked))
            np.testing.assert_allclose(found, expected.numpy(), atol=near)


def test_the_card_holds_the_digest_of_the_weights(tmp_path: Path) -> None:
    _checkpoint(tmp_path / "checkpoint.pt", seed=0)
    export([tmp_path / "checkpoint.pt"], tmp_path / "out", {"name": "tiny"})
    card = json.loads((tmp_path / "out" / "reader.json").read_text(encoding="utf-8"))
    weights = (tmp_path / "out" / "reader.onnx").read_bytes()
    assert card == {"sha256": sha256(weights).hexdigest(), "name": "tiny"}


def test_equal_weights_give_equal_bytes(model: ReaderModel) -> None:
    weights = {name: weight.numpy() for name, weight in model.state_dict().items()}
    once, again = (reader_graph(weights, SHAPE, integers=True) for _ in range(2))
    assert once == again


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
