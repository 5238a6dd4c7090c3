"""What stands around the article of a web page: menus, side columns, imprints, forms."""

import re
from collections.abc import Iterator

from rag.extraction.xml import Element

_OUTSIDE = "not(ancestor::article)"
_AROUND = (
    "//nav",
    f"//aside[{_OUTSIDE}]",
    f"//footer[{_OUTSIDE}]",
    f"//header[{_OUTSIDE} and not(ancestor::main)]//*[self::ul or self::ol or self::menu]",
    "//article//aside[.//li and not(.//p)]",
    "//form[string-length(normalize-space(.)) < 300 and not(.//h1 or .//article or .//main)]",
    "//*[@role='navigation' or @role='complementary' or @role='contentinfo' or @role='search']",
)
"""Within an article, side columns and footers are its own, but for mere lists of other articles.
Some pages are one form as a whole."""

_NAMED = "//*[(@id or @class) and not(self::html or self::body)]"
_LINKS = re.compile(
    r"(?:main|top|sub|site|primary|mobile|header|footer)?[-_]?(?:menu|nav(?:bar|igation)?)"
    r"|(?:(?:social|article|post|page)[-_]?)?(?:share|sharing|social)(?:[-_][\w-]+|bar|daddy)?",
    re.IGNORECASE,
)
"""Names of an element that is left out where it holds links alone: so may the menu of an inn be
called, and what is written of a share."""
_PATH = re.compile(r"(?:[a-z]+[-_])?breadcrumbs?(?:[-_][a-z]+)?", re.IGNORECASE)
_FOOT = re.compile(
    r"(?:site|page|main)?[-_]?footer|cookies?[-_](?:notice|banner|bar|consent)|newsletter",
    re.IGNORECASE,
)
_LEAF = (
    "//*[(self::div or self::p or self::ul or self::ol or self::section)"
    " and not(div or p or table or section or article or h1 or h2)]"
)
_HOME = re.compile(r"(?:home|startseite|accueil|inicio|首页|ホーム)\s*[>»›/→]\s*\S", re.IGNORECASE)
_SHARING = re.compile(
    r"(?=.*\b(?:share|tweet)\b)(?:(?:share|tweet|post|pin|it|this|on|via|by|e-?mail|print|facebook"
    r"|twitter|x|linkedin|reddit|pinterest|whatsapp|telegram|copy|link)\b[\s:|·,]*)+",
    re.IGNORECASE,
)
_LONGEST = 200
"""Characters of a line that leads to a page or hands it on."""
_HOLDS_ARTICLE = ".//h1 or .//article or .//main"


def remove_furniture(root: Element) -> None:
    """Take it out of the page; what follows it stays."""
    found = [*root.xpath(" | ".join(_AROUND)), *_called_so(root), *_worded_so(root)]
    for element in found:
        parent = element.getparent()
        if parent is not None:
            _keep_tail(element, parent)
            parent.remove(element)


def _called_so(root: Element) -> Iterator[Element]:
    """What pages without elements for it name by an id or a class; nothing within such."""
    taken: set[Element] = set()
    for element in root.xpath(_NAMED):
        if not taken.isdisjoint(element.iterancestors()):
            continue
        names = f"{element.get('id', '')} {element.get('class', '')}".split()
        if any(map(_LINKS.fullmatch, names)):
            fits = _holds_links_alone(element)
        elif any(map(_PATH.fullmatch, names)):
            fits = len(_words(element)) < _LONGEST
        else:
            fits = any(map(_FOOT.fullmatch, names)) and not element.xpath(
                "ancestor::article or ancestor::main"
            )
        if fits and not element.xpath(_HOLDS_ARTICLE):
            taken.add(element)
            yield element


def _worded_so(root: Element) -> Iterator[Element]:
    """`Home > About us > Prices` above the heading of a page, and `Share on Facebook`."""
    for element in root.xpath(_LEAF):
        words = _words(element)
        if len(words) < _LONGEST and (
            _SHARING.fullmatch(words) or (_HOME.match(words) and element.xpath("following::h1"))
        ):
            yield element


def _holds_links_alone(element: Element) -> bool:
    beside = element.xpath(".//text()[not(ancestor::a or ancestor::button)]")
    words = " ".join("".join(beside).split()).strip(" |·•>»›/:,")
    return bool(element.xpath(".//a")) and (not words or _SHARING.fullmatch(words) is not None)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _keep_tail(element: Element, parent: Element) -> None:
    """To lxml, the text behind an element is a part of it."""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
