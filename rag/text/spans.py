"""A span: where a slice of a text starts and ends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]`, in Unicode code points, half open."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The slice itself."""
        return text[self.start : self.end]

    def shifted(self, distance: int) -> "Span":
        """The same slice where `distance` characters stand in front of the text."""
        return Span(self.start + distance, self.end + distance)


def stripped(text: str, start: int, end: int) -> Span:
    """`text[start:end]` without the whitespace at either end; empty where it is all whitespace."""
    piece = text[start:end]
    kept = piece.lstrip()
    start += len(piece) - len(kept)
    return Span(start, start + len(kept.rstrip()))
