"""Ordered lists of web pages: browsers count their items, the file holds no numbers.

They are written into the words of the items before anything else is read, since the article of a
page comes back without the lists' attributes.
"""

import re
from collections.abc import Iterator

from rag.extraction.counting import Count, counted
from rag.extraction.xml import Element

_COUNTS = {
    "a": Count.LETTERS,
    "A": Count.CAPITALS,
    "i": Count.ROMAN,
    "I": Count.ROMAN_CAPITALS,
}
_WHOLE = re.compile(r"-?\d{1,6}")
_UNCOUNTED = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_INLINE = frozenset({"a", "b", "em", "i", "span", "strong"})
_WRAPS = frozenset({"div", "p"})
_MARK = re.compile(r"(-?\d{1,6}\.|[A-Za-z]{1,7}\)) ")
_MOST = 100_000
"""Items that are counted."""


def count_items(root: Element) -> None:
    """Write each counted item's mark before its words (HTML standard, 4.4.5 and 4.4.8)."""
    left = _MOST
    for ordered in root.iter("ol"):
        for item, mark in _marks(ordered):
            if left == 0:
                return
            left -= 1
            first = _first_words(item)
            if first is not None:
                first.text = f"{mark} {(first.text or '').lstrip()}"


def mark_and_words(words: str) -> tuple[str, str]:
    """The mark that `count_items` wrote before an item's words, and these; `-` where it did not."""
    mark = _MARK.match(words)
    return (mark[1], words[mark.end() :]) if mark else ("-", words)


def _marks(ordered: Element) -> Iterator[tuple[Element, str]]:
    items = [item for item in ordered if item.tag == "li"]
    if _UNCOUNTED.search(ordered.get("style", "")):
        return
    by = _COUNTS.get(ordered.get("type", ""), Count.NUMBERS)
    step = -1 if ordered.get("reversed") is not None else 1
    count = _whole(ordered.get("start"), len(items) if step < 0 else 1)
    for item in items:
        count = _whole(item.get("value"), count)
        yield item, counted(count, by)
        count += step


def _whole(written: str | None, otherwise: int) -> int:
    return int(written) if written and _WHOLE.fullmatch(written.strip()) else otherwise


def _first_words(item: Element) -> Element | None:
    """The element whose text begins the item; none where it begins with a list, or is empty."""
    place = item
    while not (place.text or "").strip():
        first = next(iter(place), None)
        if first is None or not isinstance(first.tag, str):
            return None
        if first.tag in _INLINE and place.tag not in _INLINE:
            return place  # before the words that are in bold
        if first.tag not in _INLINE | _WRAPS:
            return None
        place = first
    return place
