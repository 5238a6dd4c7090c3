from dataclasses import replace

import pytest

from rag.answering.citations import cite
from rag.errors import CitationMismatch
from rag.text.spans import Span
from rag.types import Article
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
