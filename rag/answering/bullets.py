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
_AROUND = " *_`.;,"


def siblings(question: Question, text: str, answer: Span) -> list[Span]:
    """All items of the passage's list in which the answer is one; none where there is no such list.

    What leads up to it must end in a colon and share a word with the question.
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
    if len(found) < 2 or any(len(each.of(text).split()) > _LONGEST for each in found):
        return []
    lead = text[: lines[first].start()].rstrip().rpartition("\n")[2]
    return found if leads_up(lead) and _shares_a_word(question, lead) else []


def _is_most_of(answer: str, item: str) -> bool:
    return len(answer.split()) >= _SHARE * len(item.split())


def _follows(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Does the other line go on with the same list, with nothing between?"""
    alike = (one["indent"], one["sign"]) == (other["indent"], other["sign"])
    return alike and not text[one.end() : other.start()].strip()


def _bare(text: str, item: Span) -> Span:
    start, end = item.start, item.end
    while start < end and text[start] in _AROUND:
        start += 1
    while end > start and text[end - 1] in _AROUND:
        end -= 1
    return Span(start, end) if start < end else item


def _shares_a_word(question: Question, lead: str) -> bool:
    known = prepare(lead)
    return any(credit(stem, known) for stem in question.stems)
