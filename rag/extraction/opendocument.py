"""OpenDocument texts: the only module that imports odfdo."""

import io

from odfdo import Document, Element

from rag.errors import UnreadableFile
from rag.extraction.archive import open_archive, read_member
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_title, an_author
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import Manuscript

_CELLS = ("table:table-cell", "table:covered-table-cell")
_NOT_SHOWN = frozenset(
    (
        *("text:tracked-changes", "text:table-of-content", "text:alphabetical-index"),
        *("text:sequence-decls", "office:annotation", "office:forms", "office:event-listeners"),
    )
)
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}
_MOST_SPACES = 100


def extract(content: bytes) -> Extracted:
    """The text in its order, notes where they are called; no tables of contents."""
    with open_archive(content) as archive:
        _require_open(read_member(archive, "META-INF/manifest.xml"))
    document = Document(io.BytesIO(content))
    manuscript = Manuscript()
    _blocks(document.body, manuscript, 0)
    return Extracted.of(Kind.ODT, manuscript.text, _facts(document))


def _require_open(manifest: bytes) -> None:
    if b"encryption-data" in manifest:
        raise UnreadableFile("protected by a password: save it without one")


def _blocks(parent: Element, manuscript: Manuscript, depth: int) -> None:
    """`depth` lists deep."""
    for child in parent.children:
        match child.tag:
            case "text:h":
                level = child.get_attribute("text:outline-level")
                manuscript.heading(int(str(level or 1)), _words(child))
            case "text:p" if depth:
                manuscript.item(_words(child), depth - 1)
            case "text:p":
                manuscript.paragraph(_words(child))
            case "text:list":
                _blocks(child, manuscript, depth + 1)
            case "table:table-row":
                manuscript.row([_all_words(cell) for cell in child.children if cell.tag in _CELLS])
            case tag if tag not in _NOT_SHOWN:
                _blocks(child, manuscript, depth)


def _words(element: Element) -> str:
    """The words of a paragraph, with those of frames and notes in it."""
    parts = [element.text or ""]
    for child in element.children:
        if child.tag == "text:s":
            count = str(child.get_attribute("text:c") or 1)
            parts.append(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
        elif child.tag in _SPACES:
            parts.append(_SPACES[child.tag])
        elif child.tag == "text:note":
            parts.append(f" ({_all_words(child)})")
        elif child.tag not in _NOT_SHOWN:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _all_words(element: Element) -> str:
    return " ".join(_words(each).strip() for each in element.get_elements(".//text:p|.//text:h"))


def _facts(document: Document) -> Facts:
    meta = document.meta
    return Facts(
        title=a_title(meta.title),
        author=an_author(meta.initial_creator or meta.creator),
        created=a_day(meta.creation_date),
    )
