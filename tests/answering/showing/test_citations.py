from dataclasses import replace

import pytest

from rag.answering.showing.citations import cite
from rag.errors import CitationMismatch
from rag.text.spans import Span
from rag.types import FORMAT, Article
from tests.support.shelf import Shelf, article, hits

TEXT = "One line.\r\nAcme opened on 3 May. \U0001f600 Then came İstanbul.\n"


def _shelf(one: Article) -> Shelf:
    return Shelf((one,))


def test_a_citation_is_the_slice_with_its_line() -> None:
    one = article(TEXT)
    start = TEXT.index("Acme")
    made = cite(1, hits(one)[0], Span(start, start + 21), _shelf(one))
    assert made.quote == "Acme opened on 3 May." == one.text[made.start : made.end]
    assert (made.number, made.line, made.article) == (1, 2, one.header)


def test_an_article_that_changed_meanwhile_is_never_cited() -> None:
    one = article(TEXT)
    changed = article(TEXT.replace("3 May", "4 May"))
    with pytest.raises(CitationMismatch, match="indexed again"):
        cite(1, hits(one)[0], Span(0, 9), _shelf(changed))


def test_a_passage_that_is_not_its_slice_is_never_cited() -> None:
    one = article(TEXT)
    hit = hits(one)[0]
    forged = replace(hit, passage=replace(hit.passage, text="X" * len(hit.passage.text)))
    with pytest.raises(CitationMismatch, match="does not read"):
        cite(1, forged, Span(0, 9), _shelf(one))


@pytest.mark.parametrize("quote", [Span(5, 5), Span(0, 900), Span(-4, 3)])
def test_a_quote_outside_its_passage_is_never_cited(quote: Span) -> None:
    one = article(TEXT)
    with pytest.raises(CitationMismatch):
        cite(1, hits(one)[0], quote, _shelf(one))


@pytest.mark.parametrize(
    ("kind", "page", "slide"), [("pdf", 2, None), ("pptx", None, 2), ("docx", None, None)]
)
def test_what_was_extracted_is_cited_with_its_page_or_slide(
    kind: str, page: int | None, slide: int | None
) -> None:
    one = replace(article("Acme.\n\f\nIt opened on 3 May."), metadata={FORMAT: kind})
    made = cite(1, hits(one)[0], Span(8, 27), _shelf(one))
    assert (made.quote, made.page, made.slide) == ("It opened on 3 May.", page, slide)
    assert made.kind == kind


def test_a_form_feed_in_plain_text_is_no_page() -> None:
    one = article("Acme.\n\f\nIt opened on 3 May.")
    assert cite(1, hits(one)[0], Span(8, 27), _shelf(one)).page is None


def test_the_headings_above_are_cited() -> None:
    one = article(TEXT)
    hit = hits(one)[0]
    below = replace(hit, passage=replace(hit.passage, heading="Acme > Beginnings"))
    assert cite(1, below, Span(0, 9), _shelf(one)).heading == "Acme > Beginnings"
