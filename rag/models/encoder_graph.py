"""Writes a BERT encoder as an ONNX graph of ONNX Runtime's fused operators.

The only module that imports onnx. The graph is the one that ONNX Runtime's own optimizer makes of
an exported BERT (EmbedLayerNormalization, Attention), but for SkipLayerNormalization, which takes
four times as long as the sum and the normalisation that it stands for. It is written straight from
the checkpoint: it needs neither torch nor its tracer, and its bytes depend on the weights only.
Mean pooling and the division by length are part of it (Reimers & Gurevych 2019).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, external_data_helper, helper, numpy_helper

from rag.models.weights import GRAPH_NAME, WEIGHTS_NAME, write_whole

OPSET = 17
IR_VERSION = 8
MICROSOFT = "com.microsoft"
PAGE = 4096  # bytes; a tensor that starts a page of the file is mapped as it lies

WORDS = "embeddings.word_embeddings.weight"

Floats: TypeAlias = NDArray[np.float32]
Weights: TypeAlias = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class BertShape:
    """What a checkpoint's `config.json` says and its tensors alone do not."""

    layers: int
    heads: int
    epsilon: float
    """Added to the variance in each layer normalisation."""


@dataclass(frozen=True, slots=True)
class BertGraph:
    """From `ids` and `mask`, int32 of shape (texts, pieces), to `vectors` of length 1."""

    structure: bytes
    """A serialised model, whose tensors are read from the file `WEIGHTS_NAME` beside it."""
    tensors: bytes

    def write(self, folder: Path) -> None:
        """The tensors first, so that a structure is never without them."""
        write_whole(folder / WEIGHTS_NAME, self.tensors)
        write_whole(folder / GRAPH_NAME, self.structure)


def bert_graph(weights: Weights, shape: BertShape) -> BertGraph:
    """The graph of a checkpoint of Hugging Face's `BertModel`, in float32."""
    return graph_of(Builder(weights, shape))


def graph_of(builder: "Builder") -> BertGraph:
    """What the builder's nodes compute."""
    nodes = [*builder.embedding(), *builder.layers(), *builder.pooling()]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [_tensor("ids", TensorProto.INT32, "pieces"), _tensor("mask", TensorProto.INT32, "pieces")],
        [_tensor("vectors", TensorProto.FLOAT, builder.dimensions)],
        list(builder.initializers.values()),
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    return BertGraph(bytes(model.SerializeToString(deterministic=True)), bytes(builder.external))


def read_weights(file: Path) -> Weights:
    """The tensors of a safetensors file, by name."""
    from safetensors.numpy import load_file

    weights: Weights = load_file(file)
    return weights


