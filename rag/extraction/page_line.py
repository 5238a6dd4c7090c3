"""A line as it is printed on a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

TALLER = 1.15
"""Times the height of running text, from which a line is a heading."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line with the edges of its letters, in points from the page's foot and left side."""

    text: str
    top: float
    bottom: float
    left: float = 0
    right: float = 0
    """At most `left` where it was not measured, or is read from right to left."""
    is_broken: bool = False
    """Does its last word go on in the next line, after a hyphen that `text` does not hold?"""

    @property
    def height(self) -> float:
        """In half points; 0 where it was not measured."""
        return round(2 * abs(self.top - self.bottom)) / 2


def running_height(lines: Sequence[PageLine]) -> float:
    """The height of most letters; 0 where there are none, or none were measured."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.height] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0
