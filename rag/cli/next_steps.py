"""The next step that a message names, for the index that the command was given."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

_STEP = re.compile(r"`rag (?:index|doctor|status)(?=[ `])(?![^`]*--index)[^`]*(?=`)")
_OPTION = "--index"


def directed(text: str, index: object) -> str:
    """The text, in which each `rag …` that keeps an index has the option `--index`, if given."""
    if index is None:
        return text
    return _STEP.sub(lambda step: f"{step[0]} {_OPTION} {shlex.quote(str(index))}", text)


def given_index(arguments: Sequence[str]) -> Path | None:
    """What follows `--index` on the command line."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        if option == _OPTION and value:
            return Path(value)
        if option.startswith(f"{_OPTION}="):
            return Path(option.removeprefix(f"{_OPTION}="))
    return None
