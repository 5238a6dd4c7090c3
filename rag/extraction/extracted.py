"""What is extracted from a file, and how it travels from the child process."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from rag.errors import UnreadableFile
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import one_line

MAX_CHARACTERS = 16 * 2**20
"""Of one file's text: more is a log or a dump, as it is for plain text."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself, apart from its text; `None` where it does not say."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601 date on which the text says that it came out or was sent."""
    created: str | None = None
    """ISO 8601 date on which the file was made: the best guess where nothing else is known."""
    language: str | None = None
    """BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text, headings marked as in Markdown, pages and slides parted by form feeds."""

    kind: Kind
    text: str
    facts: Facts

    @classmethod
    def of(cls, kind: Kind, text: str, facts: Facts) -> Self:
        """Raises `UnreadableFile` where there is no text, or too much."""
        if not text.strip():
            raise UnreadableFile("holds no text")
        if len(text) > MAX_CHARACTERS:
            raise UnreadableFile(
                f"{len(text) / 2**20:.0f} million characters of text; at most "
                f"{MAX_CHARACTERS // 2**20}: split the file"
            )
        return cls(kind, text, facts)

    def as_json(self) -> dict[str, object]:
        """Plain types; `from_json` reads them back."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, object]) -> Self:
        """What `as_json` gave, each field looked at: the child may have been taken over."""
        facts = fields["facts"]
        if not isinstance(facts, Mapping):
            raise TypeError("facts are no object")
        named = {name: _fact(facts[name]) for name in Facts.__slots__}
        return cls(Kind(str(fields["kind"])), str(fields["text"]), Facts(**named))


def _fact(value: object) -> str | None:
    return (one_line(str(value)) or None) if value is not None else None
