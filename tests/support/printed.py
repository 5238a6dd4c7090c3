"""Lines of a printed page, as the words of a typewriter: each letter is 5 points wide."""

from collections.abc import Iterator

from rag.extraction.page_line import PageLine, Word

LETTER = 5
HEIGHT = 10


def printed(top: float, *cells: tuple[float, str], broken: bool = False) -> PageLine:
    """A line of 10 points: each cell with where it begins, a letter between its words."""
    words = tuple(word for left, text in cells for word in _words(left, text))
    shown = " ".join(text for _, text in cells)
    left, right = words[0].left, words[-1].right
    return PageLine(shown, top, top - HEIGHT, left, right, broken, words)


def rows(
    *texts: str, lefts: tuple[float, ...], top: float = 700, step: float = 12
) -> list[PageLine]:
    """A line a text, with its cells between bars; an empty one is left out."""
    return [
        printed(
            top - step * place,
            *(
                (left, cell.strip())
                for left, cell in zip(lefts, text.split("|"), strict=True)
                if cell.strip()
            ),
        )
        for place, text in enumerate(texts)
    ]


def _words(left: float, text: str) -> Iterator[Word]:
    for word in text.split():
        yield Word(word, left, left + LETTER * len(word))
        left += LETTER * (len(word) + 1)
