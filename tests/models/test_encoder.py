import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelUnusable
from rag.models import encoder_packaged
from rag.models.encoder import Runtime, load_encoder
from rag.models.integers import exact
from rag.models.weights import digest_of

NAME = "all-MiniLM-L6-v2"
TEXTS = [
    "",
    "?",
    "Who discovered the rings of Saturn?",
    "Galileo saw them in 1610, and took them for two moons beside the planet. " * 3,
    "La température moyenne était de −179 °C; İstanbul, naïve, ﬁne.",
    "月面没有空气。" * 40,
    "def retrieve(question: str) -> list[Hit]: ...",
    "bread needs flour, water, salt and yeast " * 60,
    "😀 emoji, e\u0301 combining, \u200bzero width",
]


def imported_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(finished.stdout.split())


def test_importing_the_encoder_imports_no_heavy_library() -> None:
    heavy = {"torch", "sentence_transformers", "transformers", "onnx", "onnxruntime", "tokenizers"}
    assert not imported_by("import rag.models.encoder") & heavy


@pytest.mark.slow
def test_a_model_that_is_not_here_is_refused_with_what_to_do() -> None:
    with pytest.raises(ModelUnusable, match="hf download some/model"):
        load_encoder("some/model")


@pytest.mark.slow
def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(encoder_packaged, "packaged_folder", lambda: tmp_path)
    with pytest.raises(ModelUnusable, match=encoder_packaged.WEIGHTS_DIGEST):
        load_encoder(NAME, runtime=Runtime.TORCH)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(encoder_packaged, "cache_folder", lambda: tmp_path)
    return tmp_path / "encoders"


@pytest.mark.slow
def test_a_damaged_graph_is_written_again(cache: Path) -> None:
    before = load_encoder(NAME, threads=1).encode(TEXTS[:4])
    (graph,) = cache.glob("*/weights.bin")
    digest = digest_of(graph)
    graph.write_bytes(b"damaged")
    after = load_encoder(NAME, threads=1).encode(TEXTS[:4])
    assert digest_of(graph) == digest
    np.testing.assert_array_equal(before, after)


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_costs_time_only(cache: Path) -> None:
    cache.write_bytes(b"a file where the folder should be")
    assert load_encoder(NAME, threads=1).encode(["moon"]).shape == (1, 384)


@pytest.mark.slow
def test_answering_a_question_needs_no_torch() -> None:
    loaded = f"from rag.models.encoder import load_encoder; load_encoder({NAME!r}).encode(['a'])"
    imported_by(loaded)  # writes the graph, where this machine has none yet
    assert not imported_by(loaded) & {"torch", "sentence_transformers", "transformers", "onnx"}


@pytest.mark.slow
def test_onnx_runtime_gives_the_vectors_of_sentence_transformers() -> None:
    fast = load_encoder(NAME, threads=1)
    reference = load_encoder(NAME, threads=1, runtime=Runtime.TORCH)
    cosines = (fast.encode(TEXTS) * reference.encode(TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.99999
    assert fast.fingerprint == reference.fingerprint == encoder_packaged.WEIGHTS_DIGEST
    assert (fast.window, fast.dimensions) == (reference.window, reference.dimensions) == (256, 384)
    counts = [(fast.count_pieces(text), reference.count_pieces(text)) for text in TEXTS]
    assert all(one == other for one, other in counts)


@pytest.mark.slow
def test_a_question_in_integers_is_near_the_same_text_in_floats() -> None:
    encoder = load_encoder(NAME, threads=1)
    asked = np.stack([encoder.encode_question(text) for text in TEXTS])
    assert np.linalg.norm(asked, axis=1) == pytest.approx(1, abs=1e-5)
    assert (asked * encoder.encode(TEXTS)).sum(axis=1).min() >= 0.97
    np.testing.assert_array_equal(asked[2], encoder.encode_question(TEXTS[2]))


@pytest.mark.slow
@pytest.mark.skipif(not exact(), reason="this processor would overflow, so it asks in floats")
def test_asking_reads_the_small_graph_only(cache: Path) -> None:
    load_encoder(NAME, threads=1).encode_question("Who discovered the rings of Saturn?")
    (weights,) = cache.glob("*/weights.bin")
    assert weights.stat().st_size < 24_000_000


@pytest.mark.slow
def test_where_integers_would_overflow_a_question_is_asked_in_floats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoder_packaged, "exact", lambda: False)
    encoder = load_encoder(NAME, threads=1)
    np.testing.assert_array_equal(encoder.encode_question(TEXTS[2]), encoder.encode(TEXTS[2:3])[0])


@pytest.mark.slow
def test_a_model_in_a_folder_is_read_and_has_its_own_fingerprint() -> None:
    folder = encoder_packaged.packaged_folder()
    encoder = load_encoder(str(folder), threads=1)
    assert encoder.name == str(folder)
    assert encoder.fingerprint != encoder_packaged.WEIGHTS_DIGEST
    assert encoder.encode(["moon"]).shape == (1, encoder.dimensions)


@pytest.mark.slow
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="no model that sentence-transformers reads"):
        load_encoder(str(tmp_path))
