"""Tokens, in which the length of a passage is counted: the only module that imports tiktoken."""

import functools
import hashlib
import threading
from dataclasses import dataclass

import tiktoken

from rag.errors import ModelUnusable, UsageError
from rag.text import byte_pairs

PUBLIC_ENCODINGS = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""Name to SHA-256 of the ranks; tiktoken fetches them once and checks the same hash."""

NAMES = (byte_pairs.NAME, *PUBLIC_ENCODINGS)

SEGMENT = 8_192
"""Characters given to tiktoken at a time: its splitting overflows on a million spaces."""

DOWNLOAD_SECONDS = 20.0
"""tiktoken sets no limit of its own, and a silent network would hold it for ever."""

_FIRST_LOOK = 8
"""Characters for each token wanted: more than most texts have, so one look is usually enough."""


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Counts tokens. No text is refused, none is slow; special tokens are read as plain text."""

    name: str
    fingerprint: str
    """SHA-256 of what the counts depend on."""
    encoding: tiktoken.Encoding

    def count(self, text: str) -> int:
        """Tokens of the text, summed over segments of `SEGMENT` characters."""
        segments = range(0, len(text), SEGMENT)
        return sum(len(self._tokens(text[at : at + SEGMENT])) for at in segments)

    def prefix(self, text: str, limit: int) -> int:
        """How many whole characters of the text its first `limit` tokens hold."""
        look = _FIRST_LOOK * limit
        while True:
            tokens = self._tokens(text[: min(look, SEGMENT)])
            if len(tokens) > limit or look >= min(len(text), SEGMENT):
                return self._characters(tokens[:limit])
            look *= 2

    def _tokens(self, text: str) -> list[int]:
        return self.encoding.encode_ordinary(text)

    def _characters(self, tokens: list[int]) -> int:
        """A character cut in two by the last token is not counted."""
        return len(self.encoding.decode_bytes(tokens).decode("utf-8", "ignore"))


@functools.cache
def load_tokenizer(name: str) -> Tokenizer:
    """The tokenizer of that name.

    Raises `UsageError` for an unknown name, `ModelUnusable` where its ranks are damaged or cannot
    be fetched.
    """
    if name == byte_pairs.NAME:
        return _own()
    if name in PUBLIC_ENCODINGS:
        return Tokenizer(name, PUBLIC_ENCODINGS[name], _fetched(name))
    raise UsageError(f"tokenizer {name!r} is not known: choose one of {', '.join(NAMES)}")


def _own() -> Tokenizer:
    depends_on = f"{byte_pairs.SHA256} {byte_pairs.PATTERN}"
    encoding = tiktoken.Encoding(
        byte_pairs.NAME,
        pat_str=byte_pairs.PATTERN,
        mergeable_ranks=byte_pairs.shipped_ranks(),
        special_tokens={},
    )
    return Tokenizer(byte_pairs.NAME, hashlib.sha256(depends_on.encode()).hexdigest(), encoding)


def _fetched(name: str) -> tiktoken.Encoding:
    """From tiktoken's cache or the network, in a thread that is left behind when it takes long."""
    fetched: list[tiktoken.Encoding] = []
    failed: list[Exception] = []

    def fetch() -> None:
        try:
            fetched.append(tiktoken.get_encoding(name))
        except Exception as error:  # whatever it is, the user is told
            failed.append(error)

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()
    thread.join(DOWNLOAD_SECONDS)
    if fetched:
        return fetched[0]
    cause = failed[0] if failed else TimeoutError(f"no reply within {DOWNLOAD_SECONDS:.0f} s")
    raise ModelUnusable(
        f"the ranks of {name} could not be fetched ({type(cause).__name__}: {str(cause)[:120]}): "
        f"set TIKTOKEN_CACHE_DIR to a folder that holds them, or use {byte_pairs.NAME}"
    ) from cause
