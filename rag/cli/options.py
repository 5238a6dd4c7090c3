"""What several verbs share: their options, their exit codes, and how they print JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

DONE, FAILED, USAGE, NOT_IN_ARTICLES, INDEX_UNUSABLE, OTHER = range(6)
GOLD_INVALID, HARNESS_ERROR = 3, 4
"""Of `rag eval` alone."""
DEFAULT_CORPUS = Path("seeds")
DEFAULT_ROOT = Path("eval")

Command = Callable[..., Any]


def chosen(*options: Command) -> Callable[[Command], Command]:
    """A decorator that adds these options, in this order."""

    def decorate(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
INDEX = click.option("--index", type=click.Path(path_type=Path), help="The index's folder [index].")
ENCODER = click.option("--encoder", help="all-MiniLM-L6-v2, a Hugging Face name or a folder.")
THREADS = click.option("--threads", type=int, help="Processor cores for the models [all].")
LIMIT = click.option("--limit", type=int, help="Passages shown [10].")
READER = click.option("--reader", help="pincite, lexical, or an extractive QA model.")
RISK = click.option(
    "--risk", type=float, help="Tolerated share of wrong answers among those given."
)
ASKING = (INDEX, ENCODER, THREADS, READER, RISK)


def print_json(value: object) -> None:
    """One value a line, UTF-8 whatever the locale says."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()
