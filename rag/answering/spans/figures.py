"""A date or number with all that belongs to it: the other end of a range, and what bounds it."""

import re

from rag.answering.language.kinds import QUANTITIES, Kind
from rag.answering.language.questions import Question
from rag.answering.language.units import COUNTS, TENS
from rag.text.spans import Span

_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_SIGN = r"(?:[A-Z]{0,3}[$€£¥]\s?|(?:EUR|USD|GBP|CHF)\s)?"
_HOUR = r"(?:\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)"
_NO_UNIT = (
    r"(?:to|and|until|till|through|on|in|at|by|for|from|of|or|per|an?|the|with|when|if|as|is|are|was"
    r"|were|has|had|have|will|can|may|but|while|which|that|who|during)\b"
)
_LENGTH = (
    r"(?:hours?|hrs?|h|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?"
    r"|kg|g|km|m|feet|inches)"
)
_WORDS = rf"(?:\s(?!{_NO_UNIT})[^\W\d]+){{0,2}}"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTHS}|{_MONTHS}(?:\s\d{{1,2}}(?:st|nd|rd|th)?\b)?)"
_VALUE = (
    rf"(?:{_DATE}(?:,?\s\d{{4}}\b)?|{_DAYS}|{_HOUR}|{_SIGN}(?:\d[\d.,:]*\d|\d)(?:\s?%)?{_WORDS})"
)
_FIGURE = re.compile(_VALUE, re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?:from\s{_VALUE}\s(?:to|until|till|through|up to)\s{_VALUE}"
    rf"|between\s{_VALUE}\sand\s{_VALUE}"
    rf"|(?:{_DAYS}\s(?:to|until|till|through)\s{_DAYS}|{_DATE}\s(?:to|until|till|through)\s{_DATE}"
    rf"|{_HOUR}\s(?:to|until|till)\s{_HOUR}))",
    re.IGNORECASE,
)
_YEAR = r"(?:1\d|20)\d\d"
_DASHED = re.compile(
    rf"(?<![\w–—-]){_SIGN}\d[\d.,:]*\s?[–—]\s?{_SIGN}\d(?:[\d.,:]*\d)?(?![\w–—-])(?:\s?%)?"
    rf"(?:\s(?!{_NO_UNIT})[^\W\d]+)?"
    rf"|(?<![\w–—-])(?:{_YEAR}-{_YEAR}|\d[\d.,]*-\d[\d.,]*(?:%|\s{_LENGTH}))(?![\w–—-])"
)
"""With a hyphen only years, or what has a unit: a score, a number to call and a model have one."""
_SPAN_OF_YEARS = re.compile(
    r"\b(?:between (?P<first>[12]\d{3}) and (?P<second>[12]\d{3})"
    r"|(?:from )?(?P<start>[12]\d{3})[ \t]*(?:to|until|till|through|[–—-])[ \t]*"
    r"(?P<end>[12]\d{3}))\b"
    r"(?!\s*(?:[%€£$]|k?m\b|kg\b|tonnes\b|people\b|crowns\b))"
)
_CHANGE_WORDS = """
rise rises rose risen rising raise raised raising fall falls fell fallen falling grow grew grown
growing increase increased increasing decrease decreased decreasing drop dropped dropping cut
cutting reduce reduced reducing lower lowered change changed changing move moved moving postpone
postponed extend extended shift shifted climb climbed decline declined jump jumped slip slipped
went go goes gone going up down rename renamed upgrade upgraded expand expanded switch switched
advance advanced brought delay delayed shrank shrunk shrink shrinking improve improved double
doubled plunge plunged sank sunk swell swelled soar soared slump slumped widen widened narrowed
turned passed came updated
"""
_CHANGES = re.compile(
    rf"\b(?:{'|'.join(_CHANGE_WORDS.split())})\b\W+(?:\w+\W+){{0,4}}\Z", re.IGNORECASE
)
"""Before "from 5 to 9": what was so and what is, no range."""
_FIRST = re.compile(
    r"\b(?:starts?|started|starting|begins?|began|begun|beginning|launch(?:es|ed)?|earliest|lowest"
    r"|least|minimum|min|(?:since|from) when)\b|\b(?:do|does|did|will)\b.*\bopen\b",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"\b(?:end|ended|ends|ending|finish(?:es|ed)?|closes?|closed|closing|expires?|expired|until"
    r"|till|latest|highest|most|maximum|max|up to|stops?|stopped|last day|deadline|by when)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:at least|at most|up to"
    r"|(?:(?:no|not|cannot|\w+n['’]t)(?:\s\w+){0,2}|never|nobody|none)"
    r"\s(?:more|less|fewer|later|earlier|older|younger|longer|shorter|higher|lower|larger|smaller)"
    r"\sthan"
    r"|(?:more|less|fewer|greater) than|a (?:maximum|minimum) of)\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:[cdkmµ]?[glm]|(?:milli|centi|deci)?lit(?:re|er)s?|(?:kilo|milli)?gram(?:me)?s?"
    r"|(?:tea|table)spoon(?:ful)?s?|tb?sps?|cups?|pints?|gallons?|ounces?|oz|lbs?|drops?"
    r"|(?:square|cubic) (?:feet|(?:kilo)?met(?:re|er)s|miles)|[km]?W|kWh|V|A|bar|°[CF]?)(?!\w)"
)
_BOUND_BEHIND = re.compile(
    r"\s(?:or|and) (?:more|less|fewer|over|under|above|below|older|newer|later|earlier"
    r"|higher|lower|longer|shorter|larger|smaller)\b(?! \w*(?:than|of)\b)"
    r"|\sat (?:the )?(?:most|least|latest|earliest)(?=\W*$|[.,;:)])",
    re.IGNORECASE | re.MULTILINE,
)
_BOUND_IN_TIME = re.compile(
    r"(?<!days )(?<!day )(?<!weeks )(?<!week )(?<!months )(?<!month )(?<!years )(?<!year )"
    r"(?<!hours )(?<!just )(?<!soon )(?<!shortly )(?<!long )"
    r"\b(?:before|after|since|until|no later than)\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_OR_ELSE = re.compile(
    r",?\sor\s"
    r"(?:with|if|when(?:ever)?|where|before|after|until|by|on|at|in case|unless|as soon as)\s"
    r"[^.,;:!?()\n]{1,100}(?=[.,;:!?)\n]|\Z)",
    re.IGNORECASE,
)
"""Behind a date: the other condition of "after 10pm or with heavy tools"."""
_COMPOUND = re.compile(
    rf"\b\d[\d.,]*\s{_LENGTH}(?:(?:,? (?:and )?\d[\d.,]*\s{_LENGTH}\b)+| \d\d?\b(?![.,]?\d))",
    re.IGNORECASE,
)
"""4 minutes and 10 seconds, 1 minute 55."""
_COUNT = "|".join([*TENS, *COUNTS, "hundred", "thousand", "dozen"])
_SPELLED = re.compile(
    rf"\b(?:{_COUNT})(?:[ -](?:{_COUNT}))*\s?\(\d[\d,.]*\)(?:\s[A-Za-z]+)?", re.IGNORECASE
)
"""thirty (30) days"""
_TIMES = re.compile(
    rf"\b(?:(?:\d[\d.,]*|{_COUNT})\stimes|once|twice|thrice)\s(?:an?|per|each|every)\s"
    r"(?:hour|day|night|week|fortnight|month|quarter|season|year|visit|session)\b",
    re.IGNORECASE,
)
"""four times a year"""
_ONE_IN = re.compile(
    rf"\b(?:(?:one|1) in|(?:{_COUNT}|\d+) out of) (?:every )?(?:(?:{_COUNT})\b"
    r"|(?!(?:1\d|20)\d\d\b)\d[\d,]*(?<!,)(?![.\d]))"
    rf"(?! {_LENGTH}\b)",
    re.IGNORECASE,
)
"""Is a share, of which its last number is none: "one in four"."""
_CURRENCY = r"(?:dollars|euros|pounds|francs|crowns|yuan|yen|won|rupees|EUR|USD|GBP|CHF)"
_SECOND_SUM = re.compile(
    rf"(?:[$€£¥]\s?\d[\d,.]*|\d[\d,.]*\s{_CURRENCY})(?:\s(?:an?|per)\s\w+)?,?\sor\s(?P<bare>\d[\d,]*)"
    r"(?=\s(?:if|when|for|with|without|in|on|at|per|an?|as)\b|[.;,)](?:\s|\Z)|\s*\Z)",
    re.IGNORECASE,
)
"""The currency of "8 euros, or 5 for children" stands behind the first sum alone."""
_LOOKED_AT = 80  # characters before a figure
_LONGEST_QUESTION = 300


