"""Typed access to the fields of one JSON or TOML object; a wrong type names the field."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from rag.errors import GoldInvalid

Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """The fields of one object; every method raises `GoldInvalid` where the type is wrong."""

    def __init__(self, record: object, name: str) -> None:
        if not isinstance(record, Mapping):
            raise GoldInvalid(f"{name}: expected an object, found {record!r}")
        self._record: Mapping[str, object] = record
        self._name = name

    def refuse_others(self, known: frozenset[str]) -> None:
        """A misspelt field is an error, not a silent default."""
        unknown = sorted(set(self._record) - known)
        if unknown:
            fields = ", ".join(sorted(known))
            raise GoldInvalid(f"{self._name}: unknown field {unknown[0]!r}; known: {fields}")

    def get(self, key: str) -> object:
        """The value as it stands, `None` where it is absent or null."""
        return self._record.get(key)

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "a text", value)
        return value

    def text_or(self, key: str, default: str) -> str:
        """The same, or the default where the field is absent."""
        return default if self.get(key) is None else self.text(key)

    def optional_text(self, key: str) -> str | None:
        """The same, or `None`."""
        return None if self.get(key) is None else self.text(key)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false", value)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number; required where there is no default."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "a number", value)
        return float(value)

    def optional_offset(self, key: str) -> int | None:
        """A count of code points from 0, or `None`."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._wrong(key, "a whole number from 0", value)
        return value

    def items(self, key: str) -> tuple[object, ...]:
        """A list; empty where the field is absent."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._wrong(key, "a list", value)
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where the field is absent."""
        values = self.items(key)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self._wrong(key, "a list of texts", values)
        return tuple(str(value) for value in values)

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """One of an enumeration's values."""
        value = self.get(key)
        if value is None:
            return default
        try:
            return choices(str(value))
        except ValueError:
            raise self._wrong(key, "one of " + ", ".join(choices), value) from None

    def _wrong(self, key: str, expected: str, found: object) -> GoldInvalid:
        return GoldInvalid(f"{self._name}: {key!r} must be {expected}, not {found!r}")
