import io

from docx import Document
from docx.document import Document as WordFile
from docx.oxml import parse_xml

from rag.extraction.word import extract
from rag.extraction.xml import Element

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_headings_lists_and_tables_keep_their_part() -> None:
    document = Document()
    document.add_heading("Owls", level=1)
    document.add_heading("At night", level=2)
    document.add_paragraph("They hunt.")
    document.add_paragraph("mice", style="List Bullet")
    document.add_paragraph("frogs", style="List Bullet 2")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("Bird", "Food", "Owl", "Mice"), strict=True):
        cell.text = words
    assert text_of(document) == (
        "# Owls\n\n## At night\n\nThey hunt.\n\n- mice\n- frogs\n| Bird | Food |\n| Owl | Mice |"
    )


def test_numbered_items_have_their_numbers() -> None:
    document = Document()
    document.add_paragraph("Be quiet", style="List Number")
    document.add_paragraph("Take a lamp")
    document.add_paragraph("Look up", style="List Number")
    document.add_paragraph("No item", style="List Number")
    properties: Element = document.paragraphs[-1]._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {_W}><w:numId w:val="0"/></w:numPr>'))
    assert text_of(document) == "1. Be quiet\n\nTake a lamp\n\n2. Look up\n\nNo item"


def test_text_in_controls_and_links_is_there_and_struck_out_text_is_not() -> None:
    document = Document()
    document.add_paragraph("Owls ")
    paragraph: Element = document.paragraphs[0]._p
    run = "<w:r><w:t>{}</w:t></w:r>"
    for part in (
        f"<w:hyperlink {_W}>{run.format('hunt ')}</w:hyperlink>",
        f"<w:sdt {_W}><w:sdtContent>{run.format('at ')}</w:sdtContent></w:sdt>",
        f"<w:ins {_W}>{run.format('night')}</w:ins>",
        f"<w:del {_W}><w:r><w:delText>by day</w:delText></w:r></w:del>",
    ):
        paragraph.append(parse_xml(part))
    assert text_of(document) == "Owls hunt at night"


def test_title_author_and_date_are_the_documents_own() -> None:
    document = Document()
    document.add_paragraph("Owls")
    core = document.core_properties
    core.title, core.author = "Microsoft Word - On owls", "Ann"
    core.created = core.created.replace(year=2024) if core.created else core.created
    facts = extract(saved(document)).facts
    assert (facts.title, facts.author, facts.created) == ("On owls", "Ann", "2024-12-23")


def test_a_template_s_date_and_author_say_nothing() -> None:
    document = Document()
    document.add_paragraph("Owls")
    facts = extract(saved(document)).facts
    assert (facts.title, facts.author, facts.created) == (None, None, None)


def text_of(document: WordFile) -> str:
    return extract(saved(document)).text


def saved(document: WordFile) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
