"""What an article is called: its first heading, or a first line that may be a title."""

from collections.abc import Iterator
from itertools import islice, takewhile
from pathlib import PurePosixPath

from rag.indexing.boilerplate import is_boilerplate
from rag.indexing.dateline import LINES_LOOKED_AT, is_dateline
from rag.indexing.headings import markdown_headings
from rag.indexing.sections import marks_headings
from rag.text.markup import filled_lines

_LONGEST_TITLE = 160
"""Characters of a first line that is taken for the title."""
_LEAST_SHARE_OF_SCRIPT = 0.5
_SCRIPT_LOOKED_AT = 2_000


def opening_lines(text: str, start: int) -> list[str]:
    """The first lines with words, boilerplate left out."""
    lines = (line.span.of(text).strip("\ufeff \t") for line in filled_lines(text, start))
    wanted = (line for line in lines if not is_boilerplate(line))
    return list(islice(wanted, LINES_LOOKED_AT))


def title_of(path: str, text: str, start: int, opening: list[str]) -> str:
    """The first heading, else the first line that may be a title, else the file's name."""
    if marks_headings(path):
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
