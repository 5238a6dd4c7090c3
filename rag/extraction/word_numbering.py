"""How a Word file's list items are marked: it holds no numbers, only the way they are counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from docx.document import Document as WordFile
from docx.oxml.ns import qn

from rag.extraction.counting import Count, counted
from rag.extraction.xml import Element, tree

BULLET = "-"
_PART = "/numbering"
_UNCOUNTED = frozenset({"bullet", "none"})
_COUNTS = {
    "lowerLetter": Count.LETTERS,
    "upperLetter": Count.CAPITALS,
    "lowerRoman": Count.ROMAN,
    "upperRoman": Count.ROMAN_CAPITALS,
}
_MOST_DIGITS = 9
"""Of a number in a file that is not damaged; Python refuses to read thousands of them."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items of a level are counted (ECMA-376 part 1, 17.9.6)."""

    sort: str
    start: int
    shown: tuple[int, ...]
    """The levels whose numbers stand in the mark: two of them for `1.2`."""

    @classmethod
    def of(cls, level: Element) -> Self:
        """Of a `w:lvl`."""
        pattern = _value(level, "lvlText")
        shown = tuple(place for place in range(9) if f"%{place + 1}" in pattern)
        return cls(_value(level, "numFmt"), _number(_value(level, "start"), 1), shown)


@dataclass(frozen=True, slots=True)
class _List:
    """A list; all of one scheme go on counting, but for those that name a start."""

    scheme: str
    starts: Mapping[int, int]


class Numbering:
    """Counts the items in the order in which it is asked for their marks."""

    def __init__(self, document: WordFile) -> None:
        roots = list(_roots(document))
        self._schemes = {name: each for root in roots for name, each in _schemes(root).items()}
        self._lists = {name: each for root in roots for name, each in _lists(root).items()}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def mark(self, number: str, depth: int) -> str:
        """Of the next item of the list with that `w:numId`: `2.`, `b)`, `1.2`, or `-`."""
        own = self._lists.get(number)
        levels = self._schemes.get(own.scheme, {}) if own else {}
        if own is None or depth not in levels:
            return BULLET
        counts = self._counts_of(number, own)
        start = own.starts.get(depth, levels[depth].start)
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [place for place in counts if place > depth]:
            del counts[deeper]
        return _mark(levels, depth, counts)

    def _counts_of(self, number: str, own: _List) -> dict[int, int]:
        """How far each level is counted, afresh where a list begins that names a start."""
        counts = self._counts.setdefault(own.scheme, {})
        if number not in self._begun and own.starts:
            counts.clear()
        self._begun.add(number)
        return counts


def _roots(document: WordFile) -> Iterator[Element]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(_PART) and not relation.is_external:
            yield tree(relation.target_part.blob)


def _schemes(root: Element) -> dict[str, dict[int, _Level]]:
    """By name, the levels; a scheme may only point to the style that has them."""
    found = root.findall(qn("w:abstractNum"))
    styled = {link: each for each in found if (link := _value(each, "styleLink"))}
    return {
        each.get(qn("w:abstractNumId"), ""): {
            _number(level.get(qn("w:ilvl"), ""), 0): _Level.of(level)
            for level in styled.get(_value(each, "numStyleLink"), each).findall(qn("w:lvl"))
        }
        for each in found
    }


def _lists(root: Element) -> dict[str, _List]:
    return {
        each.get(qn("w:numId"), ""): _List(
            _value(each, "abstractNumId"),
            {
                _number(change.get(qn("w:ilvl"), ""), 0): _number(start, 1)
                for change in each.findall(qn("w:lvlOverride"))
                if (start := _value(change, "startOverride"))
            },
        )
        for each in root.findall(qn("w:num"))
    }


def _mark(levels: Mapping[int, _Level], depth: int, counts: Mapping[int, int]) -> str:
    level = levels[depth]
    if level.sort in _UNCOUNTED:
        return BULLET
    if len(level.shown) > 1 and all(place in levels for place in level.shown):
        return ".".join(str(counts.get(place, levels[place].start)) for place in level.shown)
    return counted(counts[depth], _COUNTS.get(level.sort, Count.NUMBERS))


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) <= _MOST_DIGITS else otherwise


def _value(element: Element, name: str) -> str:
    found = element.find(qn(f"w:{name}"))
    return "" if found is None else found.get(qn("w:val"), "")
