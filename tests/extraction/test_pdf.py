import pytest

from rag.errors import UnreadableFile
from rag.extraction.pdf import extract
from rag.text.pages import page_of
from tests.support.files import pdf_file, pdf_of

_PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] "
    "/Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
)


def test_pages_are_parted_so_that_a_place_tells_its_page() -> None:
    text = extract(pdf_file("Owls", "They hunt.", "They sleep.", "They moult.")).text
    assert [page_of(text, text.index(words)) for words in ("hunt", "sleep", "moult")] == [1, 2, 3]


def test_a_page_without_text_counts() -> None:
    text = extract(pdf_file("Owls", "They hunt.", " ", "They moult.")).text
    assert page_of(text, text.index("moult")) == 3


def test_a_line_in_taller_letters_is_a_heading() -> None:
    text = extract(pdf_file("On owls", "They hunt at night and they sleep by day.")).text
    assert text == "# On owls\n\nThey hunt at night and they sleep by day."


def test_title_author_and_date_are_the_documents_own() -> None:
    facts = "<< /Title (On owls) /Author (Ann) /CreationDate (D:20240215093000+01'00') >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", *_page("BT /F1 9 Tf (Owls) Tj ET"), facts]
    found = extract(pdf_of(objects, "/Info 6 0 R")).facts
    assert (found.title, found.author, found.created) == ("On owls", "Ann", "2024-02-15")


def test_a_scanned_page_says_that_it_holds_no_text_but_a_picture() -> None:
    picture = "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"
    with pytest.raises(UnreadableFile, match="no text, only pictures"):
        extract(pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", *_page(picture)]))


def test_an_empty_page_says_only_that_it_holds_no_text() -> None:
    with pytest.raises(UnreadableFile, match=r"holds no text$"):
        extract(pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", *_page("")]))


def _page(content: str) -> list[str]:
    """Objects 2 to 5: a page tree of one page with a font."""
    return [
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]


def test_a_page_printed_by_a_browser_is_its_text_alone_with_paragraphs_on_one_line() -> None:
    first = "If the red light stays on for longer than a minute, the motor of the sander is"
    lines = [(11, 700, first), (11, 687, "blocked."), (11, 674, "Call us then.")]
    head = (8, 770, "11/27/26, 12:13 PM The sander")
    foot = (8, 20, "file:///tmp/sander.html 1/1")
    assert extract(_printed([*lines, head, foot])).text == f"{first} blocked.\nCall us then."


def _printed(lines: list[tuple[int, int, str]]) -> bytes:
    """A page of letters of some size at some height."""
    shown = " ".join(f"BT /F1 {size} Tf 72 {top} Td ({text}) Tj ET" for size, top, text in lines)
    return _large(shown)


_PRICES = (("Model", "Half day", "Deposit"), ("Packer E", "21.00", "200"), ("Duo", "8.00", "50"))


def test_a_table_is_written_in_rows_and_no_letter_of_the_page_is_lost() -> None:
    cells = [
        f"BT /F1 11 Tf {72 + 110 * column} {600 - 20 * row} Td ({text}) Tj ET"
        for row, texts in enumerate(_PRICES)
        for column, text in enumerate(texts)
    ]
    above = "BT /F1 11 Tf 72 640 Td (These are the prices for the whole of the summer.) Tj ET"
    below = "BT /F1 11 Tf 72 500 Td (Members of the club pay half of what is said here.) Tj ET"
    text = extract(_large(" ".join([above, *cells, below]))).text
    rows = "\n".join(f"| {' | '.join(row)} |" for row in _PRICES)
    assert text.split("\n\n")[1] == rows
    shown = "".join(each for row in _PRICES for each in row).replace(" ", "")
    assert shown in "".join(text.split()).replace("|", "")


def test_rules_that_are_drawn_make_rows_of_names_a_table() -> None:
    names = (("Role", "Name"), ("Director", "Ann Lee"), ("Porter", "Cy Young"))
    cells = [
        f"BT /F1 11 Tf {72 + 110 * column} {600 - 14 * row} Td ({text}) Tj ET"
        for row, texts in enumerate(names)
        for column, text in enumerate(texts)
    ]
    rules = [f"70 {610 - 14 * row} m 300 {610 - 14 * row} l S" for row in range(4)]
    assert "|" not in extract(_large(" ".join(cells))).text
    text = extract(_large(" ".join([*rules, *cells]))).text
    assert text == "| Role | Name |\n| Director | Ann Lee |\n| Porter | Cy Young |"


def _large(content: str) -> bytes:
    page = _page(content)
    page[1] = page[1].replace("0 0 99 99", "0 0 612 792")
    return pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", *page])
