"""Numbers with units and scale, as comparable intervals: "one minute" is "60-second"."""

import cmath
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.language.likeness import Likeness
from rag.answering.language.units import (
    CJK_DIGITS,
    COUNTS,
    CURRENCIES,
    MEASURES,
    SCALES,
    TENS,
    VAGUE,
)
from rag.answering.language.words import content_stems

_ONES = "|".join([*COUNTS][1:10])
_ENGLISH = rf"(?:{'|'.join(TENS)})(?:[\s-](?:{_ONES}))?|{'|'.join(COUNTS)}"
_VAGUE = "|".join(VAGUE)
_NARROW = "\u00a0\u2009\u202f"  # blanks that part thousands and break no line
_COUNTED_THING = r"(?!(?:and|or|to|in|of|on|at|by|is|are|was|were|had|has|the|for|from|per|with)\b)"
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    rf"|[1-9]\d{{0,2}}(?:[{_NARROW}]\d{{3}})+(?!\d)"
    rf"|[1-9]\d{{0,2}}(?: \d{{3}}){{1,5}}(?= {_COUNTED_THING}[a-z°%€$£])"  # "3 000 people"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2}(?:\.000)?(?![.\d])"  # "1.000.000"
    r"|\d+(?:\.\d+)?"
)
_CJK_NUMBER = "[一二两三四五六七八九十]{1,3}(?=[百千万萬亿億个天年月秒分小倍家元美%％])"
_NUMBER = rf"(?:{_DIGITS}|\b(?i:{_ENGLISH}|{_VAGUE}|half a|a)\b|{_CJK_NUMBER})"
_SCALE = (
    r"(?:[\s-]?(?:(?i:hundred|thousand|million|billion|trillion)s?\b|(?:bn|tn|mn|[kKMB])\b)"
    r"|\s*(?:万亿|百万|[百千万萬亿億]))"
)
_UNITS = [*MEASURES, *(name for name in CURRENCIES if name[-1] not in "$€£¥")]
_UNIT = "|".join(
    re.escape(unit) + (r"s?(?![A-Za-z])" if unit[-1].isascii() and unit[-1].isalpha() else "")
    for unit in sorted(_UNITS, key=len, reverse=True)
)

_LATIN = r"A-Za-z\u00c0-\u024f"
_YEAR_START = r"(?:1\d|20)\d"
_DECADE = rf"(?:(?<!\w)['’]\d|{_YEAR_START})0['’]?s\b"
_NO_QUANTITY = (
    r"(?<![\w/.])\d{1,2}/\d{1,2}(?![\w/])"  # "3/4 of users"
    rf"|(?<![\w.,])(?:{_YEAR_START}\d\s?[–-]\s?)?{_DECADE}"  # "1990s"
)
_OPENS = "(\\[{\"'“‘=:<>~≈|,"  # what may stand before a minus sign
_QUANTITY = re.compile(
    rf"{_NO_QUANTITY}|"
    rf"(?P<minus>(?<![^\s{_OPENS}])(?<!\w\()[-−](?=[$€£¥]?\d)(?!\d+·))?"  # not in "GPT-3", "10-20"
    r"(?:(?P<sign>(?:US|us)?\$|[€£¥])\s?)?"
    rf"(?<![{_LATIN}0-9_.])(?(minus)|(?:(?<![-·])|(?<=\s-)))"  # no part of an identifier
    rf"(?P<low>{_NUMBER})(?P<lowscale>(?:{_SCALE})*)"
    r"(?:\s?(?:[–—~～-]|\bto\b|\bor\b|至|到)\s?"
    rf"(?P<under>(?<=\s)[-−](?=\d))?(?P<high>{_NUMBER})(?P<highscale>(?:{_SCALE})*))?"
    rf"(?:[\s-]*(?P<unit>(?i:{_UNIT}))|(?P<code>[A-Z]{{1,3}}\b))?"  # a code as in "800G" or "2K"
)
_ABOVE = re.compile(
    r"(?:more than|over|above|at least|exceed(?:s|ed|ing)?|upwards? of|no (?:less|fewer) than"
    r"|greater than|超过|逾|至少|多于)\s*(?:the\s|a\s)?$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:less than|under|below|fewer than|at most|up to|as much as|no more than|nearly|almost"
    r"|不到|不足|至多|最多|少于)\s*(?:the\s|a\s)?$",
    re.IGNORECASE,
)
_NOUN = re.compile(r"[\s-]*((?:[^\W\d_][\w'’-]*\s?){1,3})")
_TOLERANCE = 1e-6  # 34.6e9 reached in two ways; never "about the same"


