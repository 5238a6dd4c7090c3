"""Messages: their headers that people read, and their text; attachments are only named."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from rag.errors import UnreadableFile
from rag.extraction.extracted import Extracted, Facts
from rag.extraction.facts import a_day, a_title, an_author
from rag.extraction.kinds import Kind
from rag.extraction.manuscript import Manuscript, one_line
from rag.extraction.markup import write_tree
from rag.extraction.web import page_text, page_tree

_SHOWN = ("From", "To", "Cc", "Date")
_LEAST = ("From", "Subject", "Date", "Received")
"""Headers of which a message has one at least (RFC 5322, 3.6, demands From and Date)."""
_QUOTED = re.compile(r"(?:>[ ]?)+")
_LEADS_QUOTE = re.compile(
    r"^(?:(?:On|Am|Le|El|Il)\b(?=[^\n]*\d)[^\n]{0,150}(?:\n[^\n]{1,150})?"
    r"\b(?:wrote|schrieb(?: [^\n]{1,80})?|a écrit|escribió|ha scritto)\s?:"
    r"|-{2,}\s?(?:Original Message|Ursprüngliche Nachricht|Forwarded message)\s?-{2,})[ \t]*$",
    re.MULTILINE,
)
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def extract(content: bytes) -> Extracted:
    """Raises `UnreadableFile` where it is no message."""
    message = message_from_bytes(content, policy=policy.default)
    if not any(name in message for name in _LEAST):
        raise UnreadableFile("not a message: it has no sender, subject or date")
    manuscript = Manuscript()
    manuscript.heading(1, _header(message, "Subject"))
    manuscript.paragraph("\n".join(_shown(message)))
    _write_body(message, manuscript)
    for name in _attachments(message):
        manuscript.item(f"Attachment, not read: {name}")
    return Extracted.of(Kind.EML, manuscript.text, _facts(message))


def _shown(message: EmailMessage) -> list[str]:
    return [f"{name}: {words}" for name in _SHOWN if (words := _header(message, name))]


def _header(message: EmailMessage, name: str) -> str:
    """Empty where it is absent, or so broken that the library stumbles over it."""
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _write_body(message: EmailMessage, manuscript: Manuscript) -> None:
    """The plain text where there is one, for the other form says the same."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return
    if body.get_content_type() == "text/html":
        content = body.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            write_tree(page_tree(page_text(content)), manuscript)
        return
    manuscript.paragraph(_unquoted(_content(body)))


def _unquoted(words: str) -> str:
    """What is quoted, without the marks that quote it, in paragraphs of its own.

    So is the line that says whose words follow: none of it is a part of the reply's sentences.
    """
    parted = "\n".join(_parted(words.splitlines()))
    return _BLANK_LINES.sub("\n\n", _LEADS_QUOTE.sub(r"\n\g<0>\n", parted))


def _parted(lines: list[str]) -> Iterator[str]:
    """With a blank line where more is quoted, or less."""
    before = 0
    for line in lines:
        marks = _QUOTED.match(line)
        depth, words = (marks[0].count(">"), line[marks.end() :]) if marks else (0, line)
        if depth != before:
            yield ""
        yield words
        before = depth


def _content(body: MIMEPart) -> str:
    content = body.get_payload(decode=True)
    if body.get_content_charset() is None and isinstance(content, bytes):
        return content.decode("utf-8", "replace")  # though RFC 2045 says ASCII, which it holds
    try:
        return str(body.get_content())
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _attachments(message: EmailMessage) -> list[str]:
    return [one_line(part.get_filename() or "unnamed") for part in message.iter_attachments()]


def _facts(message: EmailMessage) -> Facts:
    sender = _header(message, "From")
    return Facts(
        title=a_title(_header(message, "Subject")),
        author=an_author(sender.partition("<")[0].strip(' "') or sender.strip("<>")),
        published=_sent(_header(message, "Date")),
    )


def _sent(given: str) -> str | None:
    try:
        return a_day(parsedate_to_datetime(given))
    except (ValueError, TypeError, IndexError):
        return None
