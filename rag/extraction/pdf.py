"""PDF files: the only module that imports pypdfium2, with the lines of their pages.

PDFium puts a page's characters in reading order; it knows no headings and no paragraphs, so these
are told from the height of the letters and the gaps between the lines.
"""

import re
from collections.abc import Iterator

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from rag.errors import UnreadableFile
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_title, an_author
from rag.extraction.kinds import Kind
from rag.extraction.layout import write_pages
from rag.extraction.page_line import PageLine

_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at a line's end, the line's end included."""
_LINE = re.compile(f"[^\n{_HYPHEN}]+{_HYPHEN}?")


def extract(content: bytes) -> Extracted:
    """Page after page. Raises `UnreadableFile` for a password, and for pictures of pages."""
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        raise UnreadableFile(_unopened(str(error))) from error
    pages = [_lines(document, number) for number in range(len(document))]
    if not any(pages) and any(_shows_picture(document, number) for number in range(len(pages))):
        raise UnreadableFile(
            "holds no text, only pictures, as a scanner makes them: "
            "have a program recognise their text (OCR) first"
        )
    return Extracted.of(Kind.PDF, write_pages(pages), _facts(document))


def _unopened(told: str) -> str:
    if "password" in told.lower():
        return "protected by a password: save it without one"
    return f"damaged, or no PDF at all ({told})"


def _lines(document: PdfDocument, number: int) -> list[PageLine]:
    """The lines of a page that hold text; none where the page itself is damaged."""
    try:
        page: PdfPage = document[number]
        text: PdfTextPage = page.get_textpage()
    except PdfiumError:
        return []
    count = text.count_chars()
    words = text.get_text_range() if count > 0 else ""
    return list(_measured(text, words) if len(words) == count else _unmeasured(words))


def _shows_picture(document: PdfDocument, number: int) -> bool:
    try:
        return any(True for _ in document[number].get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))
    except PdfiumError:
        return False


def _measured(page: PdfTextPage, words: str) -> Iterator[PageLine]:
    """Each line with where its first and last letters stand."""
    for line in _LINE.finditer(words):
        if shown := _shown(line[0]):
            first = line.start() + line[0].index(shown)
            left, bottom, _, top = page.get_charbox(first, loose=True)
            _, _, right, _ = page.get_charbox(first + len(shown) - 1, loose=True)
            yield PageLine(shown, top, bottom, left, right, line[0].endswith(_HYPHEN))


def _unmeasured(words: str) -> Iterator[PageLine]:
    for line in _LINE.finditer(words):
        if shown := _shown(line[0]):
            yield PageLine(shown, 0, 0, is_broken=line[0].endswith(_HYPHEN))


def _shown(line: str) -> str:
    return line.removesuffix(_HYPHEN).strip()


def _facts(document: PdfDocument) -> Facts:
    told = document.get_metadata_dict()
    return Facts(
        title=a_title(told.get("Title")),
        author=an_author(told.get("Author")),
        created=a_day(told.get("CreationDate")),
    )
