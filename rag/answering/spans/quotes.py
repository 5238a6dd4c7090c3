"""The whole sentences that carry an answer, the one before included where it is needed."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.language.dates import find_dates
from rag.answering.language.evidence import Text, credit, prepare, rare_stems
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question, wants_sentence
from rag.answering.language.words import CJK, first_words
from rag.text.markup import marker_length
from rag.text.spans import Span

_LONGEST = 700  # characters of a two-sentence quote
_FEWEST_WORDS = 4
_LEANS = re.compile(
    r"(?:It|This|That|These|Those|They|He|She|We|His|Her|Its|Their|Such|Both|Therefore|Thus|Hence"
    r"|So|As a result|Consequently|Instead|Otherwise|For (?:this|that) reason"
    r"|(?:Because of|By|With|At|Through) (?:this|that|these)|(?:In|By) doing so"
    r"|In (?:this|that|response)|The (?:former|latter|two|deal|move|company)(?!['’]s?\b))\b"
    r"|(?:(?:After|In|At|On|By|With|Following) [^.,;:]{1,40},? [Tt]|T)he (?:proposal|motion|request"
    r"|application|petition|amendment|appeal)(?! (?:to|of|for|by|from|that|in)\b|['’-])\b"
    r"|这|该|它|他|她|其|因此|所以"
)
_THE_TWO = re.compile(r"\b(?:the|these|those) (?:two|both)(?=[.,;:!?]|\s*\Z| and is\b)")
"""Stands for what the sentence before names: "a model that combines the two"."""
_STANDS_FOR = re.compile(r"(?:It|They|He|She|His|Her|Its|Their)\b")
_BEGINS_ANEW = re.compile(rf"(?:In response|We|The (?:deal|move))\b|{_STANDS_FOR.pattern}")
"""Leans on a sentence before it, and not on the paragraph before: "In response, the minister …"."""
_QUOTED = re.compile(r"[-*•>\s]*[\"“«„‘']")
"""Begins with what somebody says: who "we" are is told behind it."""
_COUNTS_ON = re.compile(
    r"(?:(?:About|Almost|Barely|Just|More than|Nearly|Only|Over|Some) )?[\w-]+"
    r" (?:day|week|month|year|decade)s? (?:later|earlier|afterwards|after that|before that)\b"
    r"|(?:(?:In|On) t|T)he (?:next|following|same|previous) (?:day|week|month|year)\b(?! of\b)"
)
"""Opens a sentence whose date is told by the sentence before: "Two years later, she left"."""
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    rf"(?:[A-Z][a-z]+day,? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|{_MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d)"
)
_MADE = r"(?:[Ww]ritten|[Pp]osted|[Pp]ublished|[Uu]pdated)(?: on)?"
_BYLINE = re.compile(
    rf"(?:{_MADE}(?: {_DAY})? )?"
    rf"[Bb]y (?!(?:{_MONTH}|[A-Z][a-z]+day)(?!\w))[A-Z{CJK}][\w.’'-]*"
    rf"(?:,? (?!{_MADE}\b)(?:[A-Z][\w.’'-]*|and|&|de|van|von|der))*"
    rf"(?:(?: ?[,|·•–—-] ?| on |,?\s+{_MADE} ){_DAY})?\.?"
)
_YES_OR_NO = re.compile(
    r"\W*(?:yes|no|not|correct|never|mostly|partly|usually|generally|sometimes|rarely|hardly"
    r"|probably|possibly|perhaps|maybe|almost|certainly|absolutely|definitely|of course|it depends)"
    r"(?: \w+)?\W*"
    r"|\W*(?:(?:yes|no|not),? )?(?:as a rule|in (?:general|principle|theory)|for (?:now|the moment)"
    r"|at (?:all|present|the moment)|of course|by all means|I['’]m afraid|sorry|if need be)"
    r"(?:,? (?:yes|no|not))?\W*",
    re.IGNORECASE,
)
"""Says it all where it was asked, and is said of nothing but the sentence behind it."""
_EXCEPTION = re.compile(
    r"(?:The (?:only |sole |one )?exceptions?|(?:One|An) exception|Exceptions?|Excepted|Except"
    r"|(?:This|That|It) (?:does not apply|is not so))\b"
)
"""Begins what a rule does not hold for, so that a yes or no is but half the answer without it."""
_WRAPPED = re.compile(r"(?P<mark>\*{1,3}|`)(?P<inside>[^*`\n]+)(?P=mark)")
_PARAGRAPH = re.compile(r"\n\s*\n")
_MARKER = re.compile(
    r"\s*(?:\[\^[\w-]{1,40}\]:\s+)?(?:(?:[-*•·–—>+]|#{1,6})\s+)*(?:\(?\d{1,2}[.)]\s+)?"
    r"(?:\*{0,2}[QA]:\*{0,2}\s+)?"
)
_GOES_ON = re.compile(r"\s*[,;](?:\s+(?:and|or))?\s*\Z")
"""Ends an item behind which the list's sentence goes on."""
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
_OPENS = re.compile(r"(?:\*{1,3}|_{1,3})(?=\w)")
_CLOSES = re.compile(r"(?<=[.!?…\"”’)])(?:\*{1,3}|_{1,3})\Z")

