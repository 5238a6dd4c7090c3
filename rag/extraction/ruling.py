"""Horizontal lines that are drawn on a page, and what lies between them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.extraction.page_line import PageLine

_SAME = 3
"""Points: edges that are so near meet."""
_FARTHEST = 100
"""Points between the rules of one table."""
_FEWEST = 3
"""Rules of a table: above it, below it, and one within."""

_COVERED = 0.5
"""Of a table's width: the rest may belong to cells that span several rows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, or an edge of a box, in points from the page's foot and left side."""

    height: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Box:
    """What rules of the same width enclose that are drawn below each other: a table, it seems."""

    top: float
    bottom: float
    left: float
    right: float

    def holds(self, line: PageLine) -> bool:
        """Does the line lie within it?"""
        middle = (line.top + line.bottom) / 2
        inside = self.left - _SAME <= line.left and line.right <= self.right + _SAME
        return self.bottom <= middle <= self.top and inside


def boxes_of(rules: Sequence[Rule]) -> list[Box]:
    """The boxes of the same width from top to bottom."""
    boxes = []
    for begun in _chains(_long(rules), lambda rule: rule.left):
        for alike in _chains(begun, lambda rule: rule.right):
            for stack in _chains(alike, lambda rule: -rule.height, _FARTHEST):
                heights = [rule.height for rule in stack]
                if len([*_chains(stack, lambda rule: rule.height)]) >= _FEWEST:
                    first = stack[0]
                    boxes.append(Box(max(heights), min(heights), first.left, first.right))
    return boxes


def are_ruled_apart(
    rules: Iterable[Rule], above: float, below: float, left: float, right: float
) -> bool:
    """Does a rule between the two heights run along most of the way from left to right?

    Cells may each have their own piece of it, on top of one another where borders meet.
    """
    between = sorted(
        (max(rule.left, left), min(rule.right, right))
        for rule in rules
        if below < rule.height < above and rule.left < right and rule.right > left
    )
    covered, reached = 0.0, left
    for begins, ends in between:
        covered += max(0.0, ends - max(begins, reached))
        reached = max(reached, ends)
    return covered >= _COVERED * (right - left) > 0


def _long(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Rules at the same height that meet, as one: cells each have a piece of theirs."""
    for level in _chains(rules, lambda rule: rule.height):
        whole, *others = sorted(level, key=lambda rule: rule.left)
        for rule in others:
            if rule.left > whole.right + _SAME:
                yield whole
                whole = rule
            whole = Rule(whole.height, whole.left, max(whole.right, rule.right))
        yield whole


def _chains(
    rules: Iterable[Rule], edge: Callable[[Rule], float], step: float = _SAME
) -> Iterator[list[Rule]]:
    """In the order of an edge, parted where the next one is more than a step away."""
    chain: list[Rule] = []
    for rule in sorted(rules, key=edge):
        if chain and edge(rule) - edge(chain[-1]) > step:
            yield chain
            chain = []
        chain.append(rule)
    if chain:
        yield chain