def is_figure(answer: str) -> bool:
    """Is it a date, a time or a number, and nothing else?"""
    return bool(_FIGURE.fullmatch(answer))


def whole_figure(question: Question, text: str, figure: Span) -> Span:
    """The date or number that the span points at, whole.

    That is "thirty (30) days" or "twice a year" where one of its parts is meant, both ends of "from
    8:00 to 19:00" unless the question asks for one of them, "at least", "up to" or "before" in
    front, and "or more" behind.
    """
    if question.kind is Kind.DURATION:
        figure = with_both_years(text, figure)
    shares = (_ONE_IN,) if question.kind in {Kind.NUMBER, Kind.PERCENT} else ()
    for pattern in (_SPELLED, _COMPOUND, _TIMES, *shares):
        whole = _around(pattern, text, figure)
        figure = _joined(figure, whole) if whole else figure
    whole = _range(question, text, figure) or _with_currency(question, text, figure)
    if whole is not None:
        return _joined(figure, whole)
    if behind := _BOUND_BEHIND.match(text, figure.end):
        figure = Span(figure.start, behind.end())
    before = text[max(0, figure.start - _LOOKED_AT) : figure.start]
    bounds = [_BOUND] if question.kind in QUANTITIES else [_BOUND, _BOUND_IN_TIME]
    bound = next((found for each in bounds if (found := each.search(before))), None)
    start = figure.start - len(before) + bound.start() if bound else figure.start
    or_else = _OR_ELSE.match(text, figure.end) if question.kind is Kind.DATE else None
    return Span(start, or_else.end() if or_else else figure.end)


