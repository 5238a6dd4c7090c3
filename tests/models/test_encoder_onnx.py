"""The encoder on a small random BERT: real tokenizer, real graph, real ONNX Runtime."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from rag.models import encoder_onnx
from rag.models.encoder_graph import BertShape, bert_graph
from rag.models.encoder_onnx import OnnxEncoder, OnnxNetwork, onnx_session
from rag.models.weights import GRAPH_NAME
from tests.models.test_encoder_graph import EPSILON, HEADS, HIDDEN, LAYERS, random_weights

WINDOW = 9  # the positions of the small BERT
VOCABULARY = {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[UNK]": 3} | {
    word: place for place, word in enumerate(["moon", "has", "no", "air", "salt", "sea"], start=4)
}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    tokenizer = Tokenizer(WordLevel(VOCABULARY, unk_token="[UNK]"))  # noqa: S106 a piece, no secret
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    folder = tmp_path_factory.mktemp("graph")
    bert_graph(random_weights(), BertShape(LAYERS, HEADS, EPSILON)).write(folder)
    network = OnnxNetwork(onnx_session(folder / GRAPH_NAME, threads=1))
    return OnnxEncoder("small", "0" * 64, HIDDEN, WINDOW, tokenizer, network)


def test_vectors_come_in_the_order_of_the_texts_and_have_length_one(encoder: OnnxEncoder) -> None:
    texts = ["moon", "the salt sea has no air", "sea sea", ""]
    vectors = encoder.encode(texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    for row, text in zip(vectors, texts, strict=True):
        np.testing.assert_allclose(row, encoder.encode([text])[0], atol=1e-6)


def test_batches_and_blocks_change_nothing_but_the_last_digits(
    encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["moon has no air", "sea", "salt", "no moon", "air air air"] * 5
    whole = encoder.encode(texts)
    monkeypatch.setattr(encoder_onnx, "BATCH_PIECES", 8)
    monkeypatch.setattr(encoder_onnx, "BLOCK_TEXTS", 3)
    np.testing.assert_allclose(encoder.encode(texts), whole, atol=1e-6)


def test_the_same_call_gives_the_same_bytes(encoder: OnnxEncoder) -> None:
    texts = ["moon has no air", "sea", "salt sea " * 20]
    assert encoder.encode(texts).tobytes() == encoder.encode(texts).tobytes()


def test_no_text_gives_no_rows(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, HIDDEN)


def test_a_long_text_is_the_mean_direction_of_its_windows(encoder: OnnxEncoder) -> None:
    long = "moon has no air " + "salt sea has air"  # 8 words: two windows of 4
    halves = encoder.encode(["moon has no air", "salt sea has air"]).sum(axis=0)
    np.testing.assert_allclose(
        encoder.encode([long])[0], halves / np.linalg.norm(halves), atol=1e-6
    )


def test_the_end_of_a_long_text_still_counts(encoder: OnnxEncoder) -> None:
    first, second = encoder.encode(["moon " * 30 + "sea", "moon " * 30 + "air"])
    assert np.abs(first - second).max() > 1e-3


def test_pieces_are_counted_past_the_window(encoder: OnnxEncoder) -> None:
    assert encoder.count_pieces("moon " * 30) == 32


def test_progress_tells_of_every_text_once(encoder: OnnxEncoder) -> None:
    told: list[int] = []
    encoder.encode(["moon", "sea " * 50, "", "air"], told.append)
    assert sum(told) == 4


def test_a_lone_surrogate_is_read_as_a_question_mark(encoder: OnnxEncoder) -> None:
    np.testing.assert_array_equal(encoder.encode(["moon \ud800"]), encoder.encode(["moon ?"]))


def test_the_runtime_keeps_nothing_to_send_to_its_maker(tmp_path: Path) -> None:
    """Its own folder of the cache holds an identifier and events; without it nothing is sent."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from rag.models.encoder_graph import BertShape, bert_graph\n"
        "from rag.models.encoder_onnx import onnx_session\n"
        "from tests.models.test_encoder_graph import EPSILON, HEADS, LAYERS, random_weights\n"
        "folder = Path(sys.argv[1])\n"
        "bert_graph(random_weights(), BertShape(LAYERS, HEADS, EPSILON)).write(folder)\n"
        "onnx_session(folder / 'graph.onnx', threads=1)\n"
    )
    kept = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    homes = {name: str(tmp_path / "home") for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    (tmp_path / "home").mkdir()
    (tmp_path / "graph").mkdir()
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "graph")],
        env={**kept, **homes}, cwd=Path(__file__).parents[2], check=True,
    )  # fmt: skip
    assert list((tmp_path / "home").rglob("*")) == []