class Builder:
    """Collects the tensors that the nodes refer to; each node is named after what it computes."""

    def __init__(self, weights: Weights, shape: BertShape) -> None:
        self._weights = weights
        self._shape = shape
        self.dimensions = weights["embeddings.word_embeddings.weight"].shape[1]
        self.initializers: dict[str, TensorProto] = {}
        self.external = bytearray()

    def embedding(self) -> Iterator[onnx.NodeProto]:
        """Words and places, normalised: `state.0`."""
        words = self._stored("words", self._weights[WORDS])
        norm = self._norm("embeddings.LayerNorm")
        yield helper.make_node(
            "EmbedLayerNormalization",
            ["ids", "", words, self._positions(), "", *norm, "mask"],
            ["state.0", "lengths"],
            domain=MICROSOFT,
            epsilon=self._shape.epsilon,
        )

    def layers(self) -> Iterator[onnx.NodeProto]:
        """Attention and feed-forward, from `state.0` to the last."""
        for number in range(self._shape.layers):
            yield from self._attention(f"encoder.layer.{number}.attention", number)
            yield from self._feed_forward(f"encoder.layer.{number}", number)

    def pooling(self) -> Iterator[onnx.NodeProto]:
        """The sum over a text's pieces, at length 1: the mean's divisor cancels."""
        axis = self._stored("axis", np.array([1], dtype=np.int64))
        state = f"state.{self._shape.layers}"
        yield helper.make_node("Cast", ["mask"], ["present"], to=TensorProto.FLOAT)
        yield helper.make_node("Unsqueeze", ["present", axis], ["rows"])
        yield helper.make_node("MatMul", ["rows", state], ["summed"])
        yield helper.make_node("Squeeze", ["summed", axis], ["sum"])
        yield helper.make_node("LpNormalization", ["sum"], ["vectors"], axis=1, p=2)

    def _positions(self) -> str:
        """A single text is all of segment 0, so its vector is part of every position's."""
        positions = self._weights["embeddings.position_embeddings.weight"]
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._stored("positions", positions + segment)

    def _attention(self, name: str, number: int) -> Iterator[onnx.NodeProto]:
        weight, bias = self._queries_keys_values(name)
        yield helper.make_node(
            "Attention",
            [
                f"state.{number}",
                self._stored(f"{name}.weight", weight),
                self._stored(f"{name}.bias", bias),
                "lengths",
            ],
            [f"{name}.read"],
            domain=MICROSOFT,
            num_heads=self._shape.heads,
        )
        yield from self._product(f"{name}.read", f"{name}.output.dense", f"{name}.product")
        yield from self._skip(
            f"{name}.product", f"state.{number}", f"{name}.output", f"{name}.state"
        )

    def _queries_keys_values(self, name: str) -> tuple[Floats, Floats]:
        """One matrix and one bias for all three."""
        parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weights[f"{part}.weight"].T for part in parts], axis=1)
        return weight, np.concatenate([self._weights[f"{part}.bias"] for part in parts])

    def _feed_forward(self, name: str, number: int) -> Iterator[onnx.NodeProto]:
        state = f"{name}.attention.state"
        yield from self._product(state, f"{name}.intermediate.dense", f"{name}.wide")
        yield helper.make_node("Gelu", [f"{name}.wide"], [f"{name}.gelu"], domain=MICROSOFT)
        yield from self._product(f"{name}.gelu", f"{name}.output.dense", f"{name}.narrow")
        yield from self._skip(f"{name}.narrow", state, f"{name}.output", f"state.{number + 1}")

    def _product(self, source: str, name: str, target: str) -> Iterator[onnx.NodeProto]:
        weight, bias = f"{name}.weight", f"{name}.bias"
        stored = self._stored(weight, self._weights[weight].T)
        added = self._stored(bias, self._weights[bias])
        yield helper.make_node("MatMul", [source, stored], [f"{target}.unbiased"])
        yield helper.make_node("Add", [f"{target}.unbiased", added], [target])

    def _skip(self, source: str, skipped: str, name: str, target: str) -> Iterator[onnx.NodeProto]:
        yield helper.make_node("Add", [source, skipped], [f"{target}.sum"])
        yield self._normalised(f"{target}.sum", f"{name}.LayerNorm", target)

    def _normalised(self, source: str, name: str, target: str) -> onnx.NodeProto:
        return helper.make_node(
            "LayerNormalization",
            [source, *self._norm(name)],
            [target],
            epsilon=self._shape.epsilon,
        )

    def _norm(self, name: str) -> tuple[str, str]:
        weight, bias = f"{name}.weight", f"{name}.bias"
        return self._stored(weight, self._weights[weight]), self._stored(bias, self._weights[bias])

    def _stored(self, name: str, values: Floats | NDArray[np.int64] | NDArray[np.int8]) -> str:
        tensor = numpy_helper.from_array(np.ascontiguousarray(values), name)
        if values.dtype != np.int64:
            self._put_outside(tensor)
        self.initializers[name] = tensor
        return name

    def _put_outside(self, tensor: TensorProto) -> None:
        """Into the file that ONNX Runtime maps: read inline, the tensors would be copied twice."""
        self.external.extend(b"\0" * (-len(self.external) % PAGE))
        offset = len(self.external)
        self.external.extend(tensor.raw_data)
        external_data_helper.set_external_data(
            tensor, WEIGHTS_NAME, offset=offset, length=len(tensor.raw_data)
        )
        tensor.ClearField("raw_data")


def _tensor(name: str, kind: int, width: int | str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["texts", width])
