from hashlib import sha256
from pathlib import Path

import pytest

from rag.errors import ModelUnusable
from rag.models.weights import checked, digest_of, digest_of_folder, write_whole


def test_a_file_with_the_recorded_digest_is_given_back(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(b"abc")
    assert checked(file, sha256(b"abc").hexdigest(), "remedy") == file


def test_another_file_is_refused_with_both_digests_and_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(b"abd")
    with pytest.raises(ModelUnusable, match="remedy") as refusal:
        checked(file, sha256(b"abc").hexdigest(), "remedy")
    assert digest_of(file) in str(refusal.value)
    assert sha256(b"abc").hexdigest() in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="missing"):
        checked(tmp_path / "none", "00", "remedy")


def test_writing_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "graph"
    write_whole(file, b"first")
    write_whole(file, b"second")
    assert file.read_bytes() == b"second"
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_has_another_digest_once_a_weight_or_a_name_changes(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"1")
    first = digest_of_folder(tmp_path)
    weights.write_bytes(b"2")
    second = digest_of_folder(tmp_path)
    weights.rename(tmp_path / "other.safetensors")
    assert len({first, second, digest_of_folder(tmp_path)}) == 3


def test_a_folder_s_readme_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"1")
    before = digest_of_folder(tmp_path)
    (tmp_path / "README.md").write_text("words")
    assert digest_of_folder(tmp_path) == before
