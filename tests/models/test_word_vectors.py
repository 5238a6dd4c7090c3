from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from rag.errors import ModelUnusable
from rag.models import word_vectors as module
from rag.models.word_vectors import TABLE, mapped_table, word_vectors


def test_a_row_is_the_encoders_vector_of_its_piece() -> None:
    from safetensors import safe_open

    from rag.models.encoder_packaged import packaged_folder

    with safe_open(packaged_folder() / "model.safetensors", "np") as stored:
        rows = stored.get_slice(TABLE)[100:103]
    np.testing.assert_array_equal(word_vectors()[100:103], rows)


def test_the_table_is_found_among_others_and_cannot_be_written(tmp_path: Path) -> None:
    table = np.arange(12, dtype=np.float32).reshape(4, 3)
    save_file({"other": np.ones(5, np.float32), TABLE: table}, tmp_path / "weights")
    found = mapped_table(tmp_path / "weights")
    np.testing.assert_array_equal(found, table)
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 1.0


@pytest.mark.parametrize("content", [b"", b"\x02\0\0\0\0\0\0\0{}", b"\x09\0\0\0\0\0\0\0no header"])
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "weights").write_bytes(content)
    with pytest.raises(ModelUnusable, match="force-reinstall"):
        mapped_table(tmp_path / "weights")


def test_another_table_than_the_recorded_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TABLE_DIGEST", "0" * 64)
    word_vectors.cache_clear()
    with pytest.raises(ModelUnusable, match="SHA-256"):
        word_vectors()
    word_vectors.cache_clear()
