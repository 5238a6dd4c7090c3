"""How many passages are read: until more cannot change the answer."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rag.protocols import Reader
from rag.types import Hit, Reading

FIRST = 8
STEP = 4

T = TypeVar("T")


def read_until_settled(
    reader: Reader,
    question: str,
    hits: Sequence[Hit],
    conclude: Callable[[Sequence[Reading]], T],
) -> tuple[list[Reading], T]:
    """Read in the fused order, eight hits and then four at a time, and conclude after each.

    It stops when four further hits leave the conclusion as it was: the answer's place, what else
    supports it and what contradicts it. A conclusion must be comparable by `==`.
    """
    readings = list(reader.read(question, hits[:FIRST]))
    conclusion = conclude(readings)
    for start in range(FIRST, len(hits), STEP):
        readings += reader.read(question, hits[start : start + STEP])
        earlier, conclusion = conclusion, conclude(readings)
        if conclusion == earlier:
            break
    return readings, conclusion
