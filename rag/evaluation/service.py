"""What the harness asks of a system. Only `ask` is needed; each of the others opens a measure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.evaluation.gold import GoldSpan
from rag.types import Hit, Reply


@dataclass(frozen=True, slots=True)
class Service:
    """A system under evaluation, as functions."""

    ask: Callable[[str], Reply]
    propose: Callable[[str], Reply] | None = None
    """The same, but never refusing: the best answer with its confidence. With it the measures of
    confidence reach full coverage; without, they see the answered questions only."""
    ask_without: Callable[[str, Sequence[GoldSpan]], Reply] | None = None
    """The same, every passage that touches one of the spans hidden."""
    rank: Callable[[str, int], Sequence[Hit]] | None = None
    """The question's passages, best first, as deep as the number says."""
    indexed: frozenset[str] | None = None
    """The paths of the articles in the index; `None` where not known."""
