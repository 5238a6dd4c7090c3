"""XML read without entities, network or doctypes that grow: the part of lxml that all share."""

from typing import TypeAlias

from lxml import etree

from rag.errors import UnreadableFile

Element: TypeAlias = etree._Element


def tree(content: bytes) -> Element:
    """The root. Raises `UnreadableFile` where it is not well formed, or too deep or too large."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"damaged: {error}") from error
