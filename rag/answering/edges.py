"""Where a short answer begins and ends: whole words and numbers, and whole quotations in it."""

import re

from rag.answering.words import CJK
from rag.text.spans import Span

_MARK = re.compile(r"(?:[-+*•·–—>#]+\s+)+")
_EDGES = " \t\r\n,;:.、，。；：\"'“”‘’"
_MARKUP = (re.compile(r"\*+"), re.compile(r"`+"))
_JOINED = re.compile(rf"(?:(?![{CJK}])\w){{2}}|\d[.,]|[.,]\d|[$€£¥]\d|\d[%％]")
_LONE_CURRENCY = re.compile(r"[$€£¥]\s*(?![\s\d])")
_ONE_IN = re.compile(r"\b(?:one|\d+) (?:in|out of) (?:every )?$", re.IGNORECASE)
_SPAN_OF_YEARS = re.compile(
    r"\b(?:(?:from|between) )?[12]\d{3}\s*(?:to|until|till|and|through|[–—-])\s*[12]\d{3}\b"
)
_LONGEST_REST = 120  # characters of a quotation that goes on behind the answer
_PAIRS = tuple(
    (pair[0], pair[1])
    for pair in ("“”", "«»", "„“", "「」", "『』", "《》", "()", "（）", "[]", '""')
)


def tidied(text: str, span: Span) -> Span:
    """What a reader points at, widened to whole words, without marks and quotation marks around it.

    A quotation or bracket that begins or ends inside it is taken in whole where one mark is
    missing, and a lone bracket at its edge is left out, as is a currency sign without a number
    ("$ADBE").
    """
    span = _without_edges(text, _without_markup(text, _widened(text, span)))
    for opening, closing in _PAIRS:
        span = _closed(text, _paired(text, span, opening, closing), opening, closing)
    return span


def with_whole_range(text: str, span: Span) -> Span:
    """With both years of "from 1861 to 1865" where the span points at one: how long it lasted."""
    ranges = (Span(*found.span()) for found in _SPAN_OF_YEARS.finditer(text))
    around = (each for each in ranges if each.start < span.end and span.start < each.end)
    return next((Span(min(x.start, span.start), max(x.end, span.end)) for x in around), span)


def _widened(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start > 0 and _JOINED.fullmatch(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and _JOINED.fullmatch(text[end - 1 : end + 1]) and text[end] not in ".,":
        end += 1
    if text[start:end][:1].isdigit() and (share := _ONE_IN.search(text, 0, start)):
        start = share.start()
    return Span(start, end)


def _without_edges(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    start = _behind_edges(text, start, end)
    if mark := _MARK.match(text, start, end):
        start = _behind_edges(text, mark.end(), end)
    if sign := _LONE_CURRENCY.match(text, start, end):
        start = sign.end()
    while end > start and text[end - 1] in _EDGES and not _is_initial(text[start:end]):
        end -= 1
    return Span(start, end)


def _behind_edges(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _EDGES:
        start += 1
    return start


def _without_markup(text: str, span: Span) -> Span:
    """Without marks of emphasis or code that go around it, or of which it holds one end alone."""
    for mark in _MARKUP:
        runs = [*mark.finditer(text, span.start, span.end)]
        at_start = bool(runs) and not text[span.start : runs[0].start()].strip("-+ ")
        at_end = bool(runs) and not text[runs[-1].end() : span.end].strip()
        if len(runs) % 2 or (len(runs) == 2 and at_start and at_end):
            start = runs[0].end() if at_start else span.start
            end = runs[-1].start() if at_end and (len(runs) > 1 or not at_start) else span.end
            span = Span(min(start, end), end)
    return span


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
    """With the rest of a quotation that is still open at its end, where that closes soon."""
    written = span.of(text)
    if opening == closing or written.count(opening) != written.count(closing) + 1:
        return span
    rest, closed, _ = text[span.end : span.end + _LONGEST_REST].partition(closing)
    if not closed or opening in rest or "\n" in rest:
        return span
    return Span(span.start, span.end + len(rest) + 1)


def _is_odd(written: str, opening: str, closing: str) -> bool:
    return opening == closing and written.count(opening) % 2 == 1


def _is_initial(answer: str) -> bool:
    return bool(re.search(r"\b[A-Z]\.$", answer))
