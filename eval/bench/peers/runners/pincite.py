"""pincite, by its own command line; warm, by what its service calls for each question.

`ask --answer` is `rag ask`, `ask --keyword` is `rag search --keyword`, `serve --answer` answers
instead of searching. Beside the passages it needs the articles, which lie in `articles/` there.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from protocol import _serve as serve

os.environ.setdefault("HF_HUB_OFFLINE", "1")
NOT_IN_ARTICLES = 3
"""`rag ask` has looked and says that the articles do not hold the answer."""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=("build", "edit", "ask", "serve"))
    parser.add_argument("--question")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--passages", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--answer", action="store_true")
    parser.add_argument("--keyword", action="store_true")
    chosen = parser.parse_args()
    if chosen.verb == "serve":
        _serve_questions(chosen)
    elif chosen.vectors:
        _build_with(chosen)
    else:
        sys.exit(_rag(_arguments(chosen)))


def _arguments(chosen: argparse.Namespace) -> list[str]:
    index = ["--index", str(chosen.index)]
    if chosen.verb == "build":
        return ["index", *index, "--quiet", str(chosen.passages.parent / "articles")]
    if chosen.verb == "edit":
        return ["index", *index, "--quiet"]
    if chosen.answer:
        return ["ask", *index, "--json", chosen.question]
    keyword = ["--keyword"] if chosen.keyword else []
    return ["search", *index, *keyword, "--json", "--limit", str(chosen.limit), chosen.question]


def _rag(arguments: Sequence[str]) -> int:
    from rag.cli.verbs import run

    code = run(arguments)
    return 0 if code == NOT_IN_ARTICLES else code


def _build_with(chosen: argparse.Namespace) -> None:
    """`rag index` with an encoder that knows the vectors already."""
    from known_vectors import KnownVectors

    from rag.wiring import syncing

    load = syncing.load_encoder
    syncing.load_encoder = lambda settings: KnownVectors(  # type: ignore[assignment]
        load(settings), chosen.passages, chosen.vectors
    )
    sys.exit(_rag(_arguments(chosen)))


def _serve_questions(chosen: argparse.Namespace) -> None:
    with _desk(chosen) as desk:
        if chosen.answer:
            serve(lambda question: [str(desk.ask(question).answer.text)])
        else:
            serve(lambda question: _paths(desk.search(question, chosen.limit)))


@contextlib.contextmanager
def _desk(chosen: argparse.Namespace) -> Iterator[Any]:
    from rag.settings import load_settings
    from rag.wiring.asking import open_desk, open_search

    settings = load_settings({"index": chosen.index})
    opened = open_desk(settings) if chosen.answer else open_search(settings, chosen.keyword)
    with opened as desk:
        yield desk


def _paths(hits: Sequence[Any]) -> list[str]:
    """The articles of the passages found: a passage's own number is not told."""
    return [hit.article.path for hit in hits]


if __name__ == "__main__":
    main()
