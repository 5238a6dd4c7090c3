"""Times of a journey: when it begins is not when it ends, though both stand in one line."""

import re

_LEAVES = re.compile(
    r"\b(?:leav(?:e|es|ing)|left|depart(?:s|ed|ing|ure)?|sets? (?:off|out)|setting off|sails?"
    r"|goes on|continues?|starts?)\b",
    re.IGNORECASE,
)
_GOES = re.compile(r"\b(?:do|does|will|is) .*\b(?:go|going)\W*$", re.IGNORECASE)
_ARRIVES = re.compile(r"\b(?:arriv(?:e|es|ed|ing|al)|gets? (?:there|in))\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?]\s")
_HOUR = re.compile(r"(?:at )?\d{1,2}[:.]?(?:\d\d)?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)


def is_the_other_end(question: str, before: str, answer: str) -> bool:
    """Is it the hour of the arrival where the departure is asked for, or the other way round?

    `before` is what stands before the answer in its line; the last word of the two sorts counts,
    if it is of the same sentence.
    """
    asks_leaving = _LEAVES.search(question) or _GOES.search(question)
    asks_arriving = _ARRIVES.search(question)
    if bool(asks_leaving) == bool(asks_arriving) or not _HOUR.fullmatch(answer):
        return False
    before = _SENTENCE_END.split(before)[-1]
    leaves = max((each.start() for each in _LEAVES.finditer(before)), default=-1)
    arrives = max((each.start() for each in _ARRIVES.finditer(before)), default=-1)
    return arrives > leaves if asks_leaving else leaves > arrives
