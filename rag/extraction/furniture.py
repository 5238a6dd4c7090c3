"""What stands around the article of a web page: menus, side columns, imprints, forms."""

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


def remove_furniture(root: Element) -> None:
    """Take it out of the page; what follows it stays."""
    for element in root.xpath(" | ".join(_AROUND)):
        parent = element.getparent()
        if parent is not None:
            _keep_tail(element, parent)
            parent.remove(element)


def _keep_tail(element: Element, parent: Element) -> None:
    """To lxml, the text behind an element is a part of it."""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
