"""Where a short answer begins and ends: whole words and numbers, and whole quotations in it."""

import re

from rag.answering.language.words import CJK
from rag.text.markup import marker_length
from rag.text.spans import Span

_MARK = re.compile(r"(?:[-+*•·–—>#]+\s+)+")
_EDGES = " \t\r\n,;:.、，。；：\"'“”‘’"
_NOTE = re.compile(r"(?<=\d)\s*\*+$")
_MARKUP = (re.compile(r"\*+"), re.compile(r"`+"))
_JOINED = re.compile(rf"(?:(?![{CJK}])\w){{2}}|\d[.,]|[.,]\d|[$€£¥]\d|\d[%％]")
_LONE_CURRENCY = re.compile(r"[$€£¥](?!(?:US|AU|CA|NZ|HK|SG)D?\b)(?=[A-Z][A-Za-z]+\b)")
_ONE_IN = re.compile(r"\b(?:one in|(?:one|\d+) out of) (?:every )?$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|(?:https?://|www\.)[^\s<>\"'“”‘’]*[\w/]"
    r"|(?<![\w.])[A-Za-z][\w-]{0,63}(?:\.[a-z][\w-]{1,63})+(?:/[^\s<>\"'“”‘’]*[\w/])?(?!\w)"
)
"""Of a mail box, a page or a file: cut at a full stop it is of no use."""
_LONGEST_ADDRESS = 300
_BLANK = re.compile(r"\s")
_LONGEST_ITEM = 1000
_OPTION = re.compile(r"(?<![^\s`'\"(\[])--?(?:[a-z]+-)*\Z")
"""Of a command: "--dry-run" is no "run"."""
_LONGEST_OPTION = 40
_UNIT_NOTE = re.compile(r"(?<=[A-Za-z])\([A-Za-z0-9]{1,4}\)")
"""Belongs to the unit before it: "78 dB(A)"."""
_SHORT_FORM = re.compile(r"(?:(?<![\d°])(?<![\d°]\s)\b[A-Z]|\b[A-Za-z](?:\.[A-Za-z])+)\.$")
"""But for a unit: "28 °C.", "230 V."."""
_OPEN_MAIL_BOX = re.compile(r"<[^<>\s]+@[^<>\s]+\Z")
_LONGEST_REST = 120  # characters of a quotation that goes on behind the answer
_ITEM_OR_BLANK = re.compile(r"\n[ \t]*(?:\n|[-*+•|#>]|\d+[.)])")
"""A line end at which no bracket goes on."""
_BRACKETS = "([（"
_NAMED = r"[A-Z][\w’'-]*[a-z](?:\.?[ ](?:[A-Z][\w’'-]*\.?|de|da|di|von|van|der|la|le|al|bin|of))*"
_NAME = re.compile(_NAMED)
_PARTNERS_BEFORE = re.compile(rf"(?<!\w){_NAMED}(?:, {_NAMED})*,? and \Z")
_PARTNERS_BEHIND = re.compile(rf"(?:, {_NAMED})*,? and {_NAMED}(?!\w)")
_HEAD_BEFORE = re.compile(
    r"\b(?:an?|any|every|each|the)\s(?:[\w-]+\s){1,3}(?:that|which|who)\s\Z", re.IGNORECASE
)
_OTHER_CLAUSE = re.compile(r"\s(?:or|and)\s(?:that|which|who)\s")
_LONGEST_HEAD = 60
_PAIRS = tuple(
    (pair[0], pair[1])
    for pair in ("“”", "«»", "„“", "「」", "『』", "《》", "()", "（）", "[]", '""')
)


_WHEN = r"(?:before|after|until|till|when|while|if|unless|once|with|without|on|in|at|from|by)"
_BOUND = re.compile(rf"\b(?:not|only|never|not even)\s(?:{_WHEN}\s(?:the\s)?)?\Z", re.IGNORECASE)
_WHEN_INSIDE = re.compile(rf"{_WHEN}\s", re.IGNORECASE)
_LONGEST_BOUND = 30
_UP_TO = re.compile(r"up to\s(?=\S)", re.IGNORECASE)
_GOES = re.compile(r"\b(?:go|goes|going|gone|went)\s\Z", re.IGNORECASE)
_HOUR = r"(?:\d\d?[.:]\d\d(?:\s?[ap]\.?m\b)?|\d\d? ?[ap]\.?m\b|noon|midday|midnight)"
_HOURS = re.compile(rf"(?<![\w.,:$€£¥]){_HOUR}(?:, {_HOUR})*,? (?:and|or) (?:at )?{_HOUR}(?![\w%])")
_AMOUNT = r"[$€£¥]?\d[\d.,]*(?: ?%| ?[a-zµ°]+(?:[ -][a-z]+)?)?"
_FROM_TO = re.compile(rf"\bfrom (?P<low>{_AMOUNT}),? to (?P<high>{_AMOUNT})")


