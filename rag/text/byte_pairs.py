"""How pincite's own byte-pair vocabulary cuts a text before any merge, and its file of ranks.

Shared by `rag.text.tokens`, which counts with it, and `rag.text.train_ranks`, which makes it.
"""

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files

from rag.errors import ModelUnusable

NAME = "pincite-16k"
FILE_NAME = "pincite-16k.tiktoken"

SHA256 = "e7427ef42c05fe1304cf59e7c3f18cf0d1091644e2fd8d232351872fc511047b"
"""Of the shipped file: `rag.text.train_ranks` prints it."""

PATTERN = (
    r" ?[\p{L}\p{M}]{1,32}"  # a word with the space before it
    r"|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{M}\p{N}]{1,8}"
    r"|\r?\n"
    r"|[^\S\r\n]{1,8}"
    r"|\s"
)
"""Every run is bounded and nothing looks ahead, so that no text is slow or overflows a stack."""


def shipped_ranks() -> dict[bytes, int]:
    """Token bytes to rank, from the package's file. Raises `ModelUnusable` on any other bytes."""
    content = files("rag.text").joinpath("ranks", FILE_NAME).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise ModelUnusable(
            f"{FILE_NAME} has SHA-256 {found[:12]}…, not {SHA256[:12]}…: reinstall pincite"
        )
    return parse_ranks(content)


def parse_ranks(content: bytes) -> dict[bytes, int]:
    """The ranks in tiktoken's format: one token a line, in base 64, a space, its rank."""
    lines = (line.split() for line in content.splitlines())
    return {base64.b64decode(token): int(rank) for token, rank in lines}


def format_ranks(ranks: Mapping[bytes, int]) -> bytes:
    """The inverse of `parse_ranks`, in the order of the ranks."""
    ordered = sorted(ranks.items(), key=lambda item: item[1])
    return b"".join(b"%s %d\n" % (base64.b64encode(token), rank) for token, rank in ordered)
