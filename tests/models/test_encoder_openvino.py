"""The second way of encoding on the packaged model, where the extra is installed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from rag.models import encoder_onnx, encoder_openvino, integers
from rag.models.encoder import Runtime, load_encoder
from rag.models.encoder_onnx import OnnxEncoder

ARTICLES = Path(__file__).parents[2] / "seeds"


def require_extra() -> None:
    if find_spec("openvino") is None:  # importing it here would report its use
        pytest.skip("the extra `openvino` is not installed")


@pytest.fixture
def texts() -> list[str]:
    lines = [
        line for path in sorted(ARTICLES.glob("*.md")) for line in path.read_text().split(". ")
    ]
    return [line for line in lines if line.strip()][:96]


@pytest.mark.parametrize(
    ("processor", "gains"),
    [
        ("processor : 0\nflags\t\t: fpu sse avx512f avx512_bf16\n", True),
        ("flags : fpu amx_bf16 amx_tile\n", True),
        ("flags : fpu sse avx512f\nbugs : avx512_bf16\n", False),
        ("Features : fp asimd bf16\n", False),
    ],
)
def test_is_used_only_where_the_processor_multiplies_bfloat16(
    processor: str, gains: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_extra()
    file = tmp_path / "cpuinfo"
    file.write_text(processor)
    monkeypatch.setattr(integers, "_PROCESSOR", file)
    assert encoder_openvino.usable() is (gains and os.uname().sysname == "Linux")


def test_is_not_used_where_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_openvino, "find_spec", lambda _: None)
    assert not encoder_openvino.usable()


@pytest.mark.slow
@pytest.mark.parametrize("brain_floats", [False, True])
def test_many_texts_at_once_come_out_as_sentence_transformers_has_them(
    brain_floats: bool, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if brain_floats:
        require_extra()
    monkeypatch.setattr(encoder_openvino, "usable", lambda: brain_floats)
    monkeypatch.setattr(encoder_onnx, "BULK_TEXTS", 1)
    encoder = load_encoder("all-MiniLM-L6-v2", threads=2)
    reference = load_encoder("all-MiniLM-L6-v2", threads=2, runtime=Runtime.TORCH)
    assert isinstance(encoder, OnnxEncoder)
    vectors = encoder.encode(texts)
    assert (vectors * reference.encode(texts)).sum(axis=1).min() > 0.9995
    monkeypatch.setattr(encoder_onnx, "BULK_TEXTS", len(texts) + 1)
    few = encoder.encode(texts)
    exact = np.abs(vectors - few).max() < 1e-5
    assert exact is not brain_floats


@pytest.mark.slow
def test_openvino_is_loaded_without_the_part_that_reports_its_use() -> None:
    require_extra()
    code = (
        "import sys, pathlib, rag.models.encoder_openvino as bulk\n"
        "try: bulk.openvino_network(pathlib.Path('nothing.onnx'), 1)\n"
        "except RuntimeError: pass\n"
        "print('openvino' in sys.modules, 'openvino_telemetry.main' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "False"]
