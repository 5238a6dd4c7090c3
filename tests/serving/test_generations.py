import gc
import os
import threading
import weakref
from pathlib import Path

import pytest

from rag.errors import IndexMissing, IndexUnusable
from rag.serving.generations import Generations
from rag.storage.index import Index
from tests.serving.corpus import ARTICLES, BRIDGE, SmallService, build_index, opener, write_corpus

SWAPS = int(os.environ.get("PINCITE_SWAPS", "20"))
"""The campaign of eval/bench sets 100."""


class CountedService(SmallService):
    """Remembers when it was closed, and fails a question that comes after."""

    closed = 0

    def close(self) -> None:
        assert not self.closed
        self.closed += 1
        super().close()


def test_the_older_generation_closes_with_its_last_question(corpus: Path, index: Path) -> None:
    opened: list[CountedService] = []

    def open_counted() -> CountedService:
        opened.append(CountedService(Index.open(index)))
        return opened[-1]

    generations = Generations(open_counted)
    generations.refresh()
    with generations.lease() as older:
        build_index(corpus, index, {"bridge.md": BRIDGE})
        assert generations.refresh()
        assert older.service.summary().articles == len(ARTICLES)
        with generations.lease() as newer:
            assert newer.service.summary().articles == 1
        assert [each.closed for each in opened] == [0, 0]
    assert [each.closed for each in opened] == [1, 0]
    assert not generations.refresh()
    generations.close()
    assert [each.closed for each in opened] == [1, 1]
    with pytest.raises(IndexUnusable):
        generations.lease().__enter__()


def test_nothing_of_an_older_generation_stays_in_memory(corpus: Path, index: Path) -> None:
    opened: list[weakref.ref[object]] = []

    def open_watched() -> SmallService:
        held = Index.open(index)
        vectors, keywords = held._loaded_vectors()[0], held._loaded_keywords()[0]
        parts = (held, vectors, keywords, held._database._connection)
        opened.extend(weakref.ref(part) for part in parts)
        return SmallService(held)

    generations = Generations(open_watched)
    for number in range(5):
        build_index(corpus, index, {"n.md": f"# Number {number}\n\nThe number is {number}.\n"})
        assert generations.refresh()
        with generations.lease() as generation:
            assert generation.headers
            generation.service.ask("What is the number?")
        del generation
    gc.collect()
    assert len(opened) == 4 * 5
    assert [watched() is not None for watched in opened] == [False] * 16 + [True] * 4
    generations.close()


def test_what_cannot_be_opened_leaves_the_present_one_answering(index: Path) -> None:
    usable = True

    def open_or_fail() -> SmallService:
        if not usable:
            raise IndexMissing("gone")
        service = SmallService(Index.open(index))
        service.stale = lambda: True  # type: ignore[method-assign]  # always something newer
        return service

    generations = Generations(open_or_fail)
    assert generations.refresh()
    usable = False
    assert not generations.refresh()
    with generations.lease() as generation:
        assert generation.service.search("bridge", 1)
    generations.close()


@pytest.mark.slow
def test_swaps_under_load_fail_no_question(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    index = tmp_path / "index"
    build_index(corpus, index)
    generations = Generations(opener(index))
    generations.refresh()
    stop = threading.Event()
    faults: list[Exception] = []
    answered = [0, 0, 0]

    def ask(worker: int) -> None:
        while not stop.is_set():
            try:
                with generations.lease() as generation:
                    assert generation.service.ask("Who designed the bridge?").answer.answered
                answered[worker] += 1
            except Exception as fault:  # any fault at all is the finding
                faults.append(fault)

    threads = [threading.Thread(target=ask, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    swaps = 0
    for number in range(SWAPS):
        build_index(corpus, index, {**ARTICLES, "n.md": f"# Number {number}\n\nIt is {number}.\n"})
        swaps += generations.refresh()
    stop.set()
    for thread in threads:
        thread.join()
    generations.close()
    assert not faults
    assert swaps == SWAPS
    assert min(answered) > 0
