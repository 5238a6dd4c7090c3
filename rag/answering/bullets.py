"""The list of an article that an answer stands in: marked lines after one that leads up to it."""

import re

from rag.answering.evidence import credit, prepare
from rag.answering.questions import Question
from rag.answering.quotes import leads_up
from rag.text.spans import Span

_LINE = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?P<sign>[-*+•·–])|\(?\d{1,2}[.)])[ \t]+(?P<item>\S.*?)[ \t]*\r?$",
    re.MULTILINE,
)
_LONGEST = 15  # words: longer items tell more than what is listed
_SHARE = 0.5  # of an item's words that the answer takes: else it is something told in one item
_ENDS = " .;,"
_TERM = re.compile(r"(?P<mark>\*\*|`)(?P<term>[^*`\n]+?):?(?P=mark)\s*(?:[:–—]|-\s)")
"""Opens an item that tells of it: "**Price**: it is low"."""
_WRAPPED = re.compile(r"(?P<mark>\*\*|\*|`)(?P<inside>[^*`\n]+)(?P=mark)")
_DENIES = re.compile(r"\b(?:not|never|no longer|except|without)\b|n['’]t\b", re.IGNORECASE)


def siblings(question: Question, text: str, answer: Span) -> list[Span]:
    """All items of the passage's list in which the answer is one; none where there is no such list.

    What leads up to it must end in a colon and share a word with the question. Each item is taken
    as a whole, or its term ("**Price**: it is low"); none where an item goes on in lines below it.
    """
    lines = list(_LINE.finditer(text))
    own = next((i for i, x in enumerate(lines) if x.start() <= answer.start < x.end("item")), None)
    if own is None or not _is_most_of(answer.of(text), lines[own]["item"]):
        return []
    first = last = own
    while first and _follows(text, lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _follows(text, lines[last], lines[last + 1]):
        last += 1
    found = [_bare(text, Span(*each.span("item"))) for each in lines[first : last + 1]]
    too_long = any(len(each.of(text).split()) > _LONGEST for each in found)
    if len(found) < 2 or too_long or _goes_on(text, lines[last]):
        return []
    return found if _announces(question, text[: lines[first].start()]) else []


def _is_most_of(answer: str, item: str) -> bool:
    term = _TERM.match(item)
    return len(answer.split()) >= _SHARE * len((term["term"] if term else item).split())


def _follows(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Does the other line go on with the same list, with nothing between?"""
    alike = (one["indent"], one["sign"]) == (other["indent"], other["sign"])
    return alike and not text[one.end() : other.start()].strip()


def _goes_on(text: str, last: re.Match[str]) -> bool:
    """Is the line below a part of the item, or one of an item of its own below it?"""
    below = text[last.end() :].lstrip("\r").removeprefix("\n").partition("\n")[0]
    return below[:1].isspace() and bool(below.strip())


def _announces(question: Question, before: str) -> bool:
    """Does the line above end in a colon, share a word with the question, and deny nothing?"""
    lead = before.rstrip().rpartition("\n")[2]
    known = prepare(lead)
    asked = any(credit(stem, known) for stem in question.stems)
    return asked and leads_up(lead) and (question.negated or not _DENIES.search(lead))


def _bare(text: str, item: Span) -> Span:
    """The item's term where it tells of one, else all of it, without marks around it."""
    if term := _TERM.match(text, item.start, item.end):
        return Span(*term.span("term"))
    end = item.start + len(item.of(text).rstrip(_ENDS))
    wrapped = _WRAPPED.fullmatch(text, item.start, end)
    return Span(*wrapped.span("inside")) if wrapped else Span(item.start, max(end, item.start + 1))