_POSING = re.compile(
    r"[\w./-]{1,80}\.(?:md|txt|html?|pdf|docx|eml|csv)(?:,? line \d+|:\d+): \S"
    r"|</?(?:answer|article|citation|passage|quote|source)\b[^>\n]{0,200}>",
    re.IGNORECASE,
)


def carrying(question: Question, text: str, sentences: Sequence[Span], answer: Span) -> Span:
    """The sentences of a passage that hold the answer, without list and heading marks in front.

    `sentences` are those of the passage in order. One that leans on its predecessor ("It …",
    "Therefore …") takes it along: always where the sentence itself is the answer, else where the
    question's names stand in the predecessor alone. So does a date that counts on from there.
    """
    touched = [
        i for i, each in enumerate(sentences) if each.start < answer.end and answer.start < each.end
    ]
    if not touched:
        return answer
    first, last = touched[0], touched[-1]
    if first and (
        needs(question, text, sentences[first - 1], sentences[first])
        or _counts_on(question, text, sentences[first - 1], sentences[first], answer)
    ):
        first -= 1
    while last + 1 < len(sentences) and _leaves_out(question, text, *sentences[last : last + 2]):
        last += 1
    return _unmarked(text, Span(sentences[first].start, sentences[last].end), answer)


def unmarked(text: str, sentence: Span) -> Span:
    """The sentence without list and heading marks in front; itself where there is nothing else.

    Those at the start of a line may also count clauses: "3.4 Sharpening is extra", "b) We may".
    """
    marker = _MARKER.match(text, sentence.start, sentence.end)
    behind = marker.end() if marker else sentence.start
    if behind == sentence.start and not text[:behind].rpartition("\n")[2].strip():
        behind += marker_length(sentence.of(text))
    return Span(behind, sentence.end) if behind < sentence.end else sentence


def ended(text: str, sentence: Span) -> Span:
    """The sentence, where it is an item of a list that is one sentence, without "; or"."""
    goes_on = _GOES_ON.search(text[max(sentence.start, sentence.end - 8) : sentence.end])
    length = len(goes_on[0]) if goes_on else 0
    return Span(sentence.start, sentence.end - length) if length < len(sentence) else sentence


def unwrapped(text: str, sentence: Span) -> Span:
    """The sentence without marks of emphasis that stand around all of it."""
    wrapped = _WRAPPED.fullmatch(text, sentence.start, sentence.end)
    return Span(*wrapped.span("inside")) if wrapped else sentence


def needs(question: Question, text: str, before: Span, sentence: Span) -> bool:
    """Does a sentence that answers take along the one before it, see `carrying`?"""
    leaning, predecessor = sentence.of(text), before.of(text)
    apart = bool(_PARAGRAPH.search(text, before.end, sentence.start))
    if question.kind is Kind.YES_NO and not apart and _YES_OR_NO.fullmatch(predecessor):
        return True
    opening = _opening(leaning)
    leans = _LEANS.match(opening) or (wants_sentence(question) and _THE_TWO.search(leaning))
    if not leans or is_fragment(predecessor) or _QUOTED.match(leaning):
        return False
    if apart and _BEGINS_ANEW.match(opening):
        return False
    if _STANDS_FOR.match(opening) and _STANDS_FOR.match(_opening(predecessor)):
        return False  # it tells no more of whom "she" is
    if sentence.end - before.start > _LONGEST or predecessor.rstrip()[-1:].isalnum():
        return False
    return wants_sentence(question) or _only_there(question, predecessor, leaning)


