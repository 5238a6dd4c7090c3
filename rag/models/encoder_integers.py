"""The encoder's graph in 8-bit integers: for a question, whose time is that of reading weights.

A vector's cosine with that of float32 is about .994; what that costs a ranking is in eval/LOG.md.
"""

from collections.abc import Iterator

import numpy as np
import onnx
from onnx import TensorProto, helper

from rag.models.encoder_graph import (
    MICROSOFT,
    WORDS,
    BertGraph,
    BertShape,
    Builder,
    Floats,
    Weights,
    graph_of,
)
from rag.models.integers import rounded


def integer_graph(weights: Weights, shape: BertShape) -> BertGraph:
    """As `bert_graph`, every matrix in integers, the word embeddings too.

    For one text, or several of one length: attention does not look at the mask.
    """
    return graph_of(_IntegerBuilder(weights, shape))


class _IntegerBuilder(Builder):
    """The same network, its products in whole numbers."""

    def embedding(self) -> Iterator[onnx.NodeProto]:
        table, scales = rounded(self._weights[WORDS], axis=1)
        yield helper.make_node("Gather", [self._stored("words", table), "ids"], ["rounded"])
        yield helper.make_node("Gather", [self._stored("scales", scales), "ids"], ["scale"])
        yield helper.make_node("Cast", ["rounded"], ["wide"], to=TensorProto.FLOAT)
        yield helper.make_node("Mul", ["wide", "scale"], ["worded"])
        zero = self._stored("zero", np.array([0], dtype=np.int64))
        yield helper.make_node("Shape", ["ids"], ["length"], start=1, end=2)
        yield helper.make_node("Slice", [self._positions(), zero, "length", zero], ["placed"])
        yield helper.make_node("Add", ["worded", "placed"], ["embedded"])
        yield self._normalised("embedded", "embeddings.LayerNorm", "state.0")

    def _attention(self, name: str, number: int) -> Iterator[onnx.NodeProto]:
        weight, bias = self._queries_keys_values(name)
        parts = [f"{name}.{part}" for part in ("queries", "keys", "values")]
        yield self._whole(f"state.{number}", f"{name}.weight", weight, bias, f"{name}.all")
        yield helper.make_node("Split", [f"{name}.all"], parts, axis=2)
        yield helper.make_node(
            "MultiHeadAttention",
            parts,
            [f"{name}.read"],
            domain=MICROSOFT,
            num_heads=self._shape.heads,
        )
        yield from self._product(f"{name}.read", f"{name}.output.dense", f"{name}.product")
        yield from self._skip(
            f"{name}.product", f"state.{number}", f"{name}.output", f"{name}.state"
        )

    def _product(self, source: str, name: str, target: str) -> Iterator[onnx.NodeProto]:
        weight, bias = self._weights[f"{name}.weight"].T, self._weights[f"{name}.bias"]
        yield self._whole(source, f"{name}.weight", weight, bias, target)

    def _whole(
        self, source: str, name: str, weight: Floats, bias: Floats, target: str
    ) -> onnx.NodeProto:
        values, scales = rounded(weight, axis=0)
        zeros = np.zeros(scales.shape[1], dtype=np.int8)
        given = [
            source,
            self._stored(name, values),
            self._stored(f"{name}.scales", scales[0]),
            self._stored(f"{name}.zeros", zeros),
            self._stored(f"{name}.bias", bias),
        ]
        return helper.make_node("DynamicQuantizeMatMul", given, [target], domain=MICROSOFT)
