"""What an index was built with: a question asked with other settings is refused."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from rag.errors import IndexStale
from rag.storage.schema import FORMAT_VERSION

_SHOWN = 12
"""Hexadecimal digits of a fingerprint that a message shows."""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """An encoder or a tokenizer: its name, and the SHA-256 of its weights or ranks."""

    name: str
    fingerprint: str

    def __str__(self) -> str:
        return f"'{self.name}' ({self.fingerprint[:_SHOWN]})"


@dataclass(frozen=True, slots=True)
class Splitting:
    """How articles were cut into passages."""

    max_tokens: int
    sentences: int
    overlap: int
    """In sentences."""
    window: int
    """In the encoder's word pieces."""

    def __str__(self) -> str:
        return (
            f"of {self.sentences} sentences, overlap {self.overlap}, "
            f"at most {self.max_tokens} tokens and {self.window} word pieces"
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """The settings that a whole generation of the index shares."""

    encoder: ModelRecord
    dimensions: int
    tokenizer: ModelRecord
    splitting: Splitting
    corpus: Path
    """The folder that article paths are relative to; absolute."""
    sources: tuple[Path, ...]
    """The files and folders that were indexed; absolute."""
    format_version: int = FORMAT_VERSION
    extraction: str = ""
    """What extracted the texts of files that are not plain text; empty where none was."""

    def require(self, expected: Self) -> None:
        """Raise `IndexStale` where passages or vectors would come out otherwise now."""
        require_same("encoder", self.encoder, expected.encoder)
        require_same("vectors of length", self.dimensions, expected.dimensions)
        require_same("tokenizer", self.tokenizer, expected.tokenizer)
        require_same("passages", self.splitting, expected.splitting)

    def require_encoder(self, name: str, fingerprint: str) -> None:
        """Raise `IndexStale` where a question's vector would not compare with the index's."""
        require_same("encoder", self.encoder, ModelRecord(name, fingerprint))

    def to_json(self) -> str:
        """One JSON object; `from_json` reads it back."""
        paths = {"corpus": str(self.corpus), "sources": [str(path) for path in self.sources]}
        return json.dumps(asdict(self) | paths, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The manifest that `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            encoder=ModelRecord(**fields["encoder"]),
            dimensions=fields["dimensions"],
            tokenizer=ModelRecord(**fields["tokenizer"]),
            splitting=Splitting(**fields["splitting"]),
            corpus=Path(fields["corpus"]),
            sources=tuple(Path(source) for source in fields["sources"]),
            format_version=fields["format_version"],
            extraction=fields.get("extraction", ""),  # there since files are extracted
        )


def require_same(what: str, built: object, asked: object) -> None:
    """Raise `IndexStale` naming both values and the command that mends it."""
    if built != asked:
        raise IndexStale(
            f"the index was built with {what} {built}, not {asked}: run `rag index --rebuild`"
        )
