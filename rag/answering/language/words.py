"""Words of a question or a sentence, folded and lightly stemmed so that they can be compared.

Chinese and Japanese are written without spaces: a run of them becomes overlapping character pairs.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_TOKEN = re.compile(rf"[{CJK}]+|(?:(?![{CJK}_])\w)+(?:['’](?:(?![{CJK}_])\w)+)*")
_CJK_RUN = re.compile(rf"[{CJK}]")
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)

_STOP_TEXT = """
a about above after again all also am among an and any are as at be became because been before
being below between both but by can could did do does doing done down during each either else
even ever every few for from further get give go got had has have having he her here hers him
his how i if in into is it its itself just like made make many may me might more most much must
my no nor not now of off on once one only onto or other our out over own per quite rather really
said same say says shall she should since so some such than that the their theirs them then
there these they this those though through thus to too under until up upon us very via was we
were what when where whether which while who whom whose why will with within without would yet
you your according exactly tell know called name mention mentioned state stated article articles
kind type sort long far often old does happen happened
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
_CJK_STOP = frozenset(
    "的了是在和与及或吗呢吧啊把被对于从到为以之其这那有没不也都就还而但并且很更最个什么怎样如何谁哪几多少何"
)

# Words that news uses for one another. Wide on purpose: they are evidence, never a rewrite.
_FAMILIES = (
    "release launch introduce unveil debut announce announcement publish present reveal roll issue",
    "fall drop plummet decline decrease plunge slide slump lose tumble shed evaporate",
    "rise jump surge increase grow growth gain climb soar rally expand",
    "buy acquire purchase acquisition takeover",
    "cost price worth fee pay spend",
    "claim assert believe think argue comment remark declare consider view opinion describe call",
    "create develop build make invent produce generate generation production",
    "found establish start begin",
    "die death dead kill",
    "born birth",
    "lead head chief boss ceo chairman president director",
    "company firm corporation business maker",
    "user subscriber customer client",
    "film movie cinema",
    "car automobile vehicle",
    "show demonstrate indicate suggest",
    "use utilize utilise employ usage apply adopt",
    "help aid assist support benefit",
    "big large huge major great",
    "predict forecast expect anticipate project projection estimate",
    "stock share",
    "need require requirement demand necessity",
    "limit limitation weakness drawback shortcoming flaw",
    "reach achieve attain hit",
    "technique method approach way",
    "length duration long",
    "raise fund funding invest investment",
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands and what it is compared by."""

    start: int
    end: int
    stem: str


def words(text: str) -> list[Word]:
    """Every word in order; offsets are those of `text`."""
    return list(_each_word(text))


def first_words(text: str, count: int) -> list[Word]:
    """The first `count` of them: the rest of a long text is not looked at."""
    return list(islice(_each_word(text), count))


def content_words(text: str) -> list[Word]:
    """The words that carry meaning: no stop words, in order, repetitions kept."""
    return [word for word in words(text) if not _is_stop(text[word.start : word.end])]


@lru_cache(maxsize=8192)
def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the content words, each once, in order of first appearance."""
    return tuple(dict.fromkeys(word.stem for word in content_words(text)))


def fold(text: str) -> str:
    """The text without case, accents or compatibility forms; offsets do not survive."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem: plural, past, -ing and final -e; other languages pass unharmed."""
    folded = _CONTRACTION.sub("", fold(word)) or fold(word)
    if len(folded) <= 3 or not folded.isascii() or not folded.isalpha():
        return folded
    return _without_e(_without_ending(_without_plural(folded)))


@lru_cache(maxsize=65536)
def family(word_stem: str) -> frozenset[str]:
    """Stems that news uses for this one, itself included."""
    return _FAMILY_OF.get(word_stem, frozenset((word_stem,)))


def _each_word(text: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(text):
        if _CJK_RUN.match(match.group()):
            yield from _pairs(match.group(), match.start())
        else:
            yield Word(match.start(), match.end(), stem(match.group()))


def _pairs(run: str, offset: int) -> list[Word]:
    if len(run) == 1:
        return [Word(offset, offset + 1, run)]
    return [Word(offset + i, offset + i + 2, fold(run[i : i + 2])) for i in range(len(run) - 1)]


@lru_cache(maxsize=65536)
def _is_stop(word: str) -> bool:
    if _CJK_RUN.match(word):
        return any(letter in _CJK_STOP for letter in word)
    if word.isupper() and len(word) > 1:
        return False  # "US", "IT", "WHO"
    folded = fold(word)
    plain = _CONTRACTION.sub("", folded) or folded
    singular = plain.removesuffix("s")
    return (
        singular in STOP_WORDS
        or plain in STOP_WORDS
        or folded in STOP_WORDS
        or (len(plain) == 1 and plain.isascii() and plain.isalpha())
    )


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending in ("ingly", "edly", "ing", "ed", "ly"):
        left = word.removesuffix(ending)
        if left != word and len(left) >= 3 and re.search(r"[aeiouy]", left):
            return _undoubled(left)
    return word


def _undoubled(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word


def _without_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _families() -> dict[str, frozenset[str]]:
    families: dict[str, frozenset[str]] = {}
    for line in _FAMILIES:
        stems = frozenset(stem(word) for word in line.split())
        for each in stems:
            families[each] = families.get(each, frozenset()) | stems
    return families


_FAMILY_OF = _families()
