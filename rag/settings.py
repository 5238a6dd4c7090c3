"""What a user may choose: flags over environment over `rag.toml` over defaults.

Only the command line and the wiring see these; every other room is handed plain values.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from rag.errors import UsageError

PREFIX = "RAG_"
FILE_NAME = "rag.toml"

_KINDS: Mapping[str, type] = {
    "index": Path,
    "passage_tokens": int,
    "passage_sentences": int,
    "overlap_sentences": int,
    "limit": int,
    "risk": float,
    "calibration": Path,
    "threads": int,
}
_KIND_NAMES: Mapping[type, str] = {
    Path: "a path",
    int: "a whole number",
    float: "a number",
    str: "text",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """One value for each choice. The environment's name is the field's in capitals after `RAG_`."""

    index: Path = Path("index")
    """The folder that the index lies in."""
    encoder: str = "all-MiniLM-L6-v2"
    """The default model, a Hugging Face name or a folder."""
    tokenizer: str = "pincite-16k"
    """Counts the passages' token budget: `pincite-16k`, `o200k_base` or `cl100k_base`."""
    passage_tokens: int = 180
    """The most tokens of one passage."""
    passage_sentences: int = 6
    """The most sentences of one passage."""
    overlap_sentences: int = 1
    """Sentences that a passage shares with the one before it."""
    reader: str = "pincite"
    """`pincite`, `lexical` (no model), or the folder or name of an extractive QA model."""
    limit: int = 10
    """Passages that `rag search` shows."""
    risk: float | None = None
    """The tolerated share of wrong answers among those given; `None` takes the fitted threshold."""
    calibration: Path | None = None
    """The confidence fitted by `rag eval --calibrate`; `None` takes the one that ships."""
    threads: int | None = None
    """Processor cores for the models; `None` takes all."""


def load_settings(
    flags: Mapping[str, object],
    environment: Mapping[str, str] | None = None,
    file: Path = Path(FILE_NAME),
) -> Settings:
    """The settings in force. A flag of `None` was not given.

    Raises `UsageError` where a name is not a setting or a value is not of its kind.
    """
    given = {
        **_from_file(file),
        **_from_environment(os.environ if environment is None else environment),
    }
    given.update({name: value for name, value in flags.items() if value is not None})
    chosen = {name: _converted(name, value) for name, value in given.items()}
    return _checked(replace(Settings(), **chosen))


def _from_file(file: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not TOML: {error}") from error
    unknown = sorted(set(table) - _names())
    if unknown:
        raise UsageError(f"{file} sets {', '.join(unknown)}; known: {', '.join(sorted(_names()))}")
    return table


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    """Variables of other programs may begin with the prefix too, so unknown ones are left alone."""
    return {
        name: environment[PREFIX + name.upper()]
        for name in _names()
        if PREFIX + name.upper() in environment
    }


def _converted(name: str, value: object) -> Any:
    kind = _KINDS.get(name, str)
    try:
        return kind(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name} must be {_KIND_NAMES[kind]}, not {value!r}") from error


def _checked(settings: Settings) -> Settings:
    positive = {"passage_tokens": 16, "passage_sentences": 1, "limit": 1}
    for name, least in positive.items():
        if getattr(settings, name) < least:
            raise UsageError(f"{name} must be at least {least}, not {getattr(settings, name)}")
    if not 0 <= settings.overlap_sentences < settings.passage_sentences:
        raise UsageError(
            f"overlap_sentences must be from 0 to passage_sentences - 1, "
            f"not {settings.overlap_sentences}"
        )
    if settings.risk is not None and not 0 < settings.risk <= 1:
        raise UsageError(f"risk must be above 0 and at most 1, not {settings.risk}")
    if settings.threads is not None and settings.threads < 1:
        raise UsageError(
            f"threads must be at least 1, not {settings.threads}: leave it out to take every core"
        )
    return settings


def _names() -> set[str]:
    return {field.name for field in fields(Settings)}
