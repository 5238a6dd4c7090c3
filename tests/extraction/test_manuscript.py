from hypothesis import given
from hypothesis import strategies as st

from rag.extraction.manuscript import Manuscript
from rag.text.pages import PAGE_BREAK, page_of


def test_blocks_are_parted_by_blank_lines_and_items_and_rows_are_not() -> None:
    manuscript = Manuscript()
    manuscript.heading(9, " Owls \n at night ")
    manuscript.paragraph("They hunt.\r\nThey sleep.\n")
    manuscript.item("mice", 1)
    manuscript.item("frogs", mark="2.")
    manuscript.row(["a", " ", "b"])
    manuscript.row(["", ""])
    manuscript.paragraph("  ")
    assert manuscript.text == (
        "###### Owls at night\n\nThey hunt.\nThey sleep.\n\n  - mice\n2. frogs\n| a |  | b |"
    )


@given(st.lists(st.lists(st.text(), max_size=4), min_size=1, max_size=5))
def test_whatever_is_written_a_place_tells_its_page(pages: list[list[str]]) -> None:
    manuscript = Manuscript()
    for number, paragraphs in enumerate(pages, 1):
        if number > 1:
            manuscript.break_page()
        for words in paragraphs:
            manuscript.paragraph(words)
        manuscript.paragraph(f"<page {number}>")
    text = manuscript.text
    assert text.count(PAGE_BREAK) == len(pages) - 1
    for number in range(1, len(pages) + 1):
        assert page_of(text, text.rindex(f"<page {number}>")) == number
    text.encode("utf-8")
