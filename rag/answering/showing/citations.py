"""Makes citations, and checks each against the article it is cut from."""

from rag.errors import CitationMismatch
from rag.protocols import Library
from rag.text.lines import line_of
from rag.text.pages import page_of
from rag.text.spans import Span
from rag.types import FORMAT, Article, Citation, Hit


def cite(number: int, hit: Hit, quote: Span, library: Library) -> Citation:
    """The citation of a slice of a hit's article, `quote` in offsets of that article.

    Raises `CitationMismatch` where the passage found is not the slice of the article that it
    claims to be, or comes from another version of the file: never an answer.
    """
    article = library.article(hit.article.id)
    if article.header.sha256 != hit.article.sha256:
        raise CitationMismatch(
            f"{hit.article.path} was indexed again while the question was answered: ask again"
        )
    expected = quote.shifted(-hit.passage.start).of(hit.passage.text)
    if not expected or quote.start < hit.passage.start or quote.of(article.text) != expected:
        raise CitationMismatch(
            f"{hit.article.path} does not read {expected[:80]!r} at {quote.start}:{quote.end}:"
            " run `rag index --rebuild`"
        )
    return Citation(
        number=number,
        article=article.header,
        start=quote.start,
        end=quote.end,
        quote=expected,
        line=line_of(article.text, quote.start),
        page=_number(article, quote.start, "pdf"),
        slide=_number(article, quote.start, "pptx"),
        heading=hit.passage.heading,
        kind=article.metadata.get(FORMAT),
    )


def _number(article: Article, start: int, kind: str) -> int | None:
    """The page or slide, where the text was extracted from that kind of file."""
    return page_of(article.text, start) if article.metadata.get(FORMAT) == kind else None
