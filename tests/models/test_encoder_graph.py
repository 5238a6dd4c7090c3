"""The graph beside a BERT written out in numpy, on small random weights."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from rag.models.encoder_graph import BertShape, Weights, bert_graph
from rag.models.encoder_integers import integer_graph
from rag.models.encoder_onnx import onnx_session
from rag.models.weights import GRAPH_NAME

Matrix = NDArray[np.float32]
HIDDEN, HEADS, WIDE, WORDS, POSITIONS, LAYERS = 16, 2, 32, 11, 9, 2
EPSILON = 1e-12
LAYER_SHAPES = {
    "attention.self.query": (HIDDEN, HIDDEN),
    "attention.self.key": (HIDDEN, HIDDEN),
    "attention.self.value": (HIDDEN, HIDDEN),
    "attention.output.dense": (HIDDEN, HIDDEN),
    "intermediate.dense": (WIDE, HIDDEN),
    "output.dense": (HIDDEN, WIDE),
}


def random_weights() -> Weights:
    generator = np.random.default_rng(0)

    def draw(*shape: int) -> Matrix:
        return generator.normal(size=shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": draw(WORDS, HIDDEN),
        "embeddings.position_embeddings.weight": draw(POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": draw(2, HIDDEN),
        "embeddings.LayerNorm.weight": draw(HIDDEN),
        "embeddings.LayerNorm.bias": draw(HIDDEN),
    }
    for layer in range(LAYERS):
        for name, shape in LAYER_SHAPES.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = draw(*shape)
            weights[f"encoder.layer.{layer}.{name}.bias"] = draw(shape[0])
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights[f"encoder.layer.{layer}.{name}.weight"] = draw(HIDDEN)
            weights[f"encoder.layer.{layer}.{name}.bias"] = draw(HIDDEN)
    return weights


def norm(weights: Weights, name: str, state: Matrix) -> Matrix:
    centred = state - state.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
    normed: Matrix = scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return normed


def dense(weights: Weights, name: str, state: Matrix) -> Matrix:
    return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def attend(weights: Weights, name: str, state: Matrix) -> Matrix:
    query, key, value = (
        dense(weights, f"{name}.self.{part}", state) for part in ("query", "key", "value")
    )
    width = HIDDEN // HEADS
    heads = []
    for head in range(HEADS):
        part = slice(head * width, (head + 1) * width)
        scores = query[:, part] @ key[:, part].T / np.sqrt(width)
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        heads.append(share / share.sum(axis=1, keepdims=True) @ value[:, part])
    return np.concatenate(heads, axis=1)


def bert_vector(weights: Weights, ids: list[int]) -> Matrix:
    state = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = norm(weights, "embeddings.LayerNorm", state)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        read = dense(
            weights,
            f"{name}.attention.output.dense",
            attend(weights, f"{name}.attention", state),
        )
        state = norm(weights, f"{name}.attention.output.LayerNorm", state + read)
        wide = dense(weights, f"{name}.intermediate.dense", state)
        gelu = wide * (1 + erf(wide / np.sqrt(2))) / 2
        narrow = dense(weights, f"{name}.output.dense", gelu)
        state = norm(weights, f"{name}.output.LayerNorm", state + narrow)
    mean: Matrix = state.mean(axis=0)
    return mean / np.linalg.norm(mean)


def test_computes_what_bert_computes_whatever_the_padding(tmp_path: Path) -> None:
    weights = random_weights()
    bert_graph(weights, BertShape(LAYERS, HEADS, EPSILON)).write(tmp_path)
    session = onnx_session(tmp_path / GRAPH_NAME, threads=1)
    texts = [[1, 2, 3, 4, 5, 6, 7], [8, 9, 10], [4]]
    ids = np.array([text + [0] * (7 - len(text)) for text in texts], dtype=np.int32)
    mask = (ids > 0).astype(np.int32)
    vectors = session.run(["vectors"], {"ids": ids, "mask": mask})[0]
    expected = np.stack([bert_vector(weights, text) for text in texts])
    np.testing.assert_allclose(vectors, expected, atol=2e-5)


def test_in_integers_the_vectors_point_the_same_way(tmp_path: Path) -> None:
    weights = random_weights()
    integer_graph(weights, BertShape(LAYERS, HEADS, EPSILON)).write(tmp_path)
    session = onnx_session(tmp_path / GRAPH_NAME, threads=1)
    for text in ([1, 2, 3, 4, 5, 6, 7], [8, 9, 10], [4]):
        ids = np.array([text], dtype=np.int32)
        vector = session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        assert vector @ bert_vector(weights, text) > 0.99


def test_equal_weights_give_equal_bytes() -> None:
    shape = BertShape(LAYERS, HEADS, EPSILON)
    assert bert_graph(random_weights(), shape) == bert_graph(random_weights(), shape)