def with_unit(text: str, figure: Span, end: int) -> Span:
    """With the unit right behind a bare number, as far as it stands before `end`."""
    unit = _UNIT.match(text, figure.end, end) if figure.of(text)[-1:].isdigit() else None
    return Span(figure.start, unit.end()) if unit else figure


def with_both_years(text: str, span: Span) -> Span:
    """With both years of "from 1861 to 1865" where the span points at one: how long it lasted."""
    ranges = (
        Span(*found.span())
        for found in _SPAN_OF_YEARS.finditer(text)
        if (found["first"] or found["start"]) < (found["second"] or found["end"])
    )
    around = (each for each in ranges if each.start < span.end and span.start < each.end)
    return next((Span(min(x.start, span.start), max(x.end, span.end)) for x in around), span)


def _range(question: Question, text: str, figure: Span) -> Span | None:
    asked = question.text[:_LONGEST_QUESTION]
    if _FIRST.search(asked) or _SECOND.search(asked):
        return None
    dashed = _around(_DASHED, text, figure)
    if dashed is not None:
        return dashed
    found = _around(_RANGE, text, figure)
    if found is None or _CHANGES.search(text[max(0, found.start - _LOOKED_AT) : found.start]):
        return None
    return found


def _with_currency(question: Question, text: str, figure: Span) -> Span | None:
    if question.kind is not Kind.MONEY:
        return None
    start = max(0, figure.start - _LOOKED_AT)
    found = _SECOND_SUM.search(text, start, figure.end + _LOOKED_AT)
    return Span(*found.span()) if found and found.start("bare") == figure.start else None


def _around(pattern: re.Pattern[str], text: str, figure: Span) -> Span | None:
    """What the pattern finds in the figure's line, where the figure stands in it."""
    start = max(text.rfind("\n", 0, figure.start) + 1, figure.start - _LOOKED_AT)
    line_end = text.find("\n", figure.end)
    end = min(len(text) if line_end < 0 else line_end, figure.end + _LOOKED_AT)
    for found in pattern.finditer(text, start, end):
        if found.start() < figure.end and figure.start < found.end():
            return Span(*found.span())
    return None


def _joined(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