def with_bound(text: str, span: Span) -> Span:
    """With "not before" or "only after" in front: without it the answer is the contrary."""
    found = _BOUND.search(text, max(0, span.start - _LONGEST_BOUND), span.start)
    if found is None:
        return span
    is_whole = len(found[0].split()) > 1 and found[0].split()[-1].casefold() != "even"
    inside = _WHEN_INSIDE.match(text, span.start, span.end)
    return Span(found.start(), span.end) if is_whole or inside else span


def with_other_hours(text: str, span: Span) -> Span:
    """All of "9.15 and 13.45", where the span is one of them."""
    before = max(0, span.start - _LONGEST_REST)
    for found in _HOURS.finditer(text, before, span.end + _LONGEST_REST):
        if found.start() <= span.start and span.end <= found.end():
            return Span(*found.span())
    return span


def with_both_ends(text: str, span: Span) -> Span:
    """All of "from 80 tonnes to 60 tonnes", where the span is one of the two: neither is a change.

    What is asked for is by how much something fell.
    """
    start = max(0, span.start - _LONGEST_REST)
    for found in _FROM_TO.finditer(text, start, span.end + _LONGEST_REST):
        ends = (found.span("low"), found.span("high"))
        if any(first <= span.start and span.end <= last for first, last in ends):
            return Span(*found.span())
    return span


def tidied(text: str, span: Span) -> Span:
    """What a reader points at, widened to whole words, without marks and quotation marks around it.

    A quotation or bracket that begins or ends inside it is taken in whole where one mark is
    missing, and a lone bracket at its edge is left out, as is a currency sign without a number
    ("$ADBE").
    """
    span = _without_edges(text, _widened(text, _behind_marker(text, span)))
    span = _with_head(text, _without_edges(text, _without_markup(text, span)))
    for opening, closing in _PAIRS:
        span = _closed(text, _paired(text, span, opening, closing), opening, closing)
    if text.startswith(">", span.end) and _OPEN_MAIL_BOX.search(span.of(text)):
        return Span(span.start, span.end + 1)
    return span


def with_partners(text: str, span: Span) -> Span:
    """With the other names of "Aoife Gallagher and Rory Nolan", where the span is one of them."""
    if not _NAME.fullmatch(span.of(text)):
        return span
    before = _PARTNERS_BEFORE.search(text, max(0, span.start - _LONGEST_REST), span.start)
    behind = _PARTNERS_BEHIND.match(text, span.end, span.end + _LONGEST_REST)
    return Span(before.start() if before else span.start, behind.end() if behind else span.end)


def _with_head(text: str, span: Span) -> Span:
    """With the noun of "a fault that could hurt or that costs", where the span is both clauses."""
    if not _OTHER_CLAUSE.search(text, span.start, span.end):
        return span
    head = _HEAD_BEFORE.search(text, max(0, span.start - _LONGEST_HEAD), span.start)
    return Span(head.start(), span.end) if head else span


def without_rise(text: str, span: Span) -> Span:
    """Without "up to", where that tells of a rise and sets no limit: "rent goes up to £46"."""
    bound = _UP_TO.match(text, span.start, span.end)
    if bound is None or not _GOES.search(text, max(0, span.start - _LONGEST_BOUND), span.start):
        return span
    return Span(bound.end(), span.end)


def _behind_marker(text: str, span: Span) -> Span:
    """The item itself, where the span is but the number in front of it."""
    start = text.rfind("\n", 0, span.start) + 1
    line = Span(start, start + len(_rest_of_line(text, start, _LONGEST_ITEM)))
    behind = line.start + marker_length(line.of(text))
    return Span(behind, line.end) if span.end <= behind < line.end else span


