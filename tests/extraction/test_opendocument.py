import io

from odfdo import Document, Header, List, Paragraph, Table

from rag.extraction.opendocument import extract


def test_headings_lists_and_tables_keep_their_part() -> None:
    document = Document("text")
    document.body.clear()
    table = Table("Food", width=2, height=1)
    table.set_value("A1", "Owl")
    table.set_value("B1", "Mice")
    for part in (Header(2, "Owls"), Paragraph("They  hunt."), List(["mice", "frogs"]), table):
        document.body.append(part)
    document.meta.title = "On owls"
    content = io.BytesIO()
    document.save(content)
    found = extract(content.getvalue())
    assert found.text == "## Owls\n\nThey  hunt.\n\n- mice\n- frogs\n| Owl | Mice |"
    assert found.facts.title == "On owls"
