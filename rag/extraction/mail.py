"""Messages: their headers that people read, and their text; attachments are only named."""

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
    manuscript.paragraph(_content(body))


def _content(body: MIMEPart) -> str:
    try:
        return str(body.get_content())
    except (LookupError, ValueError):
        content = body.get_payload(decode=True)
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
