"""The whole sentences that carry an answer, the one before included where it is needed."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.evidence import prepare, rare_stems
from rag.answering.kinds import Kind
from rag.answering.questions import Question, wants_sentence
from rag.answering.words import first_words
from rag.text.markup import marker_length
from rag.text.spans import Span

_LONGEST = 700  # characters of a two-sentence quote
_FEWEST_WORDS = 4
_LEANS = re.compile(
    r"(?:It|This|That|These|Those|They|He|She|We|His|Her|Its|Their|Such|Both|Therefore|Thus|Hence"
    r"|So|As a result|Consequently|Instead|Otherwise|For (?:this|that) reason"
    r"|(?:Because of|By|With|At|Through) (?:this|that|these)|(?:In|By) doing so"
    r"|In (?:this|that|response)|The (?:former|latter|two|deal|move|company)(?!['’]s?\b))\b"
    r"|这|该|它|他|她|其|因此|所以"
)
_STANDS_FOR = re.compile(r"(?:It|They|He|She|His|Her|Its|Their)\b")
_BEGINS_ANEW = re.compile(rf"(?:In response|We|The (?:deal|move))\b|{_STANDS_FOR.pattern}")
"""Leans on a sentence before it, and not on the paragraph before: "In response, the minister …"."""
_QUOTED = re.compile(r"[-*•>\s]*[\"“«„‘']")
"""Begins with what somebody says: who "we" are is told behind it."""
_BYLINE = re.compile(r"[Bb]y (?:[A-Z][\w.’'-]*)(?:,? (?:[A-Z][\w.’'-]*|and|de|van|von|der))*\.?")
_YES_OR_NO = re.compile(r"\W*(?:yes|no|not|correct|never)(?: \w+)?\W*", re.IGNORECASE)
"""Says it all where it was asked, and is said of nothing but the sentence behind it."""
_EXCEPTION = re.compile(
    r"(?:The (?:only |sole |one )?exceptions?|(?:One|An) exception|Exceptions?|Excepted|Except"
    r"|(?:This|That|It) (?:does not apply|is not so))\b"
)
"""Begins what a rule does not hold for, so that a yes or no is but half the answer without it."""
_PARAGRAPH = re.compile(r"\n\s*\n")
_MARKER = re.compile(
    r"\s*(?:\[\^[\w-]{1,40}\]:\s+)?(?:(?:[-*•·–—>+]|#{1,6})\s+)*(?:\(?\d{1,2}[.)]\s+)?"
    r"(?:\*{0,2}[QA]:\*{0,2}\s+)?"
)
_GOES_ON = re.compile(r"\s*[,;](?:\s+(?:and|or))?\s*\Z")
"""Ends an item behind which the list's sentence goes on."""

_POSING = re.compile(
    r"[\w./-]{1,80}\.(?:md|txt|html?|pdf|docx|eml|csv)(?:,? line \d+|:\d+): \S"
    r"|</?(?:answer|article|citation|passage|quote|source)\b[^>\n]{0,200}>",
    re.IGNORECASE,
)


def carrying(question: Question, text: str, sentences: Sequence[Span], answer: Span) -> Span:
    """The sentences of a passage that hold the answer, without list and heading marks in front.

    `sentences` are those of the passage in order. One that leans on its predecessor ("It …",
    "Therefore …") takes it along: always where the sentence itself is the answer, else where the
    question's names stand in the predecessor alone.
    """
    touched = [
        i for i, each in enumerate(sentences) if each.start < answer.end and answer.start < each.end
    ]
    if not touched:
        return answer
    first, last = touched[0], touched[-1]
    if first and _needs(question, text, sentences[first - 1], sentences[first]):
        first -= 1
    if last + 1 < len(sentences) and _excepts(question, text, sentences[last], sentences[last + 1]):
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


def _needs(question: Question, text: str, before: Span, sentence: Span) -> bool:
    leaning, predecessor = sentence.of(text), before.of(text)
    apart = bool(_PARAGRAPH.search(text, before.end, sentence.start))
    if question.kind is Kind.YES_NO and not apart and _YES_OR_NO.fullmatch(predecessor):
        return True
    opening = _opening(leaning)
    if not _LEANS.match(opening) or is_fragment(predecessor) or _QUOTED.match(leaning):
        return False
    if apart and _BEGINS_ANEW.match(opening):
        return False
    if _STANDS_FOR.match(opening) and _STANDS_FOR.match(_opening(predecessor)):
        return False  # it tells no more of whom "she" is
    if sentence.end - before.start > _LONGEST or predecessor.rstrip()[-1:].isalnum():
        return False
    return wants_sentence(question) or _only_there(question, predecessor, leaning)


def _excepts(question: Question, text: str, sentence: Span, behind: Span) -> bool:
    if question.kind is not Kind.YES_NO or _PARAGRAPH.search(text, sentence.end, behind.start):
        return False
    short = behind.end - sentence.start <= _LONGEST
    return short and not leads_up(behind.of(text)) and bool(_EXCEPTION.match(behind.of(text)))


def _opening(sentence: str) -> str:
    return sentence.lstrip("-*•> \"'“‘")


def _only_there(question: Question, predecessor: str, leaning: str) -> bool:
    there, here = prepare(predecessor).stems, prepare(leaning).stems
    return bool((rare_stems(question) & there) - here)


def _unmarked(text: str, quote: Span, answer: Span) -> Span:
    bare = unmarked(text, quote)
    return bare if bare.start <= answer.start else quote
