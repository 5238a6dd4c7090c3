"""`rag index --watch` as a person meets it: a process, real files, real signals."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from rag.storage.index import Index
from rag.storage.lock import WriterLock
from rag.wiring.watching import _bursts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM that can be handled"),
]
PATIENCE = 90
"""Seconds, on a machine that does other things too."""
WATCH = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from tests.support.indexes import ENCODER
from rag.wiring import watching
from rag.cli.verbs import run
watching.load_encoder = lambda settings: ENCODER  # a real one takes seconds to start
sys.exit(run(["index", "--watch", *sys.argv[1:]]))
"""


class Watch:
    """The running command and what it says, line by line."""

    def __init__(self, corpus: Path, index: Path, *more: str) -> None:
        command = [sys.executable, "-c", WATCH, str(corpus), "--index", str(index), *more]
        self.corpus, self.index = corpus, index
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2], env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self._out, self._err = queue.Queue[str](), queue.Queue[str]()
        self._threads = [
            threading.Thread(target=_read, args=pair)
            for pair in ((self.process.stdout, self._out), (self.process.stderr, self._err))
        ]
        for thread in self._threads:
            thread.start()

    def said(self) -> str:
        return self._out.get(timeout=PATIENCE)

    def warned(self) -> str:
        return self._err.get(timeout=PATIENCE)

    def said_until(self, done: "Callable[[dict[str, str]], bool]") -> list[str]:
        """The lines up to the one after which the index holds what is wanted."""
        lines = [self.said()]
        while not done(self.texts()):
            lines.append(self.said())
        return lines

    def silent(self) -> bool:
        return self._out.empty() and self._err.empty()

    def texts(self) -> dict[str, str]:
        with Index.open(self.index) as index:
            return {header.path: index.article(header.id).text for header in index.articles()}

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join()
        return code


def _read(stream: IO[str], said: "queue.Queue[str]") -> None:
    with stream:
        for line in stream:
            said.put(line.rstrip())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "owls.md").write_text("Owls hunt at night.", "utf-8")
    return folder


Start = Callable[..., Watch]


@pytest.fixture
def start(corpus: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Watch] = []

    def begin(*more: str, index: Path = tmp_path / "index") -> Watch:
        started.append(Watch(corpus, index, *more))
        return started[-1]

    yield begin
    for watch in started:
        watch.process.kill()
        watch.ended()


def test_a_line_for_each_sync_until_a_signal(start: Start, corpus: Path) -> None:
    watch = start()
    assert "1 added; 1 passage encoded; generation 1" in watch.said()
    for number in range(5):  # one burst, of which the first sync of the watch may see a part
        (corpus / f"{number}.txt").write_text(f"Bat {number} sleeps by day.", "utf-8")
    assert len(watch.said_until(lambda texts: len(texts) == 6)) <= 2
    (corpus / "0.txt").write_text("Bat 0 is awake.", "utf-8")
    (corpus / "1.txt").rename(corpus / "one.txt")
    (corpus / "2.txt").unlink()
    left = {"0.txt", "one.txt", "3.txt", "4.txt", "owls.md"}
    lines = watch.said_until(lambda texts: set(texts) == left and "awake" in texts["0.txt"])
    for done in ("1 changed", "1 renamed", "1 removed"):
        assert sum(done in line for line in lines) == 1
    assert watch.stop() == 0
    assert watch.silent()


def test_sigterm_ends_it_too_and_frees_the_index(start: Start) -> None:
    watch = start()
    watch.said()
    assert watch.stop(signal.SIGTERM) == 0
    lock = WriterLock(watch.index)
    lock.acquire()
    lock.release()


def test_a_bad_file_is_told_in_the_line_and_stops_nothing(start: Start, corpus: Path) -> None:
    watch = start()
    watch.said()
    (corpus / "bad.pdf").write_bytes(b"%PDF-1.7\nnot really")
    (corpus / "mice.md").write_text("Mice hide.", "utf-8")
    line = watch.said()
    assert "1 added" in line
    assert "not read: bad.pdf: " in line
    (corpus / "more.md").write_text("More mice hide.", "utf-8")
    assert "1 added" in watch.said()


def test_a_folder_that_is_deleted_is_waited_for_and_its_articles_stay(
    start: Start, corpus: Path
) -> None:
    watch = start()
    watch.said()
    shutil.rmtree(corpus)
    warning = watch.warned()
    while "is gone: waiting for it" not in warning:  # it may be seen empty before
        assert "no article is left" in warning or "does not exist" in warning
        warning = watch.warned()
    assert set(watch.texts()) == {"owls.md"}
    corpus.mkdir()
    (corpus / "bats.md").write_text("Bats sleep by day.", "utf-8")
    assert "1 added, 1 removed" in watch.said()
    (corpus / "mice.md").write_text("Mice hide.", "utf-8")
    assert "1 added, 1 unchanged" in watch.said()


def test_a_folder_that_is_gone_before_it_is_watched_ends_the_watching(tmp_path: Path) -> None:
    assert list(_bursts([tmp_path / "gone"], tmp_path / "index")) == []


def test_another_writer_is_waited_for(start: Start, corpus: Path) -> None:
    watch = start()
    watch.said()
    lock = WriterLock(watch.index)
    lock.acquire()
    (corpus / "mice.md").write_text("Mice hide.", "utf-8")
    assert f"is being written by process {os.getpid()}" in watch.warned()
    lock.release()
    assert "1 added, 1 unchanged" in watch.said()


def test_its_own_index_hidden_files_and_pictures_are_no_changes(start: Start, corpus: Path) -> None:
    watch = start("--json", index=corpus / "index")
    assert json.loads(watch.said())["added"] == 1
    for name in (".hidden.md", "picture.png"):
        (corpus / name).write_text("x", "utf-8")
    (corpus / "mice.md").write_text("Mice hide.", "utf-8")
    assert json.loads(watch.said())["unchanged"] == 1
    assert watch.stop() == 0
    assert watch.silent()


def test_what_is_wrong_from_the_start_ends_it(start: Start, corpus: Path) -> None:
    (corpus / "owls.md").unlink()
    watch = start()
    assert watch.ended() == 2
    assert "no articles below" in watch.warned()
