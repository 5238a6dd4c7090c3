"""An article as the networks read it, and the way back to the file's own characters.

Nothing of the verbalised text is ever shown: what is found in a sentence that tells a table's cell
is answered by its cell and quoted by its row.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import takewhile

from rag.text.spans import Span
from rag.types import Passage

_NEAR = 200  # pieces of a row's own table, or of what stands next to it


class Part(Enum):
    """What a run of characters of the verbalised text is."""

    OWN = auto()
    """The article's characters, one by one."""
    ABOUT = auto()
    """Of a row's sentences: what the row is about."""
    COLUMN = auto()
    """What the value's column is called; its source is that of the value."""
    VALUE = auto()
    GLUE = auto()
    """What only the sentence has; its source is that of the value."""
    NOTED = auto()
    """In front of a note: what it is a note to; its source is the note's own mark."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of the verbalised text, and what it says of the article."""

    start: int
    end: int
    part: Part
    source: Span
    whole: Span
    """The row, or the source again."""

    def cut(self, said: Span) -> Span:
        """The part of the source that a slice of the text says, character by character."""
        start, end = max(self.start, said.start), min(self.end, said.end)
        return Span(start, end).shifted(self.source.start - self.start)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its sentence tells it."""

    column: str
    about: str
    """What its row is about."""
    columns: frozenset[str]
    """Those that are told near it, its own too."""


@dataclass(frozen=True, slots=True)
class Verbalised:
    """An article's text with sentences in place of its tables' rows."""

    written: str
    text: str
    pieces: tuple[Piece, ...]
    """In the order of both texts; they cover the verbalised one."""

    def place_of(self, offset: int) -> int:
        """Where that is said which stands at the article's offset, or first behind it."""
        at = bisect_right(self.pieces, offset, key=lambda each: each.whole.end)
        if at == len(self.pieces):
            return len(self.text)
        piece = self.pieces[at]
        ahead = max(0, offset - piece.source.start) if piece.part is Part.OWN else 0
        return piece.start + ahead

    def answer(self, said: Span) -> Span:
        """What the article has of a slice of this text: of a sentence, the cell that it tells."""
        touched = self._touched(said)
        own = [each for each in touched if each.part is Part.OWN]
        values = [each for each in touched if each.part is Part.VALUE][:1]
        about = [each for each in touched if each.part is Part.ABOUT][:1]
        cut = [each.cut(said) for each in own + values or about]
        return united(cut or [touched[0].source])

    def quote(self, said: Span) -> Span:
        """The slice of the article that carries it: of a sentence, the whole row."""
        touched = self._touched(said)
        return united(x.cut(said) if x.part is Part.OWN else x.whole for x in touched)

    def is_told(self, said: Span) -> bool:
        """Does the slice begin in a sentence that tells a cell?"""
        return self._touched(said)[0].part not in {Part.OWN, Part.NOTED}

    def cell(self, said: Span) -> Cell | None:
        """The one whose value the slice holds; `None` where it holds none."""
        first = bisect_right(self.pieces, said.start, key=lambda each: each.end)
        last = bisect_left(self.pieces, said.end, key=lambda each: each.start)
        told = (at for at in range(first, last) if self.pieces[at].part is Part.VALUE)
        value = next(told, None)
        if value is None:
            return None
        around = self.pieces[max(0, value - _NEAR) : value + _NEAR]
        named = [each for each in around if each.part is Part.COLUMN]
        own = next((x for x in named if x.source == self.pieces[value].source), None)
        if own is None:
            return None
        end = self.pieces[value].start
        about = [x for x in around if x.part is Part.ABOUT and own.end <= x.start < end]
        return Cell(
            self._said(own), " ".join(map(self._said, about)), frozenset(map(self._said, named))
        )

    def _said(self, piece: Piece) -> str:
        return self.text[piece.start : piece.end]

    def _touched(self, said: Span) -> list[Piece]:
        at = max(0, bisect_right(self.pieces, said.start, key=lambda each: each.start) - 1)
        rest = takewhile(lambda each: each.start < said.end, self.pieces[at:])
        return [each for each in rest if each.end > said.start] or [self.pieces[at]]


@dataclass(frozen=True, slots=True)
class VerbalisedPassage(Passage):
    """A passage as it is read; `start` and `end` are those in its verbalised article."""

    source: Passage
    article: Verbalised


def united(spans: Iterable[Span]) -> Span:
    """From where the first begins to where the last ends."""
    every = list(spans)
    return Span(min(each.start for each in every), max(each.end for each in every))
