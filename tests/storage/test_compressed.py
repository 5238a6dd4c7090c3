from pathlib import Path

import numpy as np
import pytest

from rag.protocols import Vectors
from rag.storage.compressed import CANDIDATES, CompressedIndex, Rows
from rag.storage.files import SealBroken
from tests.support.vectors import clouds

DIMENSIONS = 64
LISTS = (0, 16)
COUNT = 3_000


def stored(folder: Path, vectors: Vectors) -> Rows:
    ids = np.arange(len(vectors), dtype=np.int64) * 3 + 7
    halves = np.array_split(np.arange(len(vectors)), 2)
    Rows.write(folder / "v.rows", ((ids[half], vectors[half]) for half in halves))
    return Rows(folder / "v.rows", len(vectors), DIMENSIONS)


def exact(vectors: Vectors, question: Vectors, limit: int) -> list[int]:
    nearest = np.argsort(-(vectors @ question), kind="stable")[:limit]
    return [int(row) * 3 + 7 for row in nearest]


@pytest.mark.parametrize("lists", LISTS)
def test_it_finds_nearly_what_brute_force_finds_with_exact_scores(
    tmp_path: Path, lists: int
) -> None:
    vectors = clouds(COUNT, DIMENSIONS)
    index = CompressedIndex.build(stored(tmp_path, vectors), lists)
    shared = 0
    for question in clouds(50, DIMENSIONS, seed=1):
        found = index.search(question, 10, threads=1)
        shared += len({passage for passage, _ in found} & set(exact(vectors, question, 10)))
        rows = [(passage - 7) // 3 for passage, _ in found]
        scores = [score for _, score in found]
        np.testing.assert_allclose(scores, vectors[rows] @ question, atol=1e-6)
        assert scores == sorted(scores, reverse=True)
    assert shared >= 0.97 * 50 * 10


@pytest.mark.parametrize("lists", LISTS)
def test_with_every_row_a_candidate_it_equals_brute_force(tmp_path: Path, lists: int) -> None:
    vectors = clouds(CANDIDATES, DIMENSIONS)
    index = CompressedIndex.build(stored(tmp_path, vectors), lists)
    for question in clouds(20, DIMENSIONS, seed=2):
        found = index.search(question, 25)
        assert [passage for passage, _ in found] == exact(vectors, question, 25)


@pytest.mark.parametrize("lists", LISTS)
def test_equal_scores_come_in_the_order_of_the_rows(tmp_path: Path, lists: int) -> None:
    vectors = np.repeat(clouds(50, DIMENSIONS), 4, axis=0)
    index = CompressedIndex.build(stored(tmp_path, vectors), lists)
    for question in clouds(20, DIMENSIONS, seed=3):
        found = [passage for passage, _ in index.search(question, 12)]
        assert found == exact(vectors, question, 12)


@pytest.mark.parametrize("lists", LISTS)
def test_its_own_recall_is_that_of_its_questions(tmp_path: Path, lists: int) -> None:
    index = CompressedIndex.build(stored(tmp_path, clouds(COUNT, DIMENSIONS)), lists)
    assert index.measured() >= 0.97
    assert index.effort in {1, 2, 4, 8}


def test_more_effort_is_taken_where_recall_is_low(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.storage.compressed.CANDIDATES", 12)
    monkeypatch.setattr("rag.storage.compressed.FACTOR", 1)
    index = CompressedIndex.build(stored(tmp_path, clouds(COUNT, DIMENSIONS)))
    monkeypatch.setattr("rag.storage.compressed.EFFORTS", (1,))
    least = index.measured()
    monkeypatch.setattr("rag.storage.compressed.EFFORTS", (1, 2, 4, 8))
    assert index.measured() > least
    assert index.effort > 1


@pytest.mark.parametrize("lists", LISTS)
def test_what_is_saved_is_loaded_the_same(tmp_path: Path, lists: int) -> None:
    vectors = clouds(COUNT, DIMENSIONS)
    seal, count = Rows.write(tmp_path / "w.rows", [(np.arange(COUNT, dtype=np.int64), vectors)])
    index = CompressedIndex.build(Rows(tmp_path / "w.rows", count, DIMENSIONS), lists)
    codes = index.save(tmp_path / "w.faiss")
    loaded = CompressedIndex.load(tmp_path, codes, seal, count, effort=1)
    for question in clouds(10, DIMENSIONS, seed=4):
        assert loaded.search(question, 10) == index.search(question, 10)


@pytest.mark.parametrize("name", ["w.rows", "w.faiss"])
def test_an_altered_file_is_never_parsed(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = clouds(COUNT, DIMENSIONS)
    seal, count = Rows.write(tmp_path / "w.rows", [(np.arange(COUNT, dtype=np.int64), vectors)])
    index = CompressedIndex.build(Rows(tmp_path / "w.rows", count, DIMENSIONS))
    codes = index.save(tmp_path / "w.faiss")
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).unlink()  # another file: the one that is mapped stays as it is
    (tmp_path / name).write_bytes(content)
    if name == "w.faiss":
        monkeypatch.setattr("faiss.deserialize_index", pytest.fail)
    with pytest.raises(SealBroken, match=rf"{name} is not what was written"):
        CompressedIndex.load(tmp_path, codes, seal, count, effort=1)


def test_all_vectors_are_walked_without_keeping_the_file_in_memory(tmp_path: Path) -> None:
    """Block by block, of 4 MiB here; how much is mapped is known where the system tells it."""
    vectors = clouds(40_000, DIMENSIONS)
    rows = stored(tmp_path, vectors)
    walked, most = [], 0
    for block in rows.blocks():
        walked.append(block.copy())
        most = max(most, _mapped(tmp_path / "v.rows"))
    np.testing.assert_array_equal(np.concatenate(walked), vectors)
    assert len(walked) > 2
    assert _mapped(tmp_path / "v.rows") == 0
    assert most < vectors.nbytes * 0.75


def _mapped(path: Path) -> int:
    """Bytes of the file that this process holds in memory by mapping; 0 where it is not told."""
    smaps = Path("/proc/self/smaps")
    if not smaps.exists():
        return 0
    lines = iter(smaps.read_text("utf-8", "replace").splitlines())
    held = [next(x for x in lines if x.startswith("Rss:")) for line in lines if str(path) in line]
    return sum(1024 * int(each.split()[1]) for each in held)
