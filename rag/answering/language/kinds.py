"""The kinds of questions: what would answer them."""

from enum import StrEnum


class Kind(StrEnum):
    """What would answer the question."""

    DATE = "date"
    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    """A company, product or other thing with a name: "which company", "what model"."""
    LIST = "list"
    WHY = "why"
    HOW = "how"
    DEFINITION = "definition"
    OPINION = "opinion"
    COMPARISON = "comparison"
    YES_NO = "yes-no"
    OTHER = "other"
    """Short or long, as the articles have it: "what does X do", or keywords."""


QUANTITIES = frozenset({Kind.DURATION, Kind.MONEY, Kind.PERCENT, Kind.NUMBER})
TYPED = QUANTITIES | {Kind.DATE}
"""Kinds that only a number or a date answers."""
NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.NAME})
SHORT = QUANTITIES | NAMES | {Kind.DATE}
"""Kinds that a date, number or name answers."""
SENTENCES = frozenset(
    {Kind.WHY, Kind.HOW, Kind.DEFINITION, Kind.OPINION, Kind.COMPARISON, Kind.YES_NO}
)
"""Kinds that only a sentence answers."""
