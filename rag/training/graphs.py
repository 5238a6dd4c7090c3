"""The graphs that ship, from weights: written by hand in ONNX Runtime's fused operators.

So their bytes depend on the weights only. Every matrix becomes 8-bit integers with one scale a
column; the heads, but for the one that compares, and biases and norms stay float32. The words are
handed in as vectors: they are the encoder's (`rag.models.word_vectors`).
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from rag.models import shipped
from rag.models.integers import rounded
from rag.models.marked import ANSWER
from rag.training.model import Shape

OPSET, IR_VERSION, MICROSOFT = 17, 8, "com.microsoft"
OUTPUTS, VERDICTS = shipped.OUTPUTS[shipped.READER], shipped.OUTPUTS[shipped.RERANKER]
WORDS = "words.weight"
"""The weight that is not written."""
PLACES = "positions.weight"
"""The weight that is cut to a reranker's window."""
STORED = "kept."
"""Before the names of stored tensors, which the nodes' own names could else be taken for."""

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]


def reader_graph(weights: Weights, shape: Shape, *, integers: bool) -> bytes:
    """A serialised model from `words` (B, L, H) and `types` (B, L) to the four outputs.

    `start`, `end` and `support` have shape (B, L), `answers` (B,); as in `ReaderLogits`. Nothing is
    padded: there is no mask, and attention without one is faster.
    """
    builder = _Builder(weights, shape, integers)
    nodes = [*builder.embedding(), *builder.layers(), *builder.heads()]
    outputs = [_value(name, TensorProto.FLOAT, "pieces") for name in OUTPUTS[:3]]
    return _model(builder, nodes, [*outputs, _single(OUTPUTS[3])])


def reranker_graph(weights: Weights, shape: Shape, *, integers: bool) -> bytes:
    """A serialised model from `words` (B, L, H) and `types` (B, L) to `verdict`, `opposes` (B,).

    As `RerankerModel.verdicts` and `.oppositions`.
    """
    builder = _Builder(weights, shape, integers)
    nodes = [*builder.embedding(), *builder.layers(), *builder.verdicts()]
    return _model(builder, nodes, [_single(name) for name in VERDICTS])


def _model(
    builder: "_Builder", nodes: Sequence[NodeProto], outputs: Sequence[onnx.ValueInfoProto]
) -> bytes:
    words = helper.make_tensor_value_info(
        "words", TensorProto.FLOAT, ["passages", "pieces", builder.shape.hidden]
    )
    inputs = [words, _value("types", TensorProto.INT32, "pieces")]
    stored = list(builder.stored.values())
    graph = helper.make_graph(list(nodes), "reader", inputs, list(outputs), stored)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    return bytes(model.SerializeToString(deterministic=True))


