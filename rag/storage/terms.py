"""What the keyword index counts as a word, in English, Chinese, Japanese and the rest.

Words lose case, accents and English endings; scripts written without spaces become character
bigrams, with the single characters beside them so that a question of one character finds
something.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul, whose endings are written onto the word
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_MARKS = (
    "\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # Cyrillic to Arabic
    "\u0900-\u0963\u0966-\u0dff"  # vowel signs of the Indian scripts
)
_LETTERS = rf"(?:[^\W_{_UNSPACED}]+|[{_MARKS}]+)+"
_TOKEN = re.compile(
    rf"(?P<acronym>(?<!\w)(?:[^\W\d_{_UNSPACED}]\.){{2,}})"
    r"|(?P<number>(?<!\w)\d+(?:[.,]\d+)+(?!\w))"
    rf"|(?P<unspaced>[{_UNSPACED}]+)"
    rf"|(?P<word>{_LETTERS}(?:'{_LETTERS})*)"
)
_SAYS_LITTLE = """
a an the this that these those of in on at to for from by with as and or but
is are was were be been being am do does did has have had can could would should shall
what which who whom whose when where why how
i you he she it we they me him her them my your his its our their s t
"""
_STOP_WORDS = frozenset(_SAYS_LITTLE.split())
"""Of questions only. Not `us` or `may`, which are a country and a month too."""
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})
_THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")


def article_terms(text: str) -> Iterator[str]:
    """Terms of indexed text, unstemmed, in order, none with a space in it."""
    for kind, token in _tokens(text):
        if kind == "unspaced":
            yield from token
        yield from _terms(kind, token)


def question_terms(text: str) -> list[str]:
    """Terms of a question, unstemmed, in order: what says something, or else everything.

    Of scripts without spaces the bigrams alone, where there are any, for they say more.
    """
    terms = [term for kind, token in _tokens(text) for term in _terms(kind, token)]
    return [term for term in terms if term not in _STOP_WORDS] or terms


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(_folded(text)):
        yield match.lastgroup or "word", match.group()


def _terms(kind: str, token: str) -> Iterator[str]:
    match kind:
        case "acronym":
            yield token.replace(".", "")
        case "number":
            yield _THOUSANDS.sub("", token)
        case "unspaced" if len(token) > 1:
            yield from (token[start : start + 2] for start in range(len(token) - 1))
        case _:
            yield token


def _folded(text: str) -> str:
    """One case, one width, no accents; kana and Hangul stay composed."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)
