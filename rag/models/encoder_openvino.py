"""The encoder's network in bfloat16, for many texts at once: the only module that imports openvino.

Where the processor multiplies bfloat16 itself, this takes about half the time of float32. Vectors
stay within a cosine of .9999 of float32's and rank alike, so both share an index and a fingerprint:
eval/LOG.md has the figures.
"""

import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.models.integers import processor_flags
from rag.models.networks import Network, Pieces
from rag.protocols import Vectors

if TYPE_CHECKING:
    import openvino

_MULTIPLIES_BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})
"""Flags of the processor, as Linux names them. Without one, bfloat16 is slower than float32."""


def usable() -> bool:
    """Is the extra installed, and does the processor gain by it? Told on Linux only, else no."""
    return find_spec("openvino") is not None and bool(processor_flags() & _MULTIPLIES_BFLOAT16)


def openvino_network(graph: Path, workers: int) -> Network:
    """A network that as many threads call at once, each on a core of its own."""
    # Importing openvino tells its maker so, over the network, unless that package is not there.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino

    core = openvino.Core()
    compiled = core.compile_model(
        core.read_model(graph),
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": "bf16",
            "NUM_STREAMS": workers,
            "INFERENCE_NUM_THREADS": workers,
        },
    )
    network = _Network(compiled)
    # The binding sets itself up at its first call, and two threads at that call wait for each
    # other for ever: one holds the interpreter's lock, the other the binding's.
    network(np.ones((1, 2), dtype=np.int32), np.ones((1, 2), dtype=np.int32))
    return network


class _Network:
    """Each thread has a request of its own: one cannot run twice at a time."""

    def __init__(self, compiled: "openvino.CompiledModel") -> None:
        self._compiled = compiled
        self._own = threading.local()

    def __call__(self, ids: Pieces, mask: Pieces) -> Vectors:
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        # The request's own memory is written again by its next run.
        vectors: Vectors = self._own.request.infer({"ids": ids, "mask": mask})[0].copy()
        return vectors
