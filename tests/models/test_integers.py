import platform
from pathlib import Path

import numpy as np
import pytest

from rag.models import integers
from rag.models.integers import rounded


def test_every_value_is_within_half_a_step_of_its_whole_number() -> None:
    matrix = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)
    for axis in (0, 1):
        values, scales = rounded(matrix, axis)
        assert values.dtype == np.int8
        assert np.abs(values).max(axis=axis).tolist() == [127] * matrix.shape[1 - axis]
        assert (np.abs(values * scales - matrix) <= scales * 0.5001).all()


def test_a_row_of_zeros_stays_zero() -> None:
    values, scales = rounded(np.zeros((2, 3), dtype=np.float32), axis=1)
    assert not (values * scales).any()


@pytest.mark.parametrize(
    ("processor", "safe"),
    [("flags : fpu avx2 avx512_vnni\n", True), ("flags : fpu avx2 avx512f\n", False), ("", False)],
)
def test_integers_are_trusted_only_where_sums_do_not_overflow(
    processor: str, safe: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(processor)
    monkeypatch.setattr(integers, "_PROCESSOR", file)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert integers.exact() is safe
