"""The graphs that ship say what the networks in torch say."""

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from rag.models.marked import ANSWER
from rag.training.graphs import OUTPUTS, VERDICTS, reader_graph, reranker_graph
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
                expected = [
                    told(ids, marked, torch.ones_like(ids))
                    for told in (reranker.verdicts, reranker.oppositions)
                ]
            found = session.run(VERDICTS, _given(reranker, ids, marked))
            for one, other in zip(found, expected, strict=True):
                np.testing.assert_allclose(one, other.numpy(), atol=near)


def test_equal_weights_give_equal_bytes(model: ReaderModel) -> None:
    weights = {name: weight.numpy() for name, weight in model.state_dict().items()}
    once, again = (reader_graph(weights, SHAPE, integers=True) for _ in range(2))
    assert once == again
