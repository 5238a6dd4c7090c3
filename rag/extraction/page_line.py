"""A line as it is printed on a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

TALLER = 1.15
"""Times the height of running text, from which a line is a heading."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line with its left and right edge, in points from the page's left side."""

    text: str
    left: float
    right: float


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
    words: tuple[Word, ...] = field(default=(), compare=False)
    """From left to right; none where they were not measured."""

    height: float = field(init=False, compare=False)
    """In half points; 0 where it was not measured. Asked for so often that it is kept."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", round(2 * abs(self.top - self.bottom)) / 2)

    @property
    def pace(self) -> float:
        """The mean width of its letters, in heights; at most 0 where it is unknown."""
        tall = len(self.text) * abs(self.top - self.bottom)
        return (self.right - self.left) / tall if tall else 0


def running_height(lines: Sequence[PageLine]) -> float:
    """The height of most letters; 0 where there are none, or none were measured."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.height] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0
