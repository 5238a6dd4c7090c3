"""PowerPoint files: the only module that imports pptx."""

import io
from collections.abc import Iterator, Sequence

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide

from rag.errors import UnreadableFile
from rag.extraction.archive import open_archive
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_title, an_author
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import Manuscript
from rag.extraction.strict import as_transitional
from rag.extraction.xml import Element, tree

_PARAGRAPH, _WORDS, _BREAK = qn("a:p"), qn("a:t"), qn("a:br")
_ROW, _CELL, _TABLE, _FRAME = qn("a:tr"), qn("a:tc"), qn("a:tbl"), qn("p:txBody")
_TITLES = ("title", "ctrTitle")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHART, _SERIES, _CACHED = "/chart", qn("c:ser"), qn("c:v")


def extract(content: bytes) -> Extracted:
    """Slide by slide: its title, its text and tables, and the speaker's notes."""
    open_archive(content).close()
    try:
        slides = Presentation(io.BytesIO(as_transitional(content)))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableFile(f"damaged, or not as PowerPoint writes its files: {error}") from error
    manuscript = Manuscript()
    for number, slide in enumerate(slides.slides):
        if number:
            manuscript.break_page()
        _write(slide, manuscript)
    return Extracted.of(Kind.PPTX, manuscript.text, _facts(slides))


def _write(slide: Slide, manuscript: Manuscript) -> None:
    for part in _blocks(slide.element):
        if part.tag == _TABLE:
            for row in part.iter(_ROW):
                manuscript.row([_all_words(cell) for cell in row.iter(_CELL)])
        elif _is_title(part):
            manuscript.heading(1, _all_words(part))
        else:
            _write_frame(list(part.iter(_PARAGRAPH)), manuscript)
    for chart in _charts(slide):
        for series in chart.iter(_SERIES):
            manuscript.row([value.text or "" for value in series.iter(_CACHED)])
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        manuscript.paragraph(slide.notes_slide.notes_text_frame.text)


def _write_frame(paragraphs: Sequence[Element], manuscript: Manuscript) -> None:
    """Several paragraphs of one frame are a list, as slides have them."""
    if len(paragraphs) == 1:
        manuscript.paragraph(_all_words(paragraphs[0]))
        return
    for paragraph in paragraphs:
        properties = paragraph.find(qn("a:pPr"))
        depth = "0" if properties is None else properties.get("lvl", "0")
        manuscript.item(_all_words(paragraph), int(depth) if depth.isdigit() else 0)


def _blocks(element: Element) -> Iterator[Element]:
    """Text frames and tables, through groups, in the order in which they are drawn."""
    for child in element:
        if child.tag in (_FRAME, _TABLE):
            yield child
        elif child.tag != _FALLBACK:
            yield from _blocks(child)


def _is_title(frame: Element) -> bool:
    shape = frame.getparent()
    place = None if shape is None else shape.find(f"{qn('p:nvSpPr')}/{qn('p:nvPr')}/{qn('p:ph')}")
    return place is not None and place.get("type") in _TITLES


def _charts(slide: Slide) -> Iterator[Element]:
    """The roots of the slide's charts: their cached values are all that a chart says."""
    for relation in slide.part.rels.values():
        if relation.reltype.endswith(_CHART) and not relation.is_external:
            yield tree(relation.target_part.blob)


def _all_words(element: Element) -> str:
    parts = element.iter(_WORDS, _BREAK, _PARAGRAPH)
    return "".join((part.text or "") if part.tag == _WORDS else "\n" for part in parts)


def _facts(slides: Slides) -> Facts:
    core = slides.core_properties
    return Facts(
        title=a_title(core.title),
        author=an_author(core.author),
        created=a_day(core.created),
    )
