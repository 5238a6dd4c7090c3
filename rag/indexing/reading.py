"""From a file to an article: its text decoded or extracted, its title, date and language."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from rag.errors import UnreadableFile
from rag.extraction.extracted import Extracted
from rag.extraction.extractor import Extractor
from rag.extraction.kinds import Kind, kind_named
from rag.indexing.dateline import iso_date, published_in
from rag.indexing.files import File, read_file, unopened
from rag.indexing.front_matter import FrontMatter, read_front_matter
from rag.indexing.titles import opening_lines, title_of
from rag.text.decoding import decode
from rag.types import FORMAT, Article, ArticleHeader

_BLANK_LINES = re.compile(r"\n\s*\n")
_OPENING = 4_000
"""Characters of an extracted text among which a dateline is sought."""
_TITLE_FIELDS = ("title",)
_DATE_FIELDS = ("published", "date", "pubdate", "publish_date", "published_at", "datepublished")
_LANGUAGE_FIELDS = ("language", "lang")
_USED = {*_TITLE_FIELDS, *_DATE_FIELDS, *_LANGUAGE_FIELDS}


def read_article(path: Path, root: Path, extractor: Extractor | None = None) -> Article:
    """The article in a file below the corpus folder `root`.

    Raises `UnreadableFile` where it cannot be opened, is too large, or holds no text.
    """
    try:
        return article_of(read_file(path, root), extractor)
    except OSError as error:
        raise UnreadableFile(unopened(error)) from error


def article_of(file: File, extractor: Extractor | None = None) -> Article:
    """The article in a file; without an extractor, one is started for this file alone if needed.

    Raises `UnreadableFile` where it is not certainly text, or none can be extracted.
    """
    kind = kind_named(file.path)
    if kind is None:
        return _decoded_article(file)
    if extractor is not None:
        return _extracted_article(file, extractor.extract(file.content, kind))
    with Extractor() as own:
        return _extracted_article(file, own.extract(file.content, kind))


def article_id(path: str) -> str:
    """Of a path relative to the corpus folder; the same however its accents are composed."""
    composed = unicodedata.normalize("NFC", path)
    return hashlib.sha256(composed.encode("utf-8")).hexdigest()[:16]


def _decoded_article(file: File) -> Article:
    text = decode(file.content)
    front = read_front_matter(text)
    opening = opening_lines(text, front.end)
    title = _first_of(front, _TITLE_FIELDS) or title_of(file.path, text, front.end, opening)
    header = ArticleHeader(
        id=article_id(file.path),
        title=title,
        path=file.path,
        sha256=file.sha256,
        published=_published(front, [line for line in opening if line != title]),
        language=_first_of(front, _LANGUAGE_FIELDS),
    )
    return Article(header, text, _metadata(front))


def _extracted_article(file: File, extracted: Extracted) -> Article:
    facts = extracted.facts
    # The first rows of a table are neither its title nor its dateline.
    opening = [] if extracted.kind is Kind.CSV else opening_lines(extracted.text, 0)
    title = facts.title or title_of(file.path, extracted.text, 0, opening)
    # A line of a paragraph that was broken to fit a page may look like a dateline.
    alone = set(_BLANK_LINES.split(extracted.text[:_OPENING]))
    header = ArticleHeader(
        id=article_id(file.path),
        title=title,
        path=file.path,
        sha256=file.sha256,
        published=facts.published
        or published_in([line for line in opening if line in alone])
        or facts.created,
        language=facts.language,
    )
    author = {"author": facts.author} if facts.author else {}
    return Article(header, extracted.text, {FORMAT: extracted.kind} | author)


def _published(front: FrontMatter, lines: list[str]) -> str | None:
    """Front matter that says `null` is believed: then no dateline is sought."""
    given = [front.fields[name] for name in _DATE_FIELDS if name in front.fields]
    if given:
        return iso_date(given[0]) if given[0] else None
    return published_in(lines)


def _first_of(front: FrontMatter, names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := front.fields.get(name))), None)


def _metadata(front: FrontMatter) -> Mapping[str, str]:
    """The other fields, and `warning` where the front matter is broken."""
    fields = {name: value for name, value in front.fields.items() if value and name not in _USED}
    return fields | ({"warning": front.warning} if front.warning else {})
