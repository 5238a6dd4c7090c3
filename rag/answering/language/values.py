"""What a short answer states, so that two answers can be compared.

| kind     | same                                              | different             |
|----------|---------------------------------------------------|-----------------------|
| date     | all parts that both give are equal                | one of them is not    |
| quantity | same unit, same stated figure ("over 5%", "5%")   | intervals do not meet |
| name     | equal once folded, or one holds the other's words | no word shared        |
| words    | most content words shared                         | never                 |

All else is incomparable: values of two kinds, units or counted things say different things.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rag.answering.language.dates import Date, find_dates
from rag.answering.language.likeness import Likeness
from rag.answering.language.names import Name, find_names, name
from rag.answering.language.quantities import Quantity, find_quantities
from rag.answering.language.words import content_stems

_SHARED = 0.6  # of the shorter text's content words: as the squad match of the gold sets


@dataclass(frozen=True, slots=True)
class Wording:
    """A short answer that is neither date, quantity nor name."""

    stems: frozenset[str]

    def likeness(self, other: "Wording") -> Likeness:
        """Same when most of the words are; never different, since words have synonyms."""
        if self.stems.isdisjoint(other.stems):
            return Likeness.INCOMPARABLE
        shared, fewest = len(self.stems & other.stems), min(len(self.stems), len(other.stems))
        return Likeness.SAME if shared / fewest >= _SHARED else Likeness.INCOMPARABLE


Value: TypeAlias = Date | Quantity | Name | Wording


@lru_cache(maxsize=4096)
def value_of(text: str) -> Value:
    """The one value a short answer states: a date, else a quantity, else a name, else its words."""
    dates = [span for span in find_dates(text) if span.value]
    if len(dates) == 1 and dates[0].value and _fills(text, dates[0].start, dates[0].end):
        return dates[0].value
    names = find_names(text)
    if len(names) == 1 and (names[0].start, names[0].end) == (0, len(text)):
        return names[0].value
    quantities = find_quantities(text)
    if len(quantities) == 1 and _fills(text, quantities[0].start, quantities[0].noun_end):
        return quantities[0].value
    if len(names) == 1 and _fills(text, names[0].start, names[0].end):
        return names[0].value
    return _words_or_name(text)


def compare(a: Value, b: Value) -> Likeness:
    """How two values relate; values of two kinds are incomparable, save a name in other words."""
    if type(a) is type(b):
        return a.likeness(b)  # type: ignore[arg-type]  # both are of one class
    if isinstance(a, Name | Wording) and isinstance(b, Name | Wording):
        return _as_wording(a).likeness(_as_wording(b))
    return Likeness.INCOMPARABLE


def _fills(text: str, start: int, end: int) -> bool:
    """Does the span hold every content word of the text, give or take one?"""
    return len(content_stems(text[:start] + " " + text[end:])) <= 1


def _words_or_name(text: str) -> Value:
    stems = frozenset(content_stems(text))
    return Wording(stems) if stems else name(text)


@lru_cache(maxsize=4096)
def _as_wording(value: Name | Wording) -> Wording:
    if isinstance(value, Wording):
        return value
    return Wording(frozenset(content_stems(" ".join(value.words))))
