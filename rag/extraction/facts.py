"""Titles, authors and dates as files give them: many are a program's, not a person's."""

import re
from datetime import date, datetime

from rag.extraction.manuscript import one_line

_LONGEST = 200
"""Characters of a title: a longer one is text that strayed into the field."""
_MEANINGLESS = re.compile(
    r"(?:untitled|title|document\d*|presentation\d*|powerpoint[ -]pr\w+|slide 1|"
    r"word document|microsoft word|new (?:document|presentation))"
    r"|.*\.(?:docx?|pptx?|xlsx?|od[pst]|indd|qxd|tex|dvi|pdf|x?html?|txt|rtf|md)",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"^Microsoft (?:Word|PowerPoint) - ", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:python-docx|user|admin|administrator|author|unknown|root|anonymous|un-?named)",
    re.IGNORECASE,
)
_OF_TEMPLATES = frozenset({"2013-12-23", "2013-01-27"})
"""When the templates of python-docx and python-pptx were made: a file begun with one says so."""
_DAY = re.compile(r"(?:D:)?\s*((?:19|20)\d\d)-?(\d\d)-?(\d\d)")


def a_title(given: object) -> str | None:
    """The title, where it is one that a person gave."""
    title = _PROGRAM.sub("", _words(given))
    return title if 0 < len(title) <= _LONGEST and not _MEANINGLESS.fullmatch(title) else None


def an_author(given: object) -> str | None:
    """The author's name, where it is one."""
    author = _words(given)
    return author if 0 < len(author) <= _LONGEST and not _NOBODY.fullmatch(author) else None


def a_day(given: object) -> str | None:
    """The ISO date in a date, or in its text as PDF, Dublin Core and Office write it."""
    if isinstance(given, datetime):
        day = given.date().isoformat()
        return None if day in _OF_TEMPLATES else day
    found = _DAY.match(_words(given))
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def a_language(given: object) -> str | None:
    """The BCP 47 tag, where it looks like one."""
    tag = _words(given).replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag) else None


def _words(given: object) -> str:
    return one_line(str(given)) if given is not None else ""
