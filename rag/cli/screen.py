"""Text as a terminal shows it: in lines of so many columns, and no character of it is obeyed."""

import unicodedata
from collections.abc import Iterator, Sequence

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
"""The Unicode block Control Pictures; it has none for U+0080 to U+009F."""
_WIDE = {"W", "F"}
_NO_COLUMN = {"Mn", "Me", "Cf"}
"""Accents, and marks that join what stands around them."""
_STAYS_BEHIND = {"Pe", "Pf", "Po", *_NO_COLUMN}
_STAYS_BEFORE = {"Ps", "Pi", "Cf"}


def visible(text: str) -> str:
    """The text with a picture for each control character but newline and tab.

    An article's or a file name's would clear the screen, hide words or name the window.
    """
    return text.translate(_PICTURES)


def columns(text: str) -> int:
    """Columns on a terminal: Chinese and Japanese characters take two, accents none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def hung(text: str, lead: str, width: int) -> str:
    """The text in lines of at most `width` columns, the first behind `lead`, the rest as far in.

    It is made visible, and each run of whitespace in it one space.
    """
    room = width - columns(lead)
    lines: list[str] = []
    for piece in _pieces(text, room):
        if lines and columns(lines[-1] + piece) <= room:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    return lead + f"\n{' ' * columns(lead)}".join(lines)


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def _pieces(text: str, room: int) -> Iterator[str]:
    """What is not parted between lines, a word's first piece behind a space."""
    for word in text.split():
        first, *others = (piece for run in _runs(visible(word)) for piece in _fitting(run, room))
        yield f" {first}"
        yield from others


def _runs(word: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(word)):
        if _may_part(word[at - 1], word[at]):
            yield word[start:at]
            start = at
    yield word[start:]


def _may_part(before: str, behind: str) -> bool:
    """Beside a wide character, for those scripts have no spaces; punctuation keeps its place."""
    if unicodedata.category(behind) in _STAYS_BEHIND:
        return False
    return 2 in map(_columns, (before, behind)) and (
        unicodedata.category(before) not in _STAYS_BEFORE
    )


def _fitting(run: str, room: int) -> Sequence[str]:
    """A run wider than a line by its characters, but an address whole: people follow it."""
    return [run] if columns(run) <= room or "://" in run else run