def _widened(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start > 0 and _JOINED.fullmatch(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and _JOINED.fullmatch(text[end - 1 : end + 1]) and text[end] not in ".,":
        end += 1
    if named := _around(_ADDRESS, text, start, end):
        start, end = min(start, named.start), max(end, named.end)
    if option := _OPTION.search(text, max(0, start - _LONGEST_OPTION), start):
        start = option.start()
    if unit := _UNIT_NOTE.match(text, end):
        end = unit.end()
    if text[start:end].isdigit() and (share := _ONE_IN.search(text, 0, start)):
        start = share.start()
    return Span(start, end)


def _around(pattern: re.Pattern[str], text: str, start: int, end: int) -> Span | None:
    """What the pattern finds that the slice cuts: without blanks, so it is looked for in words."""
    first = max((text.rfind(blank, 0, start) for blank in " \t\r\n"), default=-1) + 1
    last = min(len(text), end + _LONGEST_ADDRESS)
    blank = _BLANK.search(text, end, last)
    for found in pattern.finditer(text, first, blank.start() if blank else last):
        if found.start() < end and start < found.end():
            return Span(*found.span())
    return None


def _without_edges(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    start = _behind_edges(text, start, end)
    if mark := _MARK.match(text, start, end):
        start = _behind_edges(text, mark.end(), end)
    if sign := _LONE_CURRENCY.match(text, start, end):
        start = sign.end()
    while end > start and text[end - 1] in _EDGES and not _is_short_form(text[start:end]):
        end -= 1
    if text.startswith(".", end) and _is_short_form(text[start : end + 1]):
        end += 1
    return Span(start, end)


def _behind_edges(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _EDGES:
        start += 1
    return start


def _without_markup(text: str, span: Span) -> Span:
    """Without marks of emphasis or code around it, or of which it holds one end alone.

    A star of which no other stands in the line is the text's own ("SELECT *"), but for one behind a
    number, which points to a note.
    """
    for mark in _MARKUP:
        runs = [*mark.finditer(text, span.start, span.end)]
        if not runs:
            continue
        at_start, at_end = runs[0].start() == span.start, runs[-1].end() == span.end
        if len(runs) == 2 and at_start and at_end:
            span = Span(runs[0].end(), runs[-1].start())
        elif len(runs) == 1 and at_start and runs[0][0] in _rest_of_line(text, span.end):
            span = Span(runs[0].end(), span.end)
        elif len(runs) == 1 and at_end and runs[0][0] in _line_before(text, span.start):
            span = Span(span.start, runs[0].start())
        elif len(runs) % 2 and text.startswith(runs[-1][0], span.end):
            span = Span(span.start, span.end + len(runs[-1][0]))
    note = _NOTE.search(text, span.start, span.end)
    return Span(span.start, note.start()) if note else span


def _rest_of_line(text: str, start: int, longest: int = _LONGEST_REST) -> str:
    return text[start : start + longest].partition("\n")[0]


def _line_before(text: str, end: int) -> str:
    return text[max(0, end - _LONGEST_REST) : end].rpartition("\n")[2]


def _paired(text: str, span: Span, opening: str, closing: str) -> Span:
    written = span.of(text)
    if written.count(opening) == written.count(closing) and not _is_odd(written, opening, closing):
        return span
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    if written.startswith(opening) and closing not in written[1:]:
        return Span(span.start + 1, span.end)
    if written.endswith(closing) and opening not in written[:-1]:
        return Span(span.start, span.end - 1)
    if before == opening and closing in written:
        return Span(span.start - 1, span.end)
    if after == closing and opening in written:
        return Span(span.start, span.end + 1)
    return span


def _closed(text: str, span: Span, opening: str, closing: str) -> Span:
    """With the rest of a quotation that is still open at its end, where that closes soon.

    A bracket that does not is left out, with what stands in it.
    """
    written = span.of(text)
    if opening == closing or written.count(opening) != written.count(closing) + 1:
        return span
    rest, closed, _ = text[span.end : span.end + _LONGEST_REST].partition(closing)
    ends = _ITEM_OR_BLANK.search(rest) if opening in _BRACKETS else "\n" in rest
    if not closed or opening in rest or ends:
        before = written.rpartition(opening)[0].rstrip(_EDGES) if opening in _BRACKETS else ""
        return Span(span.start, span.start + len(before)) if before else span
    return Span(span.start, span.end + len(rest) + 1)


def _is_odd(written: str, opening: str, closing: str) -> bool:
    return opening == closing and written.count(opening) % 2 == 1


def _is_short_form(answer: str) -> bool:
    """Does it end in an initial or an abbreviation, to which the full stop belongs?"""
    return bool(_SHORT_FORM.search(answer))
