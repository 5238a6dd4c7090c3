"""Which of a Word file's styles are headings, and of which level, and which are list items."""

from collections.abc import Mapping

from docx.document import Document as WordFile
from docx.oxml.ns import qn

from rag.extraction.xml import Element

_MOST_ANCESTORS = 10
"""Styles inherit from each other; a damaged file may have them do so in a ring."""


def heading_levels(document: WordFile) -> tuple[Mapping[str, int], frozenset[str]]:
    """Heading levels by style id, and the ids of the styles of list items."""
    styles = {style.get(qn("w:styleId"), ""): style for style in document.styles.element}
    levels = {name: level for name in styles if (level := _level(name, styles))}
    listed = {name for name in styles if _is_listed(name, styles)}
    return levels, frozenset(listed)


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


def _is_listed(name: str, styles: Mapping[str, Element]) -> bool:
    style = styles[name]
    return style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or _value(
        style, "w:name"
    ).lower().startswith(("list bullet", "list number"))


def _value(style: Element, tag: str) -> str:
    found = style.find(qn(tag))
    return "" if found is None else found.get(qn("w:val"), "")
