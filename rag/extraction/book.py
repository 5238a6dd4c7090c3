"""EPUB books: a ZIP file of web pages, and a package file that names their order.

No library: the one that is well known is under the AGPL. What is read is EPUB 3.3, 5 and 4.2.6.
"""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from rag.errors import UnreadableFile
from rag.extraction.archive import Archive, open_archive, read_member
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_language, a_title, an_author
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import Manuscript
from rag.extraction.markup import write_tree
from rag.extraction.web import page_text, page_tree
from rag.extraction.xml import Element, tree

_PAGES = ("application/xhtml+xml", "text/html")
_ENCRYPTION = "META-INF/encryption.xml"


def extract(content: bytes) -> Extracted:
    """Chapter after chapter in reading order. Raises `UnreadableFile` for copy protection."""
    with open_archive(content) as archive:
        place = _package_place(archive)
        package = tree(read_member(archive, place))
        chapters = list(_chapters(package, posixpath.dirname(place)))
        _require_open(archive, chapters)
        manuscript = Manuscript()
        for chapter in chapters:
            write_tree(page_tree(page_text(read_member(archive, chapter))), manuscript)
    return Extracted.of(Kind.EPUB, manuscript.text, _facts(package))


def _package_place(archive: Archive) -> str:
    container = tree(read_member(archive, "META-INF/container.xml"))
    for rootfile in container.iter("{*}rootfile"):
        return rootfile.get("full-path", "")
    raise UnreadableFile("damaged: it does not name its package file")


def _chapters(package: Element, folder: str) -> Iterator[str]:
    """The members that hold the text, in the order of the spine, each once."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    seen = set()
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") in _PAGES:
            name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
            if name not in seen:
                seen.add(name)
                yield name


def _require_open(archive: Archive, chapters: list[str]) -> None:
    """Fonts may be encrypted without harm; chapters may not."""
    if _ENCRYPTION not in archive.namelist():
        return
    references = tree(read_member(archive, _ENCRYPTION)).iter("{*}CipherReference")
    if {unquote(each.get("URI", "")) for each in references} & set(chapters):
        raise UnreadableFile("protected against copying (DRM)")


def _facts(package: Element) -> Facts:
    return Facts(
        title=a_title(_first(package, "title")),
        author=an_author(_first(package, "creator")),
        published=a_day(_first(package, "date")),
        language=a_language(_first(package, "language")),
    )


def _first(package: Element, name: str) -> str | None:
    """Of the Dublin Core elements of that name."""
    return next((each.text for each in package.iter(f"{{*}}{name}") if each.text), None)
