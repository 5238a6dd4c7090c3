"""Word files: the only module that imports docx."""

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from rag.errors import UnreadableFile
from rag.extraction.archive import open_archive
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_title, an_author
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import Manuscript
from rag.extraction.strict import as_transitional
from rag.extraction.word_numbering import Numbering
from rag.extraction.word_styles import OUT_OF_LISTS, heading_levels, listed
from rag.extraction.xml import Element, tree

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT_BOX, _PROPERTIES = qn("w:txbxContent"), qn("w:pPr")
_WORDS = frozenset({qn("w:t"), qn("m:t")})
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOT_SHOWN = frozenset(
    {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), _PROPERTIES, _TEXT_BOX}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_NOTES = ("/footnotes", "/endnotes")


def extract(content: bytes) -> Extracted:
    """Body, text boxes and notes; headers, footers and comments are no part of the text."""
    open_archive(content).close()
    try:
        document = Document(io.BytesIO(as_transitional(content)))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableFile(f"damaged, or not as Word writes its files: {error}") from error
    manuscript = Manuscript()
    writer = _Writer(document, manuscript)
    writer.blocks(document.element.body)
    for notes in _notes(document):
        writer.blocks(notes)
    return Extracted.of(Kind.DOCX, manuscript.text, _facts(document))


class _Writer:
    """Writes Word's blocks into a manuscript."""

    def __init__(self, document: WordFile, manuscript: Manuscript) -> None:
        self._levels, self._listed = heading_levels(document)
        self._numbering = Numbering(document)
        self._manuscript = manuscript

    def blocks(self, parent: Element) -> None:
        """The paragraphs and tables within, through content controls and the like."""
        for child in parent:
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _NOT_SHOWN:
                self.blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        words = "".join(_words(paragraph))
        style = _value(paragraph, "w:pPr/w:pStyle")
        place = listed(paragraph.find(_PROPERTIES), self._listed.get(style))
        mark = self._numbering.mark(place.number, place.depth) if place else ""
        if level := _outline_level(paragraph) or self._levels.get(style, 0):
            self._manuscript.heading(level, words)  # counted too: clauses below show its number
        elif place and place.number != OUT_OF_LISTS:
            self._manuscript.item(words, place.depth, mark)
        else:
            self._manuscript.paragraph(words)
        for box in _boxes(paragraph):
            self.blocks(box)

    def _table(self, table: Element) -> None:
        """A row a line; a table of one cell is a frame around text."""
        rows = [list(_within(row, _CELL)) for row in _within(table, _ROW)]
        if sum(map(len, rows)) == 1:
            self.blocks(rows[0][0])
            return
        for row in rows:
            self._manuscript.row(["".join(_cell_words(cell)) for cell in row])


def _words(element: Element) -> Iterator[str]:
    """What a paragraph shows, without the text of its boxes and what was struck out."""
    for child in element:
        if child.tag in _WORDS:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _NOT_SHOWN:
            yield from _words(child)


def _cell_words(cell: Element) -> Iterator[str]:
    for paragraph in cell.iter(_PARAGRAPH):
        yield from _words(paragraph)
        yield "\n"


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """Rows or cells, through content controls, but not those of tables within."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _within(child, tag)


def _boxes(paragraph: Element) -> Iterator[Element]:
    for child in paragraph:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag not in _NOT_SHOWN:
            yield from _boxes(child)


def _notes(document: WordFile) -> Iterator[Element]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            yield tree(relation.target_part.blob)


def _outline_level(paragraph: Element) -> int:
    level = _value(paragraph, "w:pPr/w:outlineLvl")
    return int(level) + 1 if level.isdigit() and int(level) < 9 else 0


def _value(element: Element, path: str) -> str:
    found = element.find(_path(path))
    return "" if found is None else found.get(qn("w:val"), "")


def _path(path: str) -> str:
    return "/".join(map(qn, path.split("/")))


def _facts(document: WordFile) -> Facts:
    core = document.core_properties
    return Facts(
        title=a_title(core.title),
        author=an_author(core.author),
        created=a_day(core.created),
    )
