from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.storage.files import SealBroken
from rag.storage.vectors import VectorIndex

DIMENSIONS = 24


def unit_vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def built(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> VectorIndex:
    return VectorIndex.build(DIMENSIONS, [(ids[:7], vectors[:7]), (ids[7:], vectors[7:])])


def test_search_equals_brute_force() -> None:
    vectors = unit_vectors(500)
    ids = np.random.default_rng(1).permutation(10_000)[:500].astype(np.int64)
    index = built(ids, vectors)
    for query in unit_vectors(50, seed=2):
        scores = vectors @ query
        nearest = np.argsort(-scores, kind="stable")[:20]
        found = index.search(query, 20)
        assert [passage for passage, _ in found] == ids[nearest].tolist()
        np.testing.assert_allclose([score for _, score in found], scores[nearest], atol=1e-6)


def test_equal_scores_come_in_the_order_of_the_rows() -> None:
    vectors = np.repeat(unit_vectors(1), 12, axis=0)
    ids = np.arange(112, 100, -1, dtype=np.int64)
    found = built(ids, vectors).search(vectors[0], 12, threads=1)
    assert [passage for passage, _ in found] == ids.tolist()


def test_a_saved_index_is_loaded_the_same(tmp_path: Path) -> None:
    vectors = unit_vectors(40)
    index = built(np.arange(40, dtype=np.int64), vectors)
    loaded = VectorIndex.load(tmp_path, index.save(tmp_path, "v.faiss"))
    assert [path.name for path in tmp_path.iterdir()] == ["v.faiss"]
    assert len(loaded) == 40
    for query in unit_vectors(10, seed=3):
        assert loaded.search(query, 5) == index.search(query, 5)


def test_an_altered_file_is_never_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = built(np.arange(20, dtype=np.int64), unit_vectors(20)).save(tmp_path, "v.faiss")
    content = bytearray((tmp_path / "v.faiss").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "v.faiss").write_bytes(content)

    def parse(_: object) -> None:
        pytest.fail("FAISS was given bytes that were not recorded")

    monkeypatch.setattr("faiss.deserialize_index", parse)
    with pytest.raises(SealBroken, match="not what was written"):
        VectorIndex.load(tmp_path, seal)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    seal = built(np.arange(20, dtype=np.int64), unit_vectors(20)).save(tmp_path, "v.faiss")
    (tmp_path / "v.faiss").unlink()
    with pytest.raises(SealBroken, match=r"v\.faiss cannot be read"):
        VectorIndex.load(tmp_path, seal)


def test_an_empty_index_finds_nothing() -> None:
    assert VectorIndex.build(DIMENSIONS, []).search(unit_vectors(1)[0], 5) == []


def test_more_than_there_is_gives_all_there_is() -> None:
    index = built(np.arange(9, dtype=np.int64), unit_vectors(9))
    assert len(index.search(unit_vectors(1)[0], 100)) == 9
    assert index.search(unit_vectors(1)[0], 0) == []


def test_a_vector_of_another_length_is_refused() -> None:
    index = built(np.arange(9, dtype=np.int64), unit_vectors(9))
    with pytest.raises(ValueError, match=r"shape \(24,\) is needed, not \(3,\)"):
        index.search(np.ones(3, dtype=np.float32), 1)
