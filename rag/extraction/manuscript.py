"""What an extracted text is written down in: headings, paragraphs, list items, rows, pages."""

import re
from collections.abc import Sequence

from rag.text.pages import PAGE_BREAK

_BREAKS = re.compile(r"\r\n?|[\v\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0c-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_DEEPEST = 6
"""Levels of headings that Markdown knows."""
_INDENT = "  "


class Manuscript:
    """Blocks of text in their order. Only a page's end is a form feed, whatever the file holds."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._tight = False

    @property
    def text(self) -> str:
        """What was written, without blanks at its end."""
        return "".join(self._parts).rstrip()

    def heading(self, level: int, words: str) -> None:
        """A heading of a level from 1, the outermost."""
        if words := one_line(words):
            self._block(f"{'#' * min(max(level, 1), _DEEPEST)} {words}")

    def paragraph(self, words: str) -> None:
        """Running text; its line ends stay."""
        lines = (line.rstrip() for line in clean(words).split("\n"))
        if block := "\n".join(lines).strip("\n"):
            self._block(block)

    def item(self, words: str, depth: int = 0, mark: str = "-") -> None:
        """A list item, `depth` lists deep within another."""
        if words := one_line(words):
            self._line(f"{_INDENT * min(depth, _DEEPEST)}{mark} {words}")

    def row(self, cells: Sequence[str]) -> None:
        """A row of a table; one without words is left out."""
        cells = [one_line(cell) for cell in cells]
        if any(cells):
            self._line(f"| {' | '.join(cells)} |")

    def break_page(self) -> None:
        """A new page or slide starts here, whether or not the one before held any text."""
        self._parts.append(f"\n{PAGE_BREAK}\n")
        self._tight = False

    def _block(self, block: str) -> None:
        self._parts.append(f"\n\n{block}" if self._inside_page else block)
        self._tight = False

    def _line(self, line: str) -> None:
        if self._tight:
            self._parts.append(f"\n{line}")
        else:
            self._block(line)
        self._tight = True

    @property
    def _inside_page(self) -> bool:
        return bool(self._parts) and PAGE_BREAK not in self._parts[-1]


def clean(words: str) -> str:
    """The words with line feeds as their only line ends, and no character that is none."""
    return _UNPRINTABLE.sub(" ", _BREAKS.sub("\n", words))


def one_line(words: str) -> str:
    """The words with single spaces between them."""
    return " ".join(clean(words).split())
