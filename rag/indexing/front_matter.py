"""The YAML block that may stand before an article: the only module that imports yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

LONGEST = 16_384
"""Characters. A block that is not closed within them is text: YAML takes time and recursion."""

_BLOCK = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields before an article's text. Without any, `end` is 0."""

    fields: Mapping[str, str | None] = field(default_factory=dict)
    """Names in lower case. A list is joined with commas; `None` is YAML's null; the rest, as text.
    Nested values are left out."""
    end: int = 0
    """Where the text after it starts."""
    warning: str | None = None
    """Why a block that looks like front matter is read as text."""


def read_front_matter(text: str) -> FrontMatter:
    """The front matter at the start of the text, if any. Broken YAML is text, with a warning."""
    block = _BLOCK.match(text[:LONGEST])
    if block is None:
        return FrontMatter()
    try:
        value = yaml.safe_load(block["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return FrontMatter(warning=f"front matter is not YAML, read as text: {_first_line(error)}")
    if not isinstance(value, dict):
        return FrontMatter()
    fields = {str(name).lower(): _text(entry) for name, entry in value.items() if _is_flat(entry)}
    return FrontMatter(fields, block.end())


def _is_flat(value: object) -> bool:
    if isinstance(value, list):
        return all(_is_flat(item) and not isinstance(item, list) for item in value)
    return value is None or isinstance(value, str | int | float | bool | date)


def _text(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(text for item in value if (text := _text(item)))
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else " ".join(str(value).split()) or None


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
