"""API keys: made here, shown once, stored only as hashes.

A key is 256 random bits, so one round of SHA-256 is as hard to invert as a slow hash is for a
password. The file is JSON, `{"name": "hash"}`; it is read again when it changes, so keys are
rotated by adding the new one, moving the clients, and removing the old one.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path

from rag.errors import UsageError

PREFIX = "pincite_"


class KeyRing:
    """The keys of one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._hashes: Mapping[str, str] = {}

    def add(self, name: str) -> str:
        """Make a key and return it, the only time it is seen.

        Raises `UsageError` where the name is taken, or none.
        """
        if not name.strip():
            raise UsageError("the key's name is empty: `rag keys add NAME`")
        hashes = dict(self._read())
        if name in hashes:
            raise UsageError(
                f"there is a key {name!r} already: remove it first, or take another name"
            )
        key = PREFIX + secrets.token_urlsafe(32)
        self._write({**hashes, name: _hash(key)})
        return key

    def remove(self, name: str) -> None:
        """Let the key go; raises `UsageError` where there is none of that name."""
        hashes = dict(self._read())
        if hashes.pop(name, None) is None:
            raise UsageError(
                f"there is no key {name!r}; known: {', '.join(sorted(hashes)) or 'none'}"
            )
        self._write(hashes)

    def names(self) -> list[str]:
        """Whose keys are accepted."""
        return sorted(self._read())

    def owner(self, key: str) -> str | None:
        """The name of the key, or `None`. Every hash is compared, each in constant time."""
        given = _hash(key)
        found = None
        for name, known in self._current().items():
            if hmac.compare_digest(given.encode(), known.encode("utf-8", "surrogatepass")):
                found = name
        return found

    def _current(self) -> Mapping[str, str]:
        """As the file is now. While it cannot be read, nobody is let in."""
        with self._lock:
            seen = self._stamp()
            if seen != self._seen:
                self._hashes = self._read_or_none()
                self._seen = seen
            return self._hashes

    def _read_or_none(self) -> Mapping[str, str]:
        """The fault names the file, so it is for the operator alone."""
        try:
            return self._read()
        except (UsageError, OSError) as fault:
            logging.getLogger("pincite.keys").warning("no key is accepted: %s", fault)
            return {}

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_ctime_ns, status.st_ino  # which new permissions change too

    def _read(self) -> Mapping[str, str]:
        try:
            hashes = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise UsageError(f"{self._file} is not a file of keys: {error}") from error
        if not isinstance(hashes, dict):
            raise UsageError(
                f"{self._file} is not a file of keys: make one with `rag keys add NAME`"
            )
        return {str(name): str(known) for name, known in hashes.items()}

    def _write(self, hashes: Mapping[str, str]) -> None:
        """Replace the file at once, readable by its owner only."""
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(dict(hashes), stream, indent=1, sort_keys=True)
        draft.replace(self._file)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
