"""The day that stands over the times of a plan, told with a time that is found below it."""

import re
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question
from rag.answering.language.values import value_of
from rag.text.markup import Kind as LineKind
from rag.text.markup import filled_lines
from rag.text.spans import Span

_LONGEST_QUOTE = 700  # characters
_LOOKED_AT = 4_000  # characters above the time
_WEEKDAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DATE = rf"(?:\d\d?(?:st|nd|rd|th)?\s{_MONTH}|{_MONTH}\s\d\d?(?:st|nd|rd|th)?)(?:,?\s\d{{4}})?"
_HEAD = re.compile(
    rf"(?:#+\s+)?[*_]*(?P<day>(?:{_WEEKDAY},?\s)?{_DATE}|{_WEEKDAY}|Day \d\d?)[*_:]*", re.IGNORECASE
)
_A_DAY = re.compile(rf"\b(?:{_WEEKDAY}s?|{_DATE}|Day \d\d?)\b", re.IGNORECASE)
_MARKS = "#*_-–•+> \t"
_HOUR = re.compile(
    r"(?:at |by |until |from )?(?:\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_WHEN = re.compile(r"^\W*(?:and |so |but |by |until |till )?when\b", re.IGNORECASE)
_NAMES_DAY = re.compile(rf"\b{_WEEKDAY}s?\b|\btoday\b|\btomorrow\b", re.IGNORECASE)


def with_day(question: Question, candidate: Candidate, text: str) -> list[Candidate]:
    """The candidate; where it is a bare hour and "when" was asked, behind the day it stands below.

    `text` is the article's. A day is a heading or the first line of the paragraph, with nothing in
    it but a date or a weekday; both are quoted with what is between, or apart where that is long.
    """
    asked = question.kind is Kind.DATE and _WHEN.search(question.text)
    if not asked or question.dates or _NAMES_DAY.search(question.text):
        return [candidate]
    head = _head_above(text, candidate.answer) if _HOUR.fullmatch(candidate.text) else None
    if head is None:
        return [candidate]
    whole = Span(head.start, candidate.quote.end)
    together = len(whole) <= _LONGEST_QUOTE
    own = candidate.hit.passage
    start, end = min(own.start, whole.start), max(own.end, whole.end)
    around = replace(own, start=start, end=end, text=text[start:end])
    hit = replace(candidate.hit, passage=around)
    time = replace(candidate, hit=hit, quote=whole if together else candidate.quote)
    day = head.of(text)
    opening = replace(time, answer=head, text=day, value=value_of(day))
    return [opening if together else replace(opening, quote=head), time]


def _head_above(text: str, answer: Span) -> Span | None:
    """The nearest line above that is but a day: of the paragraph, or the heading.

    None where a day stands in the answer's own line, or opens another line on the way: what stands
    further up may be of another day.
    """
    start = text.rfind("\n", 0, max(0, answer.start - _LOOKED_AT)) + 1
    *above, own = filled_lines(text, start, _line_end(text, answer.end))
    if _A_DAY.search(own.span.of(text)):
        return None
    apart = own.after_blank
    for line in reversed(above):
        head, heads = line.span.of(text).strip(), line.kind is LineKind.HEADING
        if (heads or not apart) and (day := _HEAD.fullmatch(head)):
            at = line.span.start + line.span.of(text).index(day["day"])
            return Span(at, at + len(day["day"]))
        if heads or _A_DAY.match(head.lstrip(_MARKS)):
            return None
        apart = apart or line.after_blank
    return None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
