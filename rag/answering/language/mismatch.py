"""Answers that cannot be of the type asked for, such as "2022" where the month is.

A small reader takes the nearest number or date there is, and gives "$1 billion" to "how many
pictures". Only English questions that begin by asking for a count, percentage, price, version,
month, year or day are looked at, and only what is beyond doubt counts: a number may be written in
words, and a count be told as a share, or as "the rest".
"""

import re
from collections.abc import Callable, Mapping, Set

from rag.answering.language.quantities import find_quantities
from rag.answering.language.units import COUNTS, CURRENCIES, SCALES, TENS, VAGUE

_LED_BY = (
    r"^\W*(?:(?:and|so|but|then|in|on|by|to|for|from|into|over|after|since|until|within|at|of|about"
    r"|during|exactly|roughly) )*"
)
_PART = re.compile(
    _LED_BY + r"(?:what|which) (month|year|day)"
    r"(?=\W*$| (?:is|was|were|are|did|does|do|will|would|has|had|have|can|could|should|must|of the"
    r" month|of the year)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(_LED_BY + r"(?:what|which) (?:exact |calendar )?date\b", re.IGNORECASE)
_VERSION = re.compile(_LED_BY + r"(?:what|which) (?:version|release|edition)\b", re.IGNORECASE)
_NAMED = re.compile(r"\d|[A-Z]|[^\x00-\x7f]")
_COUNT = re.compile(_LED_BY + r"how many ((?:[\w'’-]+ ?){1,4})", re.IGNORECASE)
_PERCENTAGE = re.compile(
    _LED_BY + r"(?:what percentage|what per ?cent|how many per ?cent)", re.IGNORECASE
)
_PRICE = re.compile(
    _LED_BY + r"(?:(?:what|how high) (?:is|was|are|were) the (?:[\w-]+ ){0,2}prices?(?: targets?)?"
    r"(?=\W*$| (?:of|for|per|at|now|today)\b)(?!.*\b(?:loan|credit|money|capital|debt)s?\b)"
    r"|how much (?:does|do|did|will|would) .*\bcost(?=\W*$| (?:at|per|now|today)\b))",
    re.IGNORECASE,
)
_OF_MONEY_OR_TIME = re.compile(
    r"\b(?:dollars?|euros?|pounds?|yuan|yen|crowns?|francs?|cents?|millions?|billions?|trillions?"
    r"|times?|secs?|seconds?|mins?|minutes?|hours?|days?|nights?|weeks?|months?|seasons?|years?"
    r"|decades?|centuries|per ?cent|percent)\b",
    re.IGNORECASE,
)
_OTHER_UNITS = frozenset(CURRENCIES.values()) | {"s", "month"}
_NO_SUM = frozenset({"%", "s", "month"})
_WHOLLY_YEAR = re.compile(
    r"\W*(?:(?:in|by|the|late|early|mid|end|start|beginning|of|around|about|since|during|year)\W+)*"
    r"(?:1\d{3}|20\d{2})\W*",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_WHOLLY_DAY = re.compile(
    rf"\W*(?:on )?(?:the )?(?:\d\d?(?:st|nd|rd|th)? (?:of )?{_MONTHS}"
    rf"|{_MONTHS} \d\d?(?:st|nd|rd|th)?)\W*"
)
_NUMBER_WORDS_TEXT = """
second third fourth fifth half halves quarter quarters thirds fifths tenth tenths dozen dozens score
scores hundreds thousands millions billions double doubled twice triple tripled thrice couple pair
single sole lone alone twin twins triplets once both none nobody nothing no nought nil never
most majority minority all every each any many lots plenty countless numerous some an only hardly
rest unicameral undefeated eighties nineties
"""
_NUMBER_WORDS = frozenset(
    [*_NUMBER_WORDS_TEXT.split(), *COUNTS, *TENS, *SCALES]
    + [word for vague in VAGUE for word in vague.split() if word != "a"]
)
_NUMBER = re.compile(r"\d|\w{3,}(?:th|fold)\b")
_NO_NUMBER = re.compile(r"\bone (?:after (?:the other|another)|by one|another)\b")
_WORD = re.compile(r"[a-z]+")
_SIDES = (
    ("left", "right"), ("upper", "lower"), ("front", "rear"), ("minimum", "maximum"),
    ("systolic", "diastolic"), ("indoor", "outdoor"),
)  # fmt: skip
_OTHER_SIDE = {**dict(_SIDES), **{two: one for one, two in _SIDES}}
_SIDED = re.compile(rf"\b({'|'.join(_OTHER_SIDE)})[ -](\w+)")


def mismatches(question: str, answer: str, quote: str = "") -> bool:
    """Was a count, percentage, price, version, month, year or day asked for, but this is none?

    Or does it, or the quote that carries it, speak of the right arm where the left is asked for?
    """
    told = f"{answer}\n{quote}"
    return _is_of_the_other_side(question, told) or _is_of_another_type(question, answer)


def _is_of_another_type(question: str, answer: str) -> bool:
    if _DATE.search(question) or (_VERSION.search(question) and not _NAMED.search(answer)):
        return not _holds_number(answer)
    if part := _PART.search(question):
        return _NOT_OF[part[1].casefold()](answer)
    if _PERCENTAGE.search(question):
        return not _holds_number(answer)
    if counted := _COUNT.search(question):
        return not _holds_number(answer) or (
            not _OF_MONEY_OR_TIME.search(counted[1]) and _is_only_money_or_time(answer)
        )
    if _PRICE.search(question):
        return _is_only_share_or_time(answer)
    return False


def _is_of_the_other_side(question: str, answer: str) -> bool:
    asked, told = ({*_SIDED.findall(each.casefold())} for each in (question, answer))
    things = {thing: side for side, thing in asked}
    sides = {side for side, _ in asked}
    return bool(sides) and any(
        _OTHER_SIDE[side] == things.get(thing) and not sides & {each for each, _ in told}
        for side, thing in told
    )


def _is_year(answer: str) -> bool:
    return bool(_WHOLLY_YEAR.fullmatch(answer))


def _has_no_year(answer: str) -> bool:
    written = answer.casefold()
    return bool(_WHOLLY_DAY.fullmatch(answer)) or not (_holds_number(answer) or "year" in written)


_NOT_OF: Mapping[str, Callable[[str], bool]] = {
    "month": _is_year,
    "day": _is_year,
    "year": _has_no_year,
}


def _holds_number(text: str) -> bool:
    written = _NO_NUMBER.sub("", text.casefold())
    return bool(_NUMBER.search(written)) or not _NUMBER_WORDS.isdisjoint(_WORD.findall(written))


def _is_only_money_or_time(answer: str) -> bool:
    """Is each number a sum or a length of time, and no other number told in words?"""
    return _is_only_of(answer, _OTHER_UNITS)


def _is_only_share_or_time(answer: str) -> bool:
    return _is_only_of(answer, _NO_SUM)


def _is_only_of(answer: str, units: Set[str]) -> bool:
    """Are there quantities, each of such a unit, and no other number told in words?"""
    found = find_quantities(answer)
    rest = answer
    for span in reversed(found):
        rest = rest[: span.start] + rest[span.end :]
    return bool(found) and {span.value.unit for span in found} <= units and not _holds_number(rest)
