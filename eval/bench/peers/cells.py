"""Measures one cell of the table: builds, edits, cold and warm questions, each some times."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bench.peers.corpus import Corpus
from eval.bench.peers.environments import python_of
from eval.bench.peers.ledger import Cell, Ledger, Sample
from eval.bench.peers.measuring import CommandFailed, Shared, Watch, bytes_below, measure
from eval.bench.peers.statistics import percentile
from eval.bench.peers.systems import PINCITE, System

LIMIT = 420.0
"""Seconds that one command may take."""
REPEATS = {"build": 3, "edit": 3, "cold": 5, "warm": 3, "answer": 5, "answer warm": 2, "keyword": 5}
"""Of each measure, unless the command line says otherwise."""
WARMING = 5
"""Questions before the warm ones are counted."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What it takes to measure a system over a corpus."""

    system: System
    environment: Path
    index: Path
    corpus: Corpus
    questions: Sequence[str]
    own_vectors: bool
    """Does the system encode the passages itself?"""

    def command(self, verb: str, *arguments: str) -> list[str]:
        """The runner's, in the system's own environment."""
        start = [str(python_of(self.environment)), str(self.system.script), verb]
        return [*start, "--index", str(self.index), *arguments, *self.system.options]


def measure_cell(bench: Bench, ledger: Ledger, cell: Cell, repeats: Mapping[str, int]) -> None:
    """Do what the ledger lacks. A measure that fails is noted, and those after it are left out."""
    try:
        for name, take in _measures(bench.system).items():
            for number in range(len(ledger.samples(cell, name)), repeats[name]):
                ledger.add(cell, name, take(bench, number))
                if name == "build":
                    ledger.note(cell, index_bytes=bytes_below(bench.index))
        ledger.note(cell, passages=bench.corpus.passages, articles=bench.corpus.articles)
    except CommandFailed as error:
        ledger.note(cell, error=str(error))


def _measures(system: System) -> Mapping[str, Callable[[Bench, int], Sample]]:
    common: dict[str, Callable[[Bench, int], Sample]] = {
        "build": _build,
        "cold": _cold,
        "warm": _warm,
        "edit": _edit,
    }
    if system.name != PINCITE:
        return common
    return {**common, "answer": _answer, "answer warm": _answer_warm, "keyword": _keyword}


def _build(bench: Bench, _number: int) -> Sample:
    shutil.rmtree(bench.index, ignore_errors=True)
    bench.index.mkdir(parents=True)
    bench.corpus.write_edit(0)
    given = ["--passages", str(bench.corpus.passages_file)]
    if not bench.own_vectors:
        given += ["--vectors", str(bench.corpus.vectors_file)]
    return _run(bench.command("build", *given))


def _edit(bench: Bench, number: int) -> Sample:
    bench.corpus.write_edit(number + 1)
    return _run(bench.command("edit", "--passages", str(bench.corpus.edit_file(number + 1))))


def _cold(bench: Bench, number: int) -> Sample:
    return _run(bench.command("ask", "--question", _question(bench, number)))


def _answer(bench: Bench, number: int) -> Sample:
    return _run(bench.command("ask", "--answer", "--question", _question(bench, number)))


def _keyword(bench: Bench, number: int) -> Sample:
    return _run(bench.command("ask", "--keyword", "--question", _question(bench, number)))


def _warm(bench: Bench, _number: int) -> Sample:
    return _served(bench.command("serve"), bench.questions)


def _answer_warm(bench: Bench, _number: int) -> Sample:
    return _served(bench.command("serve", "--answer"), bench.questions)


def _run(command: Sequence[str]) -> Sample:
    cost = measure(command, environment(), LIMIT)
    return {
        "seconds": round(cost.seconds, 3),
        "peak_bytes": cost.peak_bytes,
        "others": round(cost.others, 3),
    }


def _served(command: Sequence[str], questions: Sequence[str]) -> Sample:
    shared = Shared()
    started = time.perf_counter()
    with serving(command) as ask:
        for question in questions[:WARMING]:
            ask(question)
        ready = time.perf_counter() - started
        times = [float(ask(question)["ms"]) for question in questions]
        peak = ask.peak()
    return {
        "ready_seconds": round(ready, 3),
        "p50_ms": round(percentile(times, 0.5), 3),
        "p95_ms": round(percentile(times, 0.95), 3),
        "peak_bytes": peak,
        "others": round(shared.others(), 3),
    }


class Asking:
    """A runner that serves: a question in, what was found out."""

    def __init__(self, process: "subprocess.Popen[str]", watch: Watch) -> None:
        self._process = process
        self._watch = watch

    def __call__(self, question: str) -> dict[str, Any]:
        """What the runner says of the question; raises `CommandFailed` where it has ended."""
        assert self._process.stdin  # noqa: S101 - opened as pipes
        assert self._process.stdout  # noqa: S101
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._line(self._process.stdout.readline())))

    def await_ready(self) -> None:
        """Libraries print what they like before it."""
        assert self._process.stdout  # noqa: S101 - opened as a pipe
        while self._line(self._process.stdout.readline()) != "ready\n":
            pass

    def peak(self) -> int:
        """Bytes resident at most so far."""
        return self._watch.peak

    def _line(self, line: str) -> str:
        if not line:
            raise CommandFailed(f"the runner ended with code {self._process.wait()}")
        return line


@contextmanager
def serving(command: Sequence[str]) -> Iterator[Asking]:
    """A runner that is ready for questions."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    with Watch(process.pid) as watch:
        try:
            asking = Asking(process, watch)
            asking.await_ready()
            yield asking
        finally:
            process.kill()
            process.wait()


def environment() -> dict[str, str]:
    """Of the runners: no search on the network, nothing of this process's own path."""
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**mine, "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}


def _question(bench: Bench, number: int) -> str:
    return bench.questions[(17 * number) % len(bench.questions)]
