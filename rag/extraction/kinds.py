"""Which files are extracted, and what their first bytes say that they are."""

from enum import StrEnum
from pathlib import PurePosixPath

from rag.errors import UnreadableFile
from rag.extraction.archive import member_names


class Kind(StrEnum):
    """A kind of file that is more than its decoded bytes."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    ODT = "odt"
    EPUB = "epub"
    CSV = "csv"
    EML = "eml"


SUFFIXES = {f".{kind}": kind for kind in Kind} | {".htm": Kind.HTML, ".xhtml": Kind.HTML}

_PDF_HEAD = 1_024
"""Bytes among which a PDF's mark stands: readers take it there (ISO 32000-1, annex H, note 13)."""
_NAMES = {
    Kind.HTML: "a web page",
    Kind.PDF: "a PDF",
    Kind.DOCX: "a Word file",
    Kind.PPTX: "a PowerPoint file",
    Kind.ODT: "an OpenDocument text",
    Kind.EPUB: "an EPUB book",
    Kind.CSV: "a table",
    Kind.EML: "a message",
}
_MEMBERS = {
    Kind.DOCX: "word/document.xml",
    Kind.PPTX: "ppt/presentation.xml",
    Kind.EPUB: "META-INF/container.xml",
    Kind.ODT: "content.xml",  # last: an EPUB may hold a file of that name
}
_PACKED = frozenset({Kind.PDF, *_MEMBERS})
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def kind_named(path: str) -> Kind | None:
    """The kind that a file's name says; `None` for plain text and Markdown."""
    return SUFFIXES.get(PurePosixPath(path).suffix.lower())


def kind_within(content: bytes, named: Kind) -> Kind:
    """The kind that the bytes are of: a Word file named `.pdf` is read as what it is.

    Raises `UnreadableFile` where they are of no kind that is read.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableFile("empty" if not content else "nothing but blanks and NUL bytes")
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if b"%PDF-" in content[:_PDF_HEAD] and named in _PACKED:
        return Kind.PDF
    if content.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            "protected by a password, or in the format of Office before 2007: save it anew without"
        )
    if named in _PACKED:
        raise UnreadableFile(f"not {_NAMES[named]}, although its name says so")
    return named


def _zipped(content: bytes) -> Kind:
    names = member_names(content)
    for kind, member in _MEMBERS.items():
        if member in names:
            return kind
    if "mimetype" in names or "[Content_Types].xml" in names:
        raise UnreadableFile("an office file of a kind that is not read, such as a spreadsheet")
    raise UnreadableFile("an archive: unpack it, what lies in archives is not read")