@lru_cache(maxsize=1024)
def is_fragment(sentence: str) -> bool:
    """A heading, a byline, a question: nothing that could be an answer as it stands."""
    plain = sentence.strip()
    if plain.startswith("#") or plain.endswith(("?", "？")):
        return True
    return len(first_words(plain, _FEWEST_WORDS)) < _FEWEST_WORDS


def is_byline(sentence: str) -> bool:
    """Does it only say who wrote the article: "By Callum Reyes"?"""
    return bool(_BYLINE.fullmatch(sentence.strip(" *_\t\r\n")))


def poses_as_citation(sentence: str) -> bool:
    """Does it speak as another file's citation: "bridge.md line 7: …", "<citation number=1>…"?

    What a file says stands in it; one that quotes another is no witness to what that one says.
    """
    return bool(_POSING.match(sentence.lstrip()))


def leads_up(sentence: str) -> bool:
    """Does it only announce what follows: "There are three reasons:"?"""
    return sentence.rstrip(" *_\t\r\n").endswith((":", "："))


def _leaves_out(question: Question, text: str, sentence: Span, behind: Span) -> bool:
    """Is it a bare "No." or "Yes.", or does what stands behind it name an exception?"""
    if question.kind is not Kind.YES_NO or _PARAGRAPH.search(text, sentence.end, behind.start):
        return False
    short = behind.end - sentence.start <= _LONGEST
    if not short or leads_up(behind.of(text)):
        return False
    bare = _YES_OR_NO.fullmatch(sentence.of(text)) and not is_fragment(behind.of(text))
    return bool(bare or _EXCEPTION.match(behind.of(text)))


def _counts_on(question: Question, text: str, before: Span, sentence: Span, answer: Span) -> bool:
    """Is the answer to "when" a "two years later", and the year in the sentence before?"""
    counted = _COUNTS_ON.match(text, unmarked(text, sentence).start, sentence.end)
    if question.kind is not Kind.DATE or counted is None or answer.start >= counted.end():
        return False
    apart = _PARAGRAPH.search(text, before.end, sentence.start)
    return not apart and bool(find_dates(before.of(text)))


def _opening(sentence: str) -> str:
    return sentence.lstrip("-*•> \"'“‘")


def _only_there(question: Question, predecessor: str, leaning: str) -> bool:
    there, here = prepare(predecessor), prepare(leaning)
    if (rare_stems(question) & there.stems) - here.stems:
        return True
    return _holds_any(question, there) and not _holds_any(question, here)


def _holds_any(question: Question, text: Text) -> bool:
    return any(credit(stem, text) for stem in question.stems)


def _unmarked(text: str, quote: Span, answer: Span) -> Span:
    bare = unmarked(text, quote)
    kept = _without_lone_mark(text, bare if bare.start <= answer.start else quote, answer)
    return _without_opening_mark(text, kept)


def _without_lone_mark(text: str, quote: Span, answer: Span) -> Span:
    """Without the mark that ends emphasis begun in a sentence before: "*Ann is here. Bo left.*"."""
    mark = _CLOSES.search(text, max(quote.start, quote.end - 4), quote.end)
    if mark is None or mark.start() < answer.end:
        return quote
    line = text.rfind("\n", 0, quote.start) + 1
    is_lone = _marks(text, quote.start, quote.end, mark[0]) % 2 == 1
    begun = is_lone and _marks(text, line, quote.start, mark[0]) % 2 == 1
    return Span(quote.start, mark.start()) if begun else quote


def _without_opening_mark(text: str, quote: Span) -> Span:
    """Without the mark of emphasis that ends in a sentence behind: "*Ann is here. Bo left.*"."""
    mark = _OPENS.match(text, quote.start, quote.end)
    if mark is None or _marks(text, quote.start, quote.end, mark[0]) % 2 == 0:
        return quote
    rest = text[quote.end : quote.end + _LONGEST].partition("\n")[0]
    goes_on = _marks(rest, 0, len(rest), mark[0]) % 2 == 1
    return Span(mark.end(), quote.end) if goes_on else quote


def _marks(text: str, start: int, end: int, mark: str) -> int:
    return sum(found[0] == mark for found in _EMPHASIS.finditer(text, start, end))
