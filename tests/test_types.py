import pytest

from rag.types import ArticleHeader, Citation


@pytest.mark.parametrize(
    ("page", "slide", "place"),
    [
        (None, None, "notes/report.pdf:14"),
        (3, None, "notes/report.pdf, page 3"),
        (None, 7, "notes/report.pdf, slide 7"),
    ],
)
def test_a_citation_is_placed_by_page_or_slide_before_line(
    page: int | None, slide: int | None, place: str
) -> None:
    article = ArticleHeader("a", "Report", "notes/report.pdf", "0" * 64, None, "en")
    citation = Citation(1, article, 0, 5, "Owls.", 14, page, slide)
    assert citation.place == place


@pytest.mark.parametrize(
    ("heading", "place"),
    [("", "notes/report.docx"), ("Rent", "notes/report.docx, under “Rent”")],
)
def test_no_line_of_an_extracted_text_is_taken_for_one_of_its_file(
    heading: str, place: str
) -> None:
    article = ArticleHeader("a", "Report", "notes/report.docx", "0" * 64, None, "en")
    citation = Citation(1, article, 0, 5, "Owls.", 14, None, heading=heading, kind="docx")
    assert citation.place == place
