import random
import shutil
import threading
from pathlib import Path

import pytest

from rag.storage.changes import Changes
from rag.storage.derived import sweep
from rag.storage.index import Index, IndexWriter
from tests.support.indexes import (
    everything,
    indexed_article,
    keep_vectors,
    small_manifest,
    write_articles,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    articles = [indexed_article(f"{n}.md", f"Harbour number {n}", "A river.") for n in range(20)]
    write_articles(folder, *articles)
    return folder


def derived_files(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return sorted(path for path in files if "-" in str(path.relative_to(folder).parts[0]))


def mutate(path: Path, other: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    match chance.choice(("flip", "flip", "cut", "grow", "swap", "gone")):
        case "flip" if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
        case "cut" if content:
            path.write_bytes(content[: chance.randrange(len(content))])
        case "swap" if other.read_bytes() != content:
            shutil.copyfile(other, path)
        case "gone":
            path.unlink()
        case _:
            path.write_bytes(content + b"\0")


def mutations(whole: Path, tmp_path: Path, rounds: range) -> None:
    with Index.open(whole) as index:
        expected = everything(index)
    for seed in rounds:
        chance, folder = random.Random(seed), tmp_path / str(seed)
        shutil.copytree(whole, folder)
        path, other = chance.sample(derived_files(folder), 2)
        mutate(path, other, chance)
        with Index.open(folder) as index:
            assert everything(index) == expected, f"seed {seed}: {path.name}"
            assert len(index.warnings) == 1, f"seed {seed}: {path.name}"
        with Index.open(folder) as index:
            index.warm()
            assert index.warnings == []
        shutil.rmtree(folder, ignore_errors=True)  # only to save disk: tantivy may still look in


def test_a_mutated_derived_file_is_made_again_and_never_answered_from(
    whole: Path, tmp_path: Path
) -> None:
    mutations(whole, tmp_path, range(4))


@pytest.mark.slow
def test_300_mutated_derived_files_are_made_again(whole: Path, tmp_path: Path) -> None:
    mutations(whole, tmp_path, range(4, 304))


def test_files_swapped_between_generations_are_made_again(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    write_articles(tmp_path, indexed_article("3.md", "Harbour number three"))
    with Index.open(tmp_path) as index:
        expected = everything(index)
    old, new = sorted(tmp_path.glob("vectors-*"))
    shutil.copyfile(old, new)
    with Index.open(tmp_path) as index:
        assert everything(index) == expected
        assert len(index.warnings) == 1


def test_what_a_crash_left_is_swept_at_the_next_change(tmp_path: Path) -> None:
    write_articles(tmp_path, indexed_article("a.md", "harbour"))
    (tmp_path / "vectors-9-dead.faiss.tmp").touch()
    (tmp_path / "keywords-9-dead.tmp").mkdir()
    (tmp_path / "keywords-9-dead.tmp" / "meta.json").touch()
    (tmp_path / "keywords-notes.txt").touch()
    write_articles(tmp_path, indexed_article("b.md", "river"))
    assert not list(tmp_path.rglob("*dead*"))


def test_a_sweep_leaves_what_is_not_derived(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    (tmp_path / "vectors-1-ab.faiss").touch()
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.slow
def test_a_reader_during_swaps_never_mixes_generations(tmp_path: Path) -> None:
    swaps, failures, done = 60, list[str](), threading.Event()

    def write() -> None:
        with IndexWriter.open(tmp_path, small_manifest()) as writer:
            for number in range(2, swaps + 2):
                entries = [
                    indexed_article(f"{name}.md", f"Harbour in generation {number}")
                    for name in "abcde"
                ]
                keep_vectors(writer, entries)
                writer.apply(Changes(entries, ()))
        done.set()

    def read() -> None:
        while not done.is_set():
            with Index.open(tmp_path, threads=1) as index:
                for _ in range(5):
                    hits = index.hits([passage for passage, _ in index.keyword("harbour", 9)])
                    texts = {hit.passage.text for hit in hits}
                    texts |= {index.article(hit.article.id).text for hit in hits}
                    if texts != {f"Harbour in generation {index.generation}"} or len(hits) != 5:
                        failures.append(f"{index.generation}: {texts}")

    first = [indexed_article(f"{name}.md", "Harbour in generation 1") for name in "abcde"]
    write_articles(tmp_path, *first)
    threads = [threading.Thread(target=target) for target in (write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Index.open(tmp_path) as index:
        assert index.generation == swaps + 1
