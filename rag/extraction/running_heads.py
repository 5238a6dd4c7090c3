"""What is printed at the edges of page after page: titles, page numbers, addresses.

It is no part of the text, as headers and footers of Word files are none. A line counts where it
stands at the same place of half of the pages, the same but for one number that goes up with them.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from rag.extraction.page_line import TALLER, PageLine, running_height

_EDGE = 3
"""Lines at the top, and as many at the bottom."""
_FOOT = 100
"""Points from the page's foot within which they stand: 3.5 cm."""
_HEAD = 60
"""The same, down from the highest line of all pages."""
_NUMBER = re.compile(r"\d{1,9}")
_PRINTED_AT = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s.*)?", re.IGNORECASE
)
_PRINTED_FROM = re.compile(r"(?:file|https?)://\S+\s+\d+/\d+")
"""With the one above, what Chromium prints at the top and bottom of each page, also of a single."""

_Key = tuple[object, ...]
_Pages = Sequence[Sequence[PageLine]]
_Edges = tuple[Sequence[PageLine], Sequence[PageLine]]


def without_running_heads(pages: _Pages) -> _Pages:
    """The pages without these lines; as they are where nothing else stands on them."""
    lines = [line for page in pages for line in page]
    least = max((line.top for line in lines), default=0) - _HEAD
    edges = [_edges(page, least) for page in pages]
    repeated = _repeated(edges)
    height = TALLER * running_height(lines) or math.inf

    def heads(number: int, edge: Sequence[PageLine]) -> Iterator[PageLine]:
        """From the edge inwards up to the first line of the text, which may be repeated too."""
        for line in edge:
            if line.height >= height or repeated.isdisjoint(_keys(line, number)):
                return
            yield line

    dropped = [
        {*heads(number, head), *heads(number, foot), *_browser_lines(head, foot)}
        for number, (head, foot) in enumerate(edges, 1)
    ]
    kept = [
        [line for line in page if line not in gone]
        for page, gone in zip(pages, dropped, strict=True)
    ]
    return kept if any(kept) else pages


def _edges(page: Sequence[PageLine], least: float) -> _Edges:
    """From the top and from the foot, by where they stand: a browser's come last in the file."""
    ordered = sorted(page, key=lambda line: -line.top)
    return (
        [line for line in ordered[:_EDGE] if line.top >= least],
        [line for line in ordered[::-1][:_EDGE] if line.top <= _FOOT],
    )


def _repeated(edges: Sequence[_Edges]) -> set[_Key]:
    """What half of the pages share, and two at least."""
    seen = Counter(
        chain.from_iterable(
            {key for edge in both for line in edge for key in _keys(line, number)}
            for number, both in enumerate(edges, 1)
        )
    )
    return {key for key, count in seen.items() if count > 1 and 2 * count >= len(edges)}


def _keys(line: PageLine, page: int) -> Iterator[_Key]:
    """What equal lines of other pages share: all numbers, or all but one that counts the pages."""
    numbers = [int(each) for each in _NUMBER.findall(line.text)]
    words = round(line.top), _NUMBER.sub("0", line.text)
    yield *words, *numbers
    for place, each in enumerate(numbers):
        yield *words, *numbers[:place], ("counts", each - page), *numbers[place + 1 :]


def _browser_lines(head: Sequence[PageLine], foot: Sequence[PageLine]) -> list[PageLine]:
    at = [line for line in head if _PRINTED_AT.fullmatch(line.text)]
    source = [line for line in foot if _PRINTED_FROM.fullmatch(line.text)]
    return [*at, *source] if at and source else []
