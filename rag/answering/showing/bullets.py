"""The list of an article that an answer stands in, or its sentence leads up to, given whole."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.evidence import Text, coverage, credit, prepare
from rag.answering.language.kinds import TYPED, Kind
from rag.answering.language.questions import Question, asks_for_steps, names_steps
from rag.answering.language.values import value_of
from rag.answering.spans.quotes import leads_up
from rag.text.listings import Item, Listing, listing_around
from rag.text.markup import marker_length
from rag.text.spans import Span
from rag.types import Hit

_LONGEST, _LONGEST_STEP = 15, 80  # words: longer items tell more than what is listed
_MOST_ITEMS = 40
_LONGEST_QUOTE = 700  # characters
_SHARE = 0.5  # of an item's words that the answer takes: else it is something told in one item
_TELLS_NOTHING = 6  # words: "4 spoons of rapeseed oil"
_HEADED = 0.5  # of the question's words, where a heading alone says what is listed
_ALL = 0.99
_ENDS = " .;,"
_TERM = re.compile(
    r"(?P<mark>\*\*|`)(?P<term>[^*`\n]+?):?(?P=mark)\s*(?:[:–—]|-\s)"
    r"|\*\*(?P<sentence>[^*`\n]+?)[.:]\*\*\s+(?=\S)"
)
"""Opens an item that tells of it: "**Price**: it is low", "**It is cheap.** The price is low"."""
_WRAPPED = re.compile(r"(?P<mark>\*\*|\*|`)(?P<inside>[^*`\n]+)(?P=mark)")
_TELLS_WHY = re.compile(r"\W*(?:why|who|what|when|where)\b", re.IGNORECASE)
"""Above what is no list of steps."""
_DENIES = re.compile(r"\b(?:not|never|no longer|except|without)\b|n['’]t\b", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"[,;]\s+\w+(?:\s+\w+){2}")
_ONE = TYPED | {Kind.YES_NO, Kind.COMPARISON}
"""Kinds that no list answers."""


def whole_list(question: Question, best: Candidate, text: str) -> list[Candidate]:
    """All items in their order; none where the answer is no list's.

    `text` is the article's: a list may go on beyond the passage. What leads up to it must announce
    it, with a colon or as its heading, and deny nothing. It must share a word with a question that
    asks for a list; for others all of the question's words must stand there, in the headings above
    or in the title. Who asks how to do something is given the steps, each in full.
    """
    listing = None if question.kind in _ONE else listing_around(text, best.answer)
    if listing is None or listing.above is None or len(listing.items) > _MOST_ITEMS:
        return []
    if _DENIES.search(_written(listing.lead, text)) and not question.negated:
        return []
    if asks_for_steps(question):
        return _quoted(best, text, listing, _steps(question, best.hit, listing, text))
    own = _item_at(listing, best.answer)
    if own is None and not best.is_sentence and _is_left_behind(best.answer, listing, text):
        return []
    told = own is not None and not _is_most_of(best.answer.of(text), own.own.of(text))
    if told or not _announces(question, best.hit, listing, text):
        return []
    items = [_bare(text, item.own) for item in listing.items]
    return _quoted(best, text, listing, _short(items, text))


def _steps(question: Question, hit: Hit, listing: Listing, text: str) -> Sequence[Span]:
    lead, above = _written(listing.lead, text), _written(listing.above, text)
    told = f"{hit.article.title}\n{hit.passage.heading}\n{above}"
    if listing.is_numbered and names_steps(question):
        whole = Span(listing.items[0].whole.start, listing.items[-1].whole.end)
        told = f"{told}\nsteps\n{whole.of(text)}"
    covered = coverage(question, prepare(told))
    shared = _shares(question, prepare(f"{hit.passage.heading}\n{above}"))
    if not shared or covered < _HEADED or _TELLS_WHY.match(above):
        return []
    plainly = listing.is_numbered or leads_up(lead) or (lead.startswith("#") and covered > _ALL)
    spans = [item.whole for item in listing.items]
    short = all(len(span.of(text).split()) <= _LONGEST_STEP for span in spans)
    return spans if plainly and short else []


def _announces(question: Question, hit: Hit, listing: Listing, text: str) -> bool:
    lead, above = _written(listing.lead, text), _written(listing.above, text)
    is_heading = lead.startswith("#") or marker_length(lead) > 0  # or an item above its own list
    if not (is_heading or leads_up(lead)) or not _shares(question, prepare(above)):
        return False
    known = coverage(question, prepare(f"{hit.article.title}\n{hit.passage.heading}\n{above}"))
    if question.kind is Kind.LIST:
        return known >= _HEADED or not is_heading
    return known > _ALL


def _written(span: Span | None, text: str) -> str:
    return span.of(text).strip() if span else ""


def _shares(question: Question, known: Text) -> bool:
    return any(credit(stem, known) for stem in question.stems)


def _item_at(listing: Listing, answer: Span) -> Item | None:
    found = (x for x in listing.items if x.whole.start <= answer.start < x.whole.end)
    return next(found, None)


def _is_left_behind(answer: Span, listing: Listing, text: str) -> bool:
    """Does another clause lead up to the list: "Like Acme and Borg, it makes fine pens:"?"""
    lead = listing.lead
    if lead is None or not lead.start <= answer.start < lead.end:
        return False
    return _NEXT_CLAUSE.search(text, answer.end, lead.end) is not None


def _is_most_of(answer: str, item: str) -> bool:
    term = _TERM.match(item)
    length = len((term["term"] or term["sentence"] if term else item).split())
    return length <= _TELLS_NOTHING or len(answer.split()) >= _SHARE * length


def _bare(text: str, item: Span) -> Span:
    """The item's term where it tells of one, else all of it, without marks around it."""
    if term := _TERM.match(text, item.start, item.end):
        return Span(*term.span("term" if term["term"] else "sentence"))
    end = item.start + len(item.of(text).rstrip(_ENDS))
    wrapped = _WRAPPED.fullmatch(text, item.start, end)
    return Span(*wrapped.span("inside")) if wrapped else Span(item.start, max(end, item.start + 1))


def _short(spans: Sequence[Span], text: str) -> Sequence[Span]:
    return spans if all(len(span.of(text).split()) <= _LONGEST for span in spans) else []


def _quoted(best: Candidate, text: str, listing: Listing, spans: Sequence[Span]) -> list[Candidate]:
    """The items with the list as their quote, what leads up to it included; a long one by items."""
    if not spans:
        return []
    headed = listing.lead is None or _written(listing.lead, text).startswith("#")
    first = spans[0] if headed or listing.lead is None else listing.lead
    whole = Span(first.start, listing.items[-1].whole.end)
    return items_quoted(best, text, spans, whole)


def items_quoted(best: Candidate, text: str, spans: Sequence[Span], whole: Span) -> list[Candidate]:
    """The spans as answers, quoted by the whole, or each by itself where that is long."""
    quotes = spans if len(whole) > _LONGEST_QUOTE else [whole] * len(spans)
    own = best.hit.passage
    start, end = min(own.start, whole.start), max(own.end, whole.end)
    around = replace(best.hit, passage=replace(own, start=start, end=end, text=text[start:end]))
    led = replace(best, hit=around, is_sentence=False)
    return [_item(led, text, *each) for each in zip(spans, quotes, strict=True)]


def _item(best: Candidate, text: str, span: Span, quote: Span) -> Candidate:
    written = span.of(text)
    return replace(best, answer=span, quote=quote, text=written, value=value_of(written))
