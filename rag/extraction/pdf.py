"""PDF files: the only module that imports pypdfium2, with the lines of their pages.

PDFium puts a page's characters in reading order; it knows no headings and no paragraphs, so these
are told from the height of the letters and the gaps between the lines.
"""

import re
from collections.abc import Iterator
from ctypes import c_float
from dataclasses import replace

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage
from pypdfium2.raw import (
    FPDF_PAGEOBJ_IMAGE,
    FPDF_PAGEOBJ_PATH,
    FS_RECTF,
    FPDFPage_CountObjects,
    FPDFPage_GetObject,
    FPDFPageObj_GetBounds,
    FPDFPageObj_GetType,
    FPDFText_GetLooseCharBox,
)

from rag.errors import UnreadableFile
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_title, an_author
from rag.extraction.gaps import around_rows, loose_lines, may_hold_table
from rag.extraction.kinds import Kind
from rag.extraction.layout import write_pages
from rag.extraction.page_line import PageLine, Word
from rag.extraction.ruling import Rule

_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at a line's end, the line's end included."""
_LINE = re.compile(f"[^\n{_HYPHEN}]+{_HYPHEN}?")
_WORD = re.compile(rf"[^\s{_HYPHEN}]+")
_MOST_ROUNDS = 40
"""In which rows are found above and below a table: a longer one is one without their words."""
_MOST_DRAWN = 10_000
"""Of a page's objects: more than that are a drawing, and take longer than the page's text."""
_SHORTEST_RULE = 10
"""Points."""


def extract(content: bytes) -> Extracted:
    """Page after page. Raises `UnreadableFile` for a password, and for pictures of pages."""
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        raise UnreadableFile(_unopened(str(error))) from error
    printed = [_printed(document, number) for number in range(len(document))]
    pages = [lines for lines, _ in printed]
    if not any(pages) and any(_shows_picture(document, number) for number in range(len(pages))):
        raise UnreadableFile(
            "holds no text, only pictures, as a scanner makes them: "
            "have a program recognise their text (OCR) first"
        )
    return Extracted.of(
        Kind.PDF, write_pages(pages, [rules for _, rules in printed]), _facts(document)
    )


def _unopened(told: str) -> str:
    if "password" in told.lower():
        return "protected by a password: save it without one"
    return f"damaged, or no PDF at all ({told})"


def _printed(document: PdfDocument, number: int) -> tuple[list[PageLine], list[Rule]]:
    """The lines of a page that hold text, and what is drawn; none where the page is damaged."""
    try:
        page: PdfPage = document[number]
        text: PdfTextPage = page.get_textpage()
    except PdfiumError:
        return [], []
    count = text.count_chars()
    words = text.get_text_range() if count > 0 else ""
    lines = _measured(text, words) if len(words) == count else list(_unmeasured(words))
    return lines, _rules(page) if may_hold_table(lines) else []


def _shows_picture(document: PdfDocument, number: int) -> bool:
    try:
        return any(True for _ in document[number].get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))
    except PdfiumError:
        return False


def _measured(page: PdfTextPage, text: str) -> list[PageLine]:
    """Each line with where its first and last letters stand, and its words where it may be a row.

    A page has many words, and to ask where they stand takes time.
    """
    box = FS_RECTF()
    found = [(line, shown) for line in _LINE.finditer(text) if (shown := _shown(line[0]))]
    lines = [_line(page, line, shown, box) for line, shown in found]
    places = {*loose_lines(lines)}
    for _ in range(_MOST_ROUNDS):
        for place in places:
            words = tuple(_words(page, found[place][0], box))
            lines[place] = replace(lines[place], words=words)
        places = {place for place in around_rows(lines) if not lines[place].words}
    return lines


def _line(page: PdfTextPage, line: re.Match[str], shown: str, box: FS_RECTF) -> PageLine:
    first = line.start() + line[0].index(shown)
    FPDFText_GetLooseCharBox(page.raw, first, box)
    top, bottom, left = box.top, box.bottom, box.left
    FPDFText_GetLooseCharBox(page.raw, first + len(shown) - 1, box)
    return PageLine(shown, top, bottom, left, box.right, line[0].endswith(_HYPHEN))


def _words(page: PdfTextPage, line: re.Match[str], box: FS_RECTF) -> Iterator[Word]:
    raw = page.raw
    for word in _WORD.finditer(line.string, line.start(), line.end()):
        FPDFText_GetLooseCharBox(raw, word.start(), box)
        left = box.left
        FPDFText_GetLooseCharBox(raw, word.end() - 1, box)
        yield Word(word[0], left, box.right)


def _unmeasured(words: str) -> Iterator[PageLine]:
    for line in _LINE.finditer(words):
        if shown := _shown(line[0]):
            yield PageLine(shown, 0, 0, is_broken=line[0].endswith(_HYPHEN))


def _rules(page: PdfPage) -> list[Rule]:
    """The upper and lower edges of what is drawn on a page; of a line, they are one."""
    count = FPDFPage_CountObjects(page)
    if count > _MOST_DRAWN:
        return []
    drawn = (FPDFPage_GetObject(page.raw, place) for place in range(count))
    paths = (each for each in drawn if FPDFPageObj_GetType(each) == FPDF_PAGEOBJ_PATH)
    edges = c_float(), c_float(), c_float(), c_float()
    return [rule for path in paths for rule in _edges(path, *edges)]


def _edges(
    path: object, left: c_float, bottom: c_float, right: c_float, top: c_float
) -> Iterator[Rule]:
    FPDFPageObj_GetBounds(path, left, bottom, right, top)
    if right.value - left.value >= _SHORTEST_RULE:
        yield Rule(bottom.value, left.value, right.value)
        yield Rule(top.value, left.value, right.value)


def _shown(line: str) -> str:
    return line.removesuffix(_HYPHEN).strip()


def _facts(document: PdfDocument) -> Facts:
    told = document.get_metadata_dict()
    return Facts(
        title=a_title(told.get("Title")),
        author=an_author(told.get("Author")),
        created=a_day(told.get("CreationDate")),
    )
