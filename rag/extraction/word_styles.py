"""Which of a Word file's styles are headings, and of which level, and which are list items."""

from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document as WordFile
from docx.oxml.ns import qn

from rag.extraction.xml import Element

_MOST_ANCESTORS = 10
"""Styles inherit from each other; a damaged file may have them do so in a ring."""
OUT_OF_LISTS = "0"
"""The `w:numId` of what its style alone would make a list item (ECMA-376 part 1, 17.9.18)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The place of a list item."""

    number: str
    """The `w:numId` of its list; empty where none is named."""
    depth: int


def heading_levels(document: WordFile) -> tuple[Mapping[str, int], Mapping[str, Listed]]:
    """Heading levels by style id, and the places of what has the style of list items."""
    styles = {style.get(qn("w:styleId"), ""): style for style in document.styles.element}
    levels = {name: level for name in styles if (level := _level(name, styles))}
    places = {name: place for name in styles if (place := _listed(name, styles))}
    return levels, places


def listed(properties: Element | None, otherwise: Listed | None) -> Listed | None:
    """What a `w:pPr` says of its list, and where it says nothing what its style does."""
    own = None if properties is None else properties.find(qn("w:numPr"))
    if own is None:
        return otherwise
    base = otherwise or Listed("", 0)
    depth = _value(own, "w:ilvl")
    is_level = depth.isdecimal() and len(depth) == 1  # there are nine, from 0
    return Listed(_value(own, "w:numId") or base.number, int(depth) if is_level else base.depth)


def _level(name: str, styles: Mapping[str, Element]) -> int:
    for _ in range(_MOST_ANCESTORS):
        style = styles.get(name)
        if style is None:
            return 0
        if level := _own_level(style):
            return level
        name = _value(style, "w:basedOn")
    return 0


def _own_level(style: Element) -> int:
    called = _value(style, "w:name").lower()
    if called == "title":
        return 1
    kind, _, number = called.rpartition(" ")
    if kind == "heading" and number.isdigit():
        return int(number)
    outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    level = "" if outline is None else outline.get(qn("w:val"), "")
    return int(level) + 1 if level.isdigit() and int(level) < 9 else 0


def _listed(name: str, styles: Mapping[str, Element]) -> Listed | None:
    for _ in range(_MOST_ANCESTORS):
        style = styles.get(name)
        if style is None:
            return None
        if place := listed(style.find(qn("w:pPr")), None):
            return place
        if _value(style, "w:name").lower().startswith(("list bullet", "list number")):
            return Listed("", 0)
        name = _value(style, "w:basedOn")
    return None


def _value(style: Element, tag: str) -> str:
    found = style.find(qn(tag))
    return "" if found is None else found.get(qn("w:val"), "")