class _Builder:
    """Collects the tensors that the nodes refer to; each node is named after what it makes."""

    def __init__(self, weights: Weights, shape: Shape, integers: bool) -> None:
        self._weights = weights
        self.shape = shape
        self._integers = integers
        self.stored: dict[str, TensorProto] = {}

    def embedding(self) -> Iterator[NodeProto]:
        """Words, places and types, summed and normalised: `state.0`."""
        yield helper.make_node("Shape", ["types"], ["length"], start=1, end=2)
        zero = self._keep("zero", np.array([0], np.int64))
        positions = self._keep("positions", self._weights["positions.weight"])
        yield helper.make_node("Slice", [positions, zero, "length", zero], ["places"])
        types = self._keep("type.rows", self._weights["types.weight"])
        yield helper.make_node("Gather", [types, "types"], ["typed"])
        yield helper.make_node("Add", ["words", "typed"], ["words.typed"])
        yield helper.make_node("Add", ["words.typed", "places"], ["placed"])
        yield self._norm("placed", "norm", "state.0")

    def layers(self) -> Iterator[NodeProto]:
        """So many times attention and feed-forward: `state.0` to the last, `state.6` of six."""
        for number in range(self.shape.layers):
            name, state = f"layers.{number}", f"state.{number}"
            yield from self._attention(name, state)
            yield from self._product(f"{name}.mixed", f"{name}.attended", f"{name}.product")
            yield from self._skip(
                f"{name}.product", state, f"{name}.attention_norm", f"{name}.middle"
            )
            yield from self._product(f"{name}.middle", f"{name}.inner", f"{name}.wide")
            yield helper.make_node("Gelu", [f"{name}.wide"], [f"{name}.gelu"], domain=MICROSOFT)
            yield from self._product(f"{name}.gelu", f"{name}.outer", f"{name}.narrow")
            following = f"state.{number + 1}"
            yield from self._skip(
                f"{name}.narrow", f"{name}.middle", f"{name}.outer_norm", following
            )

    def heads(self) -> Iterator[NodeProto]:
        """The four outputs from the last state, in float32."""
        state = f"state.{self.shape.layers}"
        zero = self._keep("zero.scalar", np.array(0, np.int64))
        yield helper.make_node("Gather", [state, zero], ["front"], axis=1)
        yield from self._plain_product(state, "token_heads", "tokens")
        yield from self._plain_product("front", "null", "null.front")
        yield from self._plain_product("front", "pooled", "pooled.front")
        yield helper.make_node("Gelu", ["pooled.front"], ["pooled"], domain=MICROSOFT)
        yield from self._plain_product("pooled", "answers", "answers.wide")
        last = self._keep("last", np.array([1], np.int64))
        yield helper.make_node("Squeeze", ["answers.wide", last], ["answers"])
        for number, name in enumerate(OUTPUTS[:3]):
            place = self._keep(f"column.{number}", np.array(number, np.int64))
            column = "support" if name == "support" else f"{name}.token"
            yield helper.make_node("Gather", ["tokens", place], [column], axis=2)
            if name != "support":
                yield helper.make_node("Gather", ["null.front", place], [f"{name}.flat"], axis=1)
                yield helper.make_node("Unsqueeze", [f"{name}.flat", last], [f"{name}.null"])
                yield helper.make_node("Sub", [column, f"{name}.null"], [name])

    def verdicts(self) -> Iterator[NodeProto]:
        """The outputs of a reranker: from front and marked pieces of the last state, in float32."""
        state = f"state.{self.shape.layers}"
        zero = self._keep("zero.scalar", np.array(0, np.int64))
        yield helper.make_node("Gather", [state, zero], ["front"], axis=1)
        yield from self._plain_product("front", "pooled", "pooled.front")
        mark = self._keep("mark", np.array(ANSWER, np.int32))
        yield helper.make_node("Equal", ["types", mark], ["inside"])
        yield helper.make_node("Cast", ["inside"], ["inside.flat"], to=TensorProto.FLOAT)
        middle = self._keep("middle", np.array([1], np.int64))
        yield helper.make_node("Unsqueeze", ["inside.flat", middle], ["inside.row"])
        yield helper.make_node("MatMul", ["inside.row", state], ["inside.sum"])
        pieces = self._keep("pieces.axis", np.array([2], np.int64))
        yield helper.make_node("ReduceSum", ["inside.row", pieces], ["inside.all"])
        one = self._keep("one", np.array(1, np.float32))
        yield helper.make_node("Max", ["inside.all", one], ["inside.count"])
        yield helper.make_node("Div", ["inside.sum", "inside.count"], ["inside.wide"])
        yield helper.make_node("Squeeze", ["inside.wide", middle], ["inside.mean"])
        chosen = self._keep("chosen.weight", self._weights["chosen.weight"].T)
        yield helper.make_node("MatMul", ["inside.mean", chosen], ["chosen.mean"])
        yield helper.make_node("Add", ["pooled.front", "chosen.mean"], ["pooled.both"])
        yield helper.make_node("Gelu", ["pooled.both"], ["pooled"], domain=MICROSOFT)
        yield from self._plain_product("pooled", "answers", "verdict.wide")
        yield helper.make_node("Squeeze", ["verdict.wide", middle], [VERDICTS[0]])
        yield helper.make_node("Concat", ["front", "inside.mean"], ["both"], axis=1)
        yield from self._product("both", "compared", "compared.flat")
        yield helper.make_node("Gelu", ["compared.flat"], ["compared"], domain=MICROSOFT)
        yield from self._plain_product("compared", "opposes", "opposes.wide")
        yield helper.make_node("Squeeze", ["opposes.wide", middle], [VERDICTS[1]])

    def _attention(self, name: str, state: str) -> Iterator[NodeProto]:
        yield from self._product(state, f"{name}.qkv", f"{name}.all")
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        yield helper.make_node("Split", [f"{name}.all"], parts, axis=2)
        yield helper.make_node(
            "MultiHeadAttention",
            parts,
            [f"{name}.mixed"],
            domain=MICROSOFT,
            num_heads=self.shape.heads,
        )

    def _product(self, source: str, name: str, target: str) -> Iterator[NodeProto]:
        if not self._integers:
            yield from self._plain_product(source, name, target)
            return
        whole, scales = rounded(self._weights[f"{name}.weight"].T, axis=0)
        zeros = np.zeros(scales.shape[1], np.int8)
        yield helper.make_node(
            "DynamicQuantizeMatMul",
            [
                source,
                self._keep(f"{name}.weight", whole),
                self._keep(f"{name}.scales", scales[0]),
                self._keep(f"{name}.zeros", zeros),
                self._keep(f"{name}.bias", self._weights[f"{name}.bias"]),
            ],
            [target],
            domain=MICROSOFT,
        )

    def _plain_product(self, source: str, name: str, target: str) -> Iterator[NodeProto]:
        weight = self._keep(f"{name}.weight", self._weights[f"{name}.weight"].T)
        bias = self._keep(f"{name}.bias", self._weights[f"{name}.bias"])
        yield helper.make_node("MatMul", [source, weight], [f"{target}.unbiased"])
        yield helper.make_node("Add", [f"{target}.unbiased", bias], [target])

    def _skip(self, source: str, skipped: str, norm: str, target: str) -> Iterator[NodeProto]:
        """Two nodes: SkipLayerNormalization, which does both, takes four times as long."""
        yield helper.make_node("Add", [source, skipped], [f"{target}.sum"])
        yield self._norm(f"{target}.sum", norm, target)

    def _norm(self, source: str, norm: str, target: str) -> NodeProto:
        weights = self._norm_weights(norm)
        return helper.make_node(
            "LayerNormalization", [source, *weights], [target], epsilon=self.shape.epsilon
        )

    def _norm_weights(self, norm: str) -> list[str]:
        return [
            self._keep(f"{norm}.{part}", self._weights[f"{norm}.{part}"])
            for part in ("weight", "bias")
        ]

    def _keep(self, name: str, array: NDArray[np.generic]) -> str:
        kept = f"{STORED}{name}"
        self.stored[kept] = numpy_helper.from_array(array.copy(order="C"), kept)
        return kept


def _single(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["passages"])


def _value(name: str, kind: int, width: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["passages", width])
