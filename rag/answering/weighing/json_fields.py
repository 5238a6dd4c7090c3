"""What a file of JSON must hold: each field as it should be, or its name and value in a message.

Every function takes the field's name and what was decoded, and raises `ValueError`.
"""

import reprlib
import sys
from collections.abc import Mapping
from dataclasses import fields


def text(name: str, value: object) -> str:
    """A string."""
    if isinstance(value, str):
        return value
    raise _refusal(name, "text", value)


def items(name: str, value: object) -> list[object]:
    """An array, its items unchecked."""
    if isinstance(value, list):
        return value
    raise _refusal(name, "a list", value)


def record(name: str, value: object) -> dict[str, object]:
    """An object, its values unchecked."""
    if isinstance(value, dict):
        return value
    raise _refusal(name, "an object", value)


def number(name: str, value: object) -> float:
    """Finite: JSON may hold `NaN`, and integers too large for a float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refusal(name, "a finite number", value)
    if not abs(value) <= sys.float_info.max:
        raise _refusal(name, "a finite number", value)
    return value


def share(name: str, value: object) -> float:
    """From 0 to 1."""
    if 0 <= number(name, value) <= 1:
        return number(name, value)
    raise _refusal(name, "from 0 to 1", value)


def texts(name: str, value: object) -> dict[str, str]:
    """An object of strings."""
    return {key: text(f"{name}.{key}", each) for key, each in record(name, value).items()}


def numbers(name: str, value: object) -> dict[str, float]:
    """An object of finite numbers."""
    return {key: number(f"{name}.{key}", each) for key, each in record(name, value).items()}


def record_of(kind: type, name: str, value: object) -> Mapping[str, object]:
    """An object with the fields of a dataclass: all of them and no other."""
    stored = record(name, value)
    if wrong := stored.keys() ^ {each.name for each in fields(kind)}:
        told = ", ".join(sorted(wrong))
        raise ValueError(f"{name} lacks fields, or has unknown ones: {told}")
    return stored


def _refusal(name: str, expected: str, value: object) -> ValueError:
    return ValueError(f"{name} must be {expected}, not {reprlib.repr(value)}")
