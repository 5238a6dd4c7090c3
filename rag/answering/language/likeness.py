"""How two stated values relate."""

from enum import StrEnum


class Likeness(StrEnum):
    """Incomparable values answer different things: never agreement, never a conflict."""

    SAME = "same"
    DIFFERENT = "different"
    INCOMPARABLE = "incomparable"
