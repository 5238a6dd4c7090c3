"""Names of people, organisations, products and places, compared as readers compare them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.likeness import Likeness
from rag.answering.words import CJK, STOP_WORDS, fold, stem

_WORD = r"[^\W\d_][\w.'’·•・-]*[\w]|[^\W\d_]"
_CAPITAL = re.compile(rf"(?:{_WORD})|\d[\w.]*")
_JOINER_TEXT = "of the de la le van von der al bin da di for"
_JOINER = frozenset(_JOINER_TEXT.split())
_HONORIFICS_TEXT = """
mr mrs ms miss dr prof professor sir dame lord lady ceo cto cfo founder chairman president chief
director senator minister king queen pope general captain editor executive officer boss analyst
the a an former
"""
_HONORIFICS = frozenset(_HONORIFICS_TEXT.split())
_FORMS_TEXT = """
inc corp corporation co company ltd limited plc llc gmbh ag sa group holdings
"""
_FORMS = frozenset(_FORMS_TEXT.split())
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Name:
    """The folded words of a name: no case, accents, possessive, honorific or company form."""

    words: tuple[str, ...]

    def likeness(self, other: "Name") -> Likeness:
        """Same when equal, or when one holds all words of the other ("Altman", "Sam Altman")."""
        if not self.words or not other.words:
            return Likeness.INCOMPARABLE
        if "".join(self.words) == "".join(other.words):
            return Likeness.SAME
        mine, theirs = set(self.words), set(other.words)
        if mine <= theirs or theirs <= mine:
            return Likeness.SAME
        return Likeness.INCOMPARABLE if mine & theirs else Likeness.DIFFERENT


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name and where the text writes it."""

    start: int
    end: int
    value: Name


def name(text: str) -> Name:
    """The comparable form of what is written as a name."""
    return Name(tuple(_folded(text)))


@lru_cache(maxsize=4096)
def find_names(text: str) -> tuple[NameSpan, ...]:
    """Runs of capitalised words in order; a lone capital that starts a sentence is none."""
    spans: list[NameSpan] = []
    run: list[re.Match[str]] = []
    for match in _CAPITAL.finditer(text):
        if run and not _continues(text, run[-1], match):
            _close(text, run, spans)
            run = []
        if run or _is_capital(match.group()):
            run.append(match)
    _close(text, run, spans)
    return tuple(spans)


def _continues(text: str, last: re.Match[str], match: re.Match[str]) -> bool:
    between = text[last.end() : match.start()]
    if _is_title(last.group()) or _is_title(match.group()):
        return False
    initial = between == ". " and len(last.group()) == 1
    if last.group().endswith(("'s", "’s")) or not (
        initial or between in {" ", " & ", "-", "\u00a0"}
    ):
        return False
    return _is_capital(match.group()) or match.group() in _JOINER or match.group()[0].isdigit()


def _close(text: str, run: list[re.Match[str]], spans: list[NameSpan]) -> None:
    words = _trimmed(text, run)
    if not words:
        return
    start, end = words[0].start(), words[-1].end()
    end -= len(found.group()) if (found := _POSSESSIVE.search(text[start:end])) else 0
    value = name(text[start:end])
    if value.words:
        spans.append(NameSpan(start, end, value))


def _trimmed(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    words = list(run)
    while words and (
        words[-1].group() in _JOINER or (words[-1].group()[0].isdigit() and len(words) == 1)
    ):
        words.pop()
    while words and _is_ordinary_start(text, words):
        words.pop(0)
    return words


def _is_ordinary_start(text: str, words: list[re.Match[str]]) -> bool:
    first = words[0].group()
    if first.isupper() and len(first) > 1 and not _is_title(first):
        return False  # "US", "IT"
    if (
        first in _JOINER
        or first.lower() in STOP_WORDS
        or first.lower().removesuffix("’s") in STOP_WORDS
    ):
        return True
    if _is_title(first):
        return True
    if not first[1:].islower() or not _starts_sentence(text, words[0].start()):
        return False
    return len(words) == 1 and not _stands_elsewhere(text, first, words[0].start())


def _starts_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'“”‘’([*_#>-")
    if before.endswith(".") and _is_title(before[:-1].split()[-1] if before[:-1].split() else ""):
        return False
    return not before or before[-1] in ".!?:;\n。！？…"


def _stands_elsewhere(text: str, word: str, start: int) -> bool:
    return any(
        match.start() != start and not _starts_sentence(text, match.start())
        for match in re.finditer(rf"\b{re.escape(word)}\b", text)
    )


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (len(word) > 2 and word[1].isupper() and word[0].islower())


def _is_title(word: str) -> bool:
    return word.lower() in _HONORIFICS


def _folded(text: str) -> list[str]:
    plain = re.sub(r"[·•・’'.\-‐–]", "", fold(re.sub(r"['’]s\b", "", text)))
    words = [word for word in re.split(rf"[^\w{CJK}]+", plain) if word]
    kept = [word for word in words if word not in _HONORIFICS and word not in _FORMS]
    return kept or words


def stems_of(value: Name) -> frozenset[str]:
    """The name's words as sentence words are compared."""
    return frozenset(stem(word) for word in value.words)