@dataclass(frozen=True, slots=True)
class Quantity:
    """All amounts between `low` and `high` (both included, high may be infinite) of a unit."""

    low: float
    high: float
    unit: str | None
    """`USD`, `%`, `s`, `month`, `m`, …; `None` for a plain count."""
    counted: frozenset[str]
    """Stems of the words behind a plain count: "100 million registered users"."""

    def likeness(self, other: "Quantity") -> Likeness:
        """Same unit and same stated figure, or intervals that do not meet; else incomparable."""
        if self.unit != other.unit or not self._counts_the_same(other):
            return Likeness.INCOMPARABLE
        if cmath.isclose(self._stated(), other._stated(), rel_tol=_TOLERANCE):
            return Likeness.SAME
        if self.unit is None and not self.counted & other.counted:
            return Likeness.INCOMPARABLE  # two bare numbers may count anything
        apart = self.high < other.low or other.high < self.low
        return Likeness.DIFFERENT if apart else Likeness.INCOMPARABLE

    def _counts_the_same(self, other: "Quantity") -> bool:
        return not self.counted or not other.counted or bool(self.counted & other.counted)

    def _stated(self) -> complex:
        """The one figure that is written; a range equals only the same range."""
        if self.low and math.isfinite(self.low) and math.isfinite(self.high):
            return complex(self.low, self.high)
        written = self.low if self.low > 0 or self.high == 0 else self.high
        return complex(written, written)


@dataclass(frozen=True, slots=True)
class QuantitySpan:
    """A quantity, where the text states it with its unit, and the end of what it counts."""

    start: int
    end: int
    value: Quantity
    noun_end: int


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[QuantitySpan, ...]:
    """Every quantity of the text in order; identifiers ("GPT-3") and a bare "one" are none."""
    spans = (_span(text, match) for match in _QUANTITY.finditer(text))
    return tuple(span for span in spans if span is not None)


def _span(text: str, match: re.Match[str]) -> QuantitySpan | None:
    if match["low"] is None:  # a decade or a fraction
        return None
    unit, factor = _unit(match)
    if _is_pronoun(match, unit):
        return None
    low, high = (amount * factor for amount in _range(match))
    before = text[max(0, _first(match) - 24) : _first(match)]
    low, high = _bounded(before, min(low, high), max(low, high))
    counted, noun_end = _counted(text, match.end()) if unit is None else (frozenset(), match.end())
    return QuantitySpan(_first(match), match.end(), Quantity(low, high, unit, counted), noun_end)


def _range(match: re.Match[str]) -> tuple[float, float]:
    """The two amounts that are written, before any "more than"."""
    scale = match["lowscale"] or match["highscale"]
    if vague := VAGUE.get(match["low"].casefold()):
        return vague[0] * _scale(scale), vague[1] * _scale(scale)
    low = _signed(match, "minus", "low") * _scale(scale)
    if match["high"] is None:
        return low, low
    return low, _signed(match, "under", "high") * _scale(match["highscale"])


def _signed(match: re.Match[str], minus: str, number: str) -> float:
    amount = _plain(match[number].casefold())
    return -amount if match[minus] else amount


def _first(match: re.Match[str]) -> int:
    return min(match.start(each) for each in ("minus", "sign", "low") if match[each])


def _is_pronoun(match: re.Match[str], unit: str | None) -> bool:
    """Is it no number, since nothing is measured: "one of", "a few", "a second"?"""
    written = match["low"].casefold()
    if written == "a":
        written_unit = (match["unit"] or "h").casefold()
        measured = written_unit != "h" and not written_unit.startswith("sec")
        return not match["lowscale"] and not measured
    bare = unit is None and not match["lowscale"] and not match["high"]
    return bare and (written in {"half a", "one"} or written in VAGUE)


def _unit(match: re.Match[str]) -> tuple[str | None, float]:
    if match["sign"]:
        return CURRENCIES[match["sign"].casefold()], 1.0
    if not match["unit"]:
        return None, 1.0
    written = match["unit"].casefold()  # the pattern's "s" is also a long one
    known = written in MEASURES or written in CURRENCIES
    name = written if known else written.removesuffix("s")
    return (CURRENCIES[name], 1.0) if name in CURRENCIES else MEASURES.get(name, (None, 1.0))


def _scale(written: str | None) -> float:
    factors = (
        SCALES[scale if scale in SCALES else scale.removesuffix("s")]
        for scale in re.findall(r"[a-z]+|万亿|百万|[百千万萬亿億]", (written or "").casefold())
    )
    return math.prod(factors, start=1.0)


def _plain(number: str) -> float:
    if number[0].isdigit():
        digits = re.sub(r"[,\s]", "", number)
        return float(digits.replace(".", "") if digits.count(".") > 1 else digits)
    if number in {"a", "half a"}:
        return 1.0 if number == "a" else 0.5
    if number[0] in CJK_DIGITS:
        return _cjk(number)
    return float(sum(TENS.get(word, COUNTS.get(word, 0)) for word in re.split(r"[\s-]", number)))


def _cjk(number: str) -> float:
    tens, ten, ones = number.partition("十")
    if not ten:
        return float(int("".join(str(CJK_DIGITS[digit]) for digit in number)))
    return float((CJK_DIGITS[tens] if tens else 1) * 10 + (CJK_DIGITS[ones] if ones else 0))


def _bounded(before: str, low: float, high: float) -> tuple[float, float]:
    if _ABOVE.search(before):
        return low, math.inf
    if _BELOW.search(before):
        return (-math.inf if high < 0 else 0.0), high
    return low, high


def _counted(text: str, end: int) -> tuple[frozenset[str], int]:
    match = _NOUN.match(text, end)
    if match is None:
        return frozenset(), end
    stems = content_stems(match.group(1))
    return frozenset(stems), match.start(1) + len(match.group(1).rstrip()) if stems else end
