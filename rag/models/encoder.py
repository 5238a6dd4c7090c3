"""Chooses the encoder that a name stands for. Only the chosen one's library is imported."""

from enum import StrEnum

from rag.protocols import Encoder


class Runtime(StrEnum):
    """What multiplies the matrices."""

    ONNX = "onnx"
    """ONNX Runtime; for the packaged model only."""
    TORCH = "torch"
    """sentence-transformers: the reference, and the one that runs any other model."""


def load_encoder(name: str, threads: int | None = None, runtime: Runtime = Runtime.ONNX) -> Encoder:
    """The encoder of that name: `all-MiniLM-L6-v2`, a Hugging Face name, or a model's folder.

    `threads` of `None` or 0 takes every core. Nothing is fetched from the network: raises
    `ModelUnusable` where the model is not on this machine, or is not the recorded one.
    """
    from rag.models.encoder_packaged import NAMES, load_packaged

    if name in NAMES and runtime is Runtime.ONNX:
        return load_packaged(name, threads)
    from rag.models.encoder_torch import load_sentence_transformer

    return load_sentence_transformer(name, threads)
