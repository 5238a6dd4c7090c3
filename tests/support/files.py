"""Small good files of every kind that is read, each around the same paragraphs."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage

from rag.extraction.kinds import Kind


def html_file(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{each}</p>" for each in paragraphs[1:])
    page = f"<html><head><title>{paragraphs[0]}</title></head><body><h1>{paragraphs[0]}</h1>{body}"
    return f"{page}</body></html>".encode()


def docx_file(*paragraphs: str) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(paragraphs[0], level=1)
    for each in paragraphs[1:]:
        document.add_paragraph(each)
    return _saved(document.save)


def pptx_file(*paragraphs: str) -> bytes:
    """A slide a paragraph after the first, which is the title of each."""
    from pptx import Presentation

    slides = Presentation()
    for each in paragraphs[1:]:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        title, body = slide.placeholders
        title.text, body.text = paragraphs[0], each
    return _saved(slides.save)


def odt_file(*paragraphs: str) -> bytes:
    from odfdo import Document, Header, Paragraph

    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, paragraphs[0]))
    for each in paragraphs[1:]:
        document.body.append(Paragraph(each))
    return _saved(document.save)


def epub_file(*paragraphs: str) -> bytes:
    """A chapter a paragraph after the first."""
    chapters = {
        f"OEBPS/{number}.xhtml": f"<html><body><h2>{paragraphs[0]}</h2><p>{each}</p></body></html>"
        for number, each in enumerate(paragraphs[1:], 1)
    }
    return zip_file(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OEBPS/book.opf": _package(paragraphs[0], list(chapters)),
            **chapters,
        }
    )


def csv_file(*paragraphs: str) -> bytes:
    table = io.StringIO()
    csv.writer(table).writerows([("Number", "Words"), *enumerate(paragraphs, 1)])
    return table.getvalue().encode()


def eml_file(*paragraphs: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Ann Owl <ann@example.org>"
    message["Subject"] = paragraphs[0]
    message["Date"] = "Wed, 14 Feb 2024 09:30:00 +0100"
    message.set_content("\n\n".join(paragraphs[1:]))
    return message.as_bytes()


def pdf_file(*paragraphs: str) -> bytes:
    """A page a paragraph after the first, which is a heading on page 1. Letters are ASCII."""
    pages = [f"BT /F1 11 Tf 72 600 Td ({_escaped(each)}) Tj ET" for each in paragraphs[1:]]
    pages[0] = f"BT /F1 22 Tf 72 700 Td ({_escaped(paragraphs[0])}) Tj ET {pages[0]}"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(page)} >>\nstream\n{page}\nendstream")
    return pdf_of(objects)


def pdf_of(objects: Sequence[str | bytes], trailer: str = "") -> bytes:
    """A PDF of numbered objects, the first its catalogue, with a true cross-reference table."""
    content, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        body = each.encode("latin-1") if isinstance(each, str) else each
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return content + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(content)}\n%%EOF\n"
    ).encode("latin-1")


def zip_file(members: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


MAKERS: Mapping[Kind, Callable[..., bytes]] = {
    Kind.HTML: html_file,
    Kind.PDF: pdf_file,
    Kind.DOCX: docx_file,
    Kind.PPTX: pptx_file,
    Kind.ODT: odt_file,
    Kind.EPUB: epub_file,
    Kind.CSV: csv_file,
    Kind.EML: eml_file,
}

_CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""


def _package(title: str, chapters: Sequence[str]) -> str:
    items = "".join(
        f'<item id="c{number}" media-type="application/xhtml+xml" href="{name[len("OEBPS/") :]}"/>'
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    return f"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>
<dc:creator>Ann Owl</dc:creator><dc:date>2024-02-15</dc:date><dc:language>en</dc:language>
</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"""


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    content = io.BytesIO()
    save(content)
    return content.getvalue()
