"""Names of people, organisations, products and places, compared as readers compare them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile

from rag.answering.language.likeness import Likeness
from rag.answering.language.words import CJK, STOP_WORDS, fold, stem

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
_RANKS = frozenset({"king", "queen", "pope", "lord", "dame", "boss", "general"})
"""Honorifics only in front of a name; behind one they are part of it: "Stephen King"."""
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV)\b")
_FORMS_TEXT = """
inc corp corporation co company ltd limited plc llc gmbh ag sa group holdings
"""
_FORMS = frozenset(_FORMS_TEXT.split())
_DROPPED = (_HONORIFICS - _RANKS) | _FORMS
_POSSESSIVE = re.compile(r"['’]s?$")
_PART = re.compile(r"\w+")
_BEFORE_WORD = frozenset(" \t\"'“”‘’([*_#>-")
_LONGEST_TITLE = 1 + max(map(len, _HONORIFICS))


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
            namesake = _adds_rank(self, other) or _adds_rank(other, self)
            return Likeness.INCOMPARABLE if namesake else Likeness.SAME
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


def _adds_rank(longer: Name, shorter: Name) -> bool:
    """Is it another's name with a surname that is a title: "Martin Luther", "… King"?"""
    shared = len(shorter.words)
    rest = longer.words[shared:]
    return shared > 1 and longer.words[:shared] == shorter.words and bool(_RANKS & {*rest[:1]})


def _continues(text: str, last: re.Match[str], match: re.Match[str]) -> bool:
    between = text[last.end() : match.start()]
    if _is_title(match.group()) and not _is_surname(text, match):
        return False
    if _is_title(last.group()) and not _is_surname_of(last.group(), match.group()):
        return False
    initial = between == ". " and len(last.group()) == 1
    if last.group().endswith(("'s", "’s")) or not (
        initial or between in {" ", " & ", "-", "\u00a0"}
    ):
        return False
    return _is_capital(match.group()) or match.group() in _JOINER or match.group()[0].isdigit()


def _is_surname(text: str, match: re.Match[str]) -> bool:
    """Is "King" no title, since no name follows: "Stephen King wrote it"?"""
    if not (match.group().istitle() and match.group().lower() in _RANKS):
        return False
    follows = text[match.end() : match.end() + 2]
    named = follows[:1].isspace() and follows[1:].isupper()
    return not named or bool(_SUFFIX.match(text, match.end() + 1))


def _is_surname_of(rank: str, following: str) -> bool:
    return rank.lower() in _RANKS and bool(_SUFFIX.fullmatch(following))


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
    return len(words) == 1 and not _stands_elsewhere(text, first)


def _starts_sentence(text: str, start: int) -> bool:
    end = start
    while end and text[end - 1] in _BEFORE_WORD:
        end -= 1
    if not end or text[end - 1] not in ".!?:;\n。！？…":
        return not end
    return text[end - 1] != "." or not _is_title(_word_before(text, end - 1))


def _word_before(text: str, end: int) -> str:
    """What stands before a full stop, cut where it is too long for a title."""
    while end and text[end - 1].isspace():
        end -= 1
    before = text[max(0, end - _LONGEST_TITLE) : end].split()
    return before[-1] if before else ""


def _stands_elsewhere(text: str, word: str) -> bool:
    """Is the word also written within a sentence, alone or as a part of "Jean-Luc"?"""
    first = _PART.match(word)
    starts = _within_sentences(text).get(first.group(), ()) if first else ()
    return any(
        text.startswith(word, start) and not _PART.match(text, start + len(word))
        for start in starts
    )


@lru_cache(maxsize=64)
def _within_sentences(text: str) -> Mapping[str, Sequence[int]]:
    """Where each run of letters stands that starts no sentence, once for all names of a text."""
    found: dict[str, list[int]] = {}
    for match in _PART.finditer(text):
        if not _starts_sentence(text, match.start()):
            found.setdefault(match.group(), []).append(match.start())
    return found


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (len(word) > 2 and word[1].isupper() and word[0].islower())


def _is_title(word: str) -> bool:
    return word.lower() in _HONORIFICS


def _folded(text: str) -> list[str]:
    plain = re.sub(r"[·•・’'.\-‐–]", "", fold(re.sub(r"['’]s\b", "", text)))
    words = [word for word in re.split(rf"[^\w{CJK}]+", plain) if word]
    kept = [word for word in words if word not in _DROPPED]
    named = [*dropwhile(_RANKS.__contains__, kept)]
    return named or words


def stems_of(value: Name) -> frozenset[str]:
    """The name's words as sentence words are compared."""
    return frozenset(stem(word) for word in value.words)
