"""Web pages: the only module that imports trafilatura."""

import re

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from rag.errors import UnreadableFile
from rag.extraction.disclosures import head_details
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_language, a_title, an_author
from rag.extraction.furniture import remove_furniture
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import Manuscript
from rag.extraction.markup import write_tree
from rag.extraction.ordered_lists import count_items
from rag.extraction.xml import Element
from rag.text.decoding import decode

_SHORT = 1_500
"""Characters of a page that has no room for much beside its article: it is read whole, less
its menus and the like."""
_MOST = 0.9
_HEADING = re.compile(r"^#{2,6} \S", re.MULTILINE)
"""trafilatura leaves out the headings and lists of plain pages."""
_HEADING_OR_ITEM = re.compile(r"^[ \t]*(?:#{1,6}|[-*•]|\d{1,3}[.)])[ \t].*\n?", re.MULTILINE)
_DATES = {"original_date": True, "extensive_search": False}
"""The date that the page says of itself; one that only occurs in its text may be any."""
_HEAD = 2_048
"""Bytes among which a page names its encoding (HTML standard, 13.2.3.2, has 1,024)."""
_TOO_MUCH = "ERR_RESOURCE_LIMIT"
"""What libxml2 says where it leaves out the rest of a page."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)


def extract(content: bytes) -> Extracted:
    """The article of a page; where it holds none, or little else, all but what stands around it."""
    page = page_text(content)
    root = page_tree(page)
    whole = _written(root)
    if not whole:
        raise UnreadableFile("holds no text")
    found = bare_extraction(
        page_tree(page), include_comments=False, with_metadata=True, date_extraction_params=_DATES
    )
    article = _written(found.body) if isinstance(found, Document) else ""
    lacks_headings = _is_plain(root) and not _HEADING.search(article)
    if len(whole) < _SHORT or not article or lacks_headings:
        remove_furniture(root)
        rest = _written(root) or whole
        if len(whole) < _SHORT or not article or _lost_its_parts(article, rest):
            article = rest
    return Extracted.of(Kind.HTML, article, _facts(found, root))


def _is_plain(root: html.HtmlElement) -> bool:
    """Does it mark off no article, and nothing else either?"""
    return root.find(".//article") is None and root.find(".//div") is None


def _lost_its_parts(article: str, rest: str) -> bool:
    """Is it, which has no headings, most of the prose of a page that has some?"""
    prose = _HEADING_OR_ITEM.sub("", rest)
    return len(article) > _MOST * len(prose) and len(_HEADING.findall(rest)) > 1


def page_text(content: bytes) -> str:
    """As UTF-8 where it is that, else in the encoding that the page names, else as detected."""
    declared = _CHARSET.search(content[:_HEAD])
    if declared is None or b"\0" in content[:_HEAD]:
        return decode(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_as(declared[1].decode("ascii"), content)


def page_tree(page: str) -> html.HtmlElement:
    """With items of ordered lists counted and details headed.

    Raises `UnreadableFile` where it has no element.
    """
    # As bytes: lxml refuses a text that itself names an encoding.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableFile(f"no web page: {error}") from error
    if any(fault.type_name == _TOO_MUCH for fault in parser.error_log):
        raise UnreadableFile("its parts are nested too deeply")
    count_items(root)
    head_details(root)
    return root


def _decoded_as(encoding: str, content: bytes) -> str:
    try:
        return content.decode("cp1252" if encoding.lower() == "iso-8859-1" else encoding, "replace")
    except LookupError as error:
        raise UnreadableFile(f"names an encoding that is not known, {encoding}") from error


def _written(root: Element) -> str:
    manuscript = Manuscript()
    write_tree(root, manuscript)
    return manuscript.text


def _facts(found: object, root: Element) -> Facts:
    titles = root.xpath("//title/text()")
    return Facts(
        title=a_title(getattr(found, "title", None)) or a_title(titles[0] if titles else None),
        author=an_author(getattr(found, "author", None)),
        published=a_day(getattr(found, "date", None)),
        language=a_language(root.get("lang")),
    )
