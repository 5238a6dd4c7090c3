"""An article's sections: a heading path each, and the runs of text that go into passages."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import PurePosixPath

from rag.extraction.kinds import kind_named
from rag.indexing.boilerplate import boilerplate_spans
from rag.indexing.front_matter import read_front_matter
from rag.indexing.headings import Heading, markdown_headings, plain_headings
from rag.text.headed import HEADING_JOINT
from rag.text.markup import filled_lines
from rag.text.spans import Span, stripped
from rag.types import Article

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})


@dataclass(frozen=True, slots=True)
class Section:
    """What stands between two headings, the first one included."""

    heading: str
    """The path of headings down to this one; the article's title is left out of it."""
    runs: tuple[Span, ...]
    """Slices without front matter and boilerplate, none of them empty. No passage crosses them."""


def sections(article: Article) -> Iterator[Section]:
    """The sections in order. Headings with nothing between them open one section together."""
    text = article.text
    start = 0 if kind_named(article.header.path) else body_start(text)
    left_out = list(boilerplate_spans(text, filled_lines(text, start)))
    opened = _opening(text, _headings(article, start), left_out)
    paths = ["", *_paths(opened, article.header.title)]
    bounds = [start, *(place for place, _ in opened), len(text)]
    for path, (begin, end) in zip(paths, pairwise(bounds), strict=True):
        if runs := tuple(_runs(text, begin, end, left_out)):
            yield Section(path, runs)


def marks_headings(path: str) -> bool:
    """Are headings marked as in Markdown: because the file is that, or was extracted so?"""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix in MARKDOWN_SUFFIXES or kind_named(path) is not None


def body_start(text: str) -> int:
    """Where the text starts after its byte order mark and front matter."""
    return read_front_matter(text).end or int(text.startswith("\ufeff"))


def _headings(article: Article, start: int) -> Iterator[Heading]:
    lines = filled_lines(article.text, start)
    if marks_headings(article.header.path):
        return markdown_headings(article.text, lines)
    return plain_headings(article.text, lines, article.header.title)


def _opening(
    text: str, headings: Iterator[Heading], left_out: Sequence[Span]
) -> list[tuple[int, list[Heading]]]:
    """Where each section starts, with the headings that open it."""
    opened: list[tuple[int, list[Heading]]] = []
    end = -1
    for heading in headings:
        if opened and not any(_runs(text, end, heading.span.start, left_out)):
            opened[-1][1].append(heading)
        else:
            opened.append((heading.span.start, [heading]))
        end = heading.span.end
    return opened


def _paths(opened: Sequence[tuple[int, list[Heading]]], title: str) -> Iterator[str]:
    """One a section: its last heading below the headings of lower levels."""
    above: list[Heading] = []
    for _, headings in opened:
        for heading in headings:
            above = [other for other in above if other.level < heading.level] + [heading]
        yield HEADING_JOINT.join(other.text for other in above if other.text not in ("", title))


def _runs(text: str, start: int, end: int, left_out: Sequence[Span]) -> Iterator[Span]:
    """`text[start:end]` without the slices left out, and without whitespace around each run."""
    first = bisect_left(left_out, start, key=lambda span: span.start)
    for span in islice(left_out, first, None):
        if span.start >= end:
            break
        if run := stripped(text, start, span.start):
            yield run
        start = span.end
    if run := stripped(text, start, end):
        yield run
