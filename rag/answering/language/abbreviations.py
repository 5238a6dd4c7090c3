"""What an abbreviation stands for, where a sentence spells it out: "total sleep time (TST)".

The letters are matched from right to left, as Schwartz and Hearst (2003) do; a digit also stands
for its word: "six-minute walk (6MW)".
"""

import re
from functools import lru_cache

from rag.answering.language.units import COUNTS
from rag.text.spans import Span

_SHORT = r"(?P<{0}>(?=[^\s?]*[^\W\d_])\w[\w&/.-]{{0,10}}\w)"
_ASKS = re.compile(
    r"\bwhat (?:do|does|did) (?:the )?(?:(?:abbreviation|acronym|letters|initials|term) )?"
    rf"[\"“'‘]?{_SHORT.format('stands')}[\"”'’]? (?:stand for|mean)\W*\Z"
    rf"|\bwhat(?:['’]s| is) {_SHORT.format('short')} (?:short|an abbreviation|an acronym) for\W*\Z"
    r"|\b(?:full|long) (?:form|name) of (?:the (?:abbreviation|acronym) )?"
    rf"{_SHORT.format('form')}\W*\Z"
    rf"|\A\W*{_SHORT.format('keyword')} (?:abbreviation|acronym|(?:full|long) form)\W*\Z",
    re.IGNORECASE,
)
_LONGEST_QUESTION = 200
_LONGEST = 160  # characters of what stands before or in a bracket
_DIGIT_WORDS = {str(number): word for word, number in COUNTS.items() if number < 10}
_EDGES = " \t\r\n*_\"“”'‘’"


def asked_long_form(question: str, text: str, sentence: Span) -> Span | None:
    """The long form that the question asks for, where the sentence tells it."""
    short = asked_abbreviation(question)
    return long_form(short, text, sentence) if short else None


@lru_cache(maxsize=64)
def asked_abbreviation(question: str) -> str:
    """What the question asks the long form of: "What does TST stand for?"; "" where it does not."""
    found = _ASKS.search(question) if len(question) <= _LONGEST_QUESTION else None
    return next((each for each in found.groups() if each), "") if found else ""


def long_form(short: str, text: str, sentence: Span) -> Span | None:
    """Where the sentence spells the abbreviation out: before its bracket, or in one behind it."""
    written = rf"(?<!\w){re.escape(short)}s?"
    bracket = re.compile(rf"\(\W?{written}\W?\)", re.IGNORECASE)
    for found in bracket.finditer(text, sentence.start, sentence.end):
        before = Span(max(sentence.start, found.start() - _LONGEST), found.start())
        if spelt := _spelt(short, text, before):
            return spelt
    behind = re.compile(rf"{written}[*_]*\s?\((?P<long>[^()\n]{{1,{_LONGEST}}})\)", re.IGNORECASE)
    for found in behind.finditer(text, sentence.start, sentence.end):
        inside = Span(*found.span("long"))
        if _spelt(short, text, inside) == inside:
            return inside
    return None


def _spelt(short: str, text: str, within: Span) -> Span | None:
    """The last words of a stretch, from where one begins with the abbreviation's first letter."""
    end = within.start + len(within.of(text).rstrip(_EDGES))
    written = text[within.start : end].casefold()
    at = len(written)
    letters = [each for each in short.casefold() if each.isalnum()]
    for place, letter in reversed([*enumerate(letters)]):
        at = _last(letter, written, at, begins=place == 0)
        if at < 0:
            return None
    start = within.start + at
    longer = end - start > len(short) and short.casefold() not in written[at:].split()
    return Span(start, end) if longer else None


def _last(letter: str, written: str, before: int, *, begins: bool) -> int:
    """Where the letter, or the digit's word, last stands before a place; -1 where it does not."""
    word = _DIGIT_WORDS.get(letter, letter)
    starts = rf"(?<!\w){word}" if begins or word != letter else re.escape(letter)
    digit = rf"|{letter}" if word != letter else ""
    places = [found.start() for found in re.finditer(rf"{starts}{digit}", written[:before])]
    return places[-1] if places else -1
