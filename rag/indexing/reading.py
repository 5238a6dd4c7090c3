"""From a file to an article: plain text and Markdown."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path, PurePosixPath

from rag.errors import UnreadableFile
from rag.indexing.boilerplate import is_boilerplate
from rag.indexing.dateline import LINES_LOOKED_AT, is_dateline, iso_date, published_in
from rag.indexing.front_matter import FrontMatter, read_front_matter
from rag.indexing.headings import markdown_headings
from rag.indexing.sections import is_markdown
from rag.text.decoding import decode
from rag.text.markup import filled_lines
from rag.types import Article, ArticleHeader

MAX_BYTES = 64 * 2**20
"""A larger file is a log or a dump: it would take minutes and answer nothing."""

_OPEN_FLAGS = (
    getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
"""Neither wait for a pipe's other end, nor follow a link that has taken a file's place."""

_LONGEST_TITLE = 160
"""Characters of a first line that is taken for the title."""
_TITLE_FIELDS = ("title",)
_DATE_FIELDS = ("published", "date", "pubdate", "publish_date", "published_at", "datepublished")
_LANGUAGE_FIELDS = ("language", "lang")
_USED = {*_TITLE_FIELDS, *_DATE_FIELDS, *_LANGUAGE_FIELDS}
_LEAST_SHARE_OF_SCRIPT = 0.5
_SCRIPT_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes with where it lies."""

    path: str
    """Relative to the corpus folder, with `/` between its parts."""
    content: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes, in lower-case hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def read_article(path: Path, root: Path) -> Article:
    """The article in a file below the corpus folder `root`.

    Raises `UnreadableFile` where it cannot be opened, is too large, or is not text.
    """
    try:
        return article_of(read_file(path, root))
    except OSError as error:
        raise UnreadableFile(unopened(error)) from error


def read_file(path: Path, root: Path) -> File:
    """The file's bytes. A pipe is never waited for.

    Raises `OSError` where it cannot be opened now, `UnreadableFile` where it never can.
    """
    if not path.is_relative_to(root):
        raise UnreadableFile(f"lies outside the folder of articles, {root}")
    relative = path.relative_to(root).as_posix()
    if not _is_unicode(relative):
        raise UnreadableFile("its name is not UTF-8: rename it")
    return File(relative, _content(path))


def unopened(error: OSError) -> str:
    """The reason to tell."""
    return f"cannot be opened: {error.strerror or error}"


def article_of(file: File) -> Article:
    """The article in a file. Raises `UnreadableFile` where the content is not certainly text."""
    text = decode(file.content)
    front = read_front_matter(text)
    opening = _opening_lines(text, front.end)
    title = _first_of(front, _TITLE_FIELDS) or _title(file.path, text, front.end, opening)
    header = ArticleHeader(
        id=article_id(file.path),
        title=title,
        path=file.path,
        sha256=file.sha256,
        published=_published(front, [line for line in opening if line != title]),
        language=_first_of(front, _LANGUAGE_FIELDS),
    )
    return Article(header, text, _metadata(front))


def article_id(path: str) -> str:
    """Of a path relative to the corpus folder; the same however its accents are composed."""
    composed = unicodedata.normalize("NFC", path)
    return hashlib.sha256(composed.encode("utf-8")).hexdigest()[:16]


def _is_unicode(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _content(path: Path) -> bytes:
    """Opened without waiting, and looked at when open, so that nothing can take its place."""
    descriptor = os.open(path, os.O_RDONLY | _OPEN_FLAGS)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("not a regular file")
        if status.st_size > MAX_BYTES:
            raise UnreadableFile(
                f"{status.st_size / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20}: split the file"
            )
        return stream.read(MAX_BYTES + 1)[:MAX_BYTES]


def _opening_lines(text: str, start: int) -> list[str]:
    lines = (line.span.of(text).strip("\ufeff \t") for line in filled_lines(text, start))
    wanted = (line for line in lines if not is_boilerplate(line))
    return list(islice(wanted, LINES_LOOKED_AT))


def _title(path: str, text: str, start: int, opening: list[str]) -> str:
    """The first heading, else the first line that may be a title, else the file's name."""
    if is_markdown(path):
        headings = markdown_headings(text, filled_lines(text, start))
        if heading := next((heading.text for heading in headings if heading.text), None):
            return heading
    body = text[start : start + _SCRIPT_LOOKED_AT]
    return next(_possible_titles(opening, body), PurePosixPath(path).stem)


def _possible_titles(opening: list[str], body: str) -> Iterator[str]:
    """The first line, or the second where the first is in another script than the article."""
    first_lines = [line.strip("# \t") for line in opening if not is_dateline(line)][:2]
    candidates = list(takewhile(_may_be_title, first_lines))
    yield from (line for line in candidates if _is_latin(line) == _is_latin(body))
    yield from candidates[:1]


def _may_be_title(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_TITLE and not line.endswith((".", "。"))


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) >= _LEAST_SHARE_OF_SCRIPT * len(letters)


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
