"""Whether an answer is right, by the rule of its gold answer."""

import math
import re
import unicodedata
from collections.abc import Sequence

from rag.evaluation.gold import (
    DateRule,
    EvidenceRule,
    ExactRule,
    GoldAnswer,
    GoldQuestion,
    Granularity,
    NumberRule,
    RegexRule,
    Rule,
    SquadRule,
)
from rag.evaluation.squad import overlap_f1
from rag.evaluation.values import CHECKED_UNITS, Day, Figure, days, figures

ENOUGH_F1 = 0.6
ENOUGH_EVIDENCE = 0.5
LONGEST = 3
"""An alias stands whole inside an answer of at most this many times its length in tokens."""
CJK = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
POSSESSIVE = re.compile(r"['’]s\b")
LIST_BREAK = re.compile(
    r"\s*(?:[;,、，；]\s*(?:and\s+|or\s+)?|\band\b|\bor\b|和|以及)\s*", re.IGNORECASE
)


def tokens(text: str) -> list[str]:
    """SQuAD's normalisation for every script: Unicode punctuation, one token a Han character."""
    bare = POSSESSIVE.sub("", text.lower())
    kept = "".join(" " if _is_mark(character) else character for character in bare)
    words = CJK.sub(r" \1 ", kept).split()
    return [word for word in words if word not in {"a", "an", "the"}]


def is_right(question: GoldQuestion, given: str, items: Sequence[str], coverage: float) -> bool:
    """Whether the answer's text is right for the question; a forbidden answer never is.

    `items` are those of a list. `coverage` is the greatest share of an evidence set's cores that
    the cited quotes cover. With "all", every gold answer must be given and the wrong items must
    not outnumber the right ones.
    """
    if any(is_forbidden(question, item, given) for item in question.forbidden):
        return False
    if not question.require_all:
        return any(_fits(answer, given, coverage) for answer in question.answers)
    right, found = items_right(question, given, items, coverage)
    return found == len(question.answers) and 2 * right >= len(items)


def stands_in(answer: GoldAnswer, text: str) -> bool:
    """Whether a stretch of an article states the gold answer, by the answer's own rule."""
    match answer.rule:
        case EvidenceRule():
            return True
        case NumberRule() | DateRule() | RegexRule():
            return answers_value(answer.rule, text) or _any_within(answer, text)
        case _:
            return _any_within(answer, text)


def is_forbidden(question: GoldQuestion, forbidden: str, given: str) -> bool:
    """The same words, or the same date or figure where the question is after one."""
    if tokens(forbidden) == tokens(given):
        return True
    rules = {type(answer.rule) for answer in question.answers}
    if DateRule in rules:
        return _same_days(days(forbidden), days(given))
    if NumberRule in rules:
        return bool(figures(forbidden)) and figures(forbidden) == figures(given)
    return False


def list_items(claims: Sequence[str], text: str) -> list[str]:
    """The items of a list answer: its claims, or the one claim cut at commas and "and"."""
    if len(claims) > 1:
        return list(claims)
    return [item for item in LIST_BREAK.split(text) if item.strip()]


def items_right(
    question: GoldQuestion, given: str, items: Sequence[str], coverage: float = 0.0
) -> tuple[int, int]:
    """How many items match some gold answer, and how many gold answers are given."""
    right = sum(any(_fits(answer, item, coverage) for answer in question.answers) for item in items)
    found = sum(
        any(_fits(answer, item, coverage) for item in items) or stands_in(answer, given)
        for answer in question.answers
        if not isinstance(answer.rule, EvidenceRule) or coverage >= ENOUGH_EVIDENCE
    )
    return right, found


def gives(answer: GoldAnswer, given: str) -> bool:
    """Whether a text gives this one answer (a side of a disagreement), quotes aside."""
    return _fits(answer, given, 0.0)


def within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the tokens stand in the other's, next to each other and in order."""
    width = len(part)
    starts = range(len(whole) - width + 1)
    return width > 0 and any(list(whole[at : at + width]) == list(part) for at in starts)


def answers_value(rule: Rule, text: str) -> bool:
    """Whether a figure, a date or a pattern of the text satisfies the rule."""
    match rule:
        case NumberRule():
            return any(_same_figure(rule, figure) for figure in figures(text))
        case DateRule():
            return any(_same_day(rule, day) for day in days(text))
        case RegexRule(pattern):
            return re.search(pattern, text, re.IGNORECASE) is not None
        case _:
            return False


def _fits(answer: GoldAnswer, given: str, coverage: float) -> bool:
    match answer.rule:
        case SquadRule():
            return any(_squad_fits(wording, given) for wording in answer.wordings)
        case ExactRule():
            return any(tokens(wording) == tokens(given) for wording in answer.wordings)
        case EvidenceRule():
            return coverage >= ENOUGH_EVIDENCE
        case NumberRule() | DateRule():
            same = any(tokens(wording) == tokens(given) for wording in answer.wordings)
            return same or answers_value(answer.rule, given)
        case RegexRule():
            return answers_value(answer.rule, given)


def _squad_fits(wording: str, given: str) -> bool:
    gold, said = tokens(wording), tokens(given)
    if overlap_f1(gold, said) >= ENOUGH_F1:
        return True
    return len(said) <= LONGEST * len(gold) and within(gold, said)


def _any_within(answer: GoldAnswer, text: str) -> bool:
    said = tokens(text)
    return any(within(tokens(wording), said) for wording in answer.wordings)


def _same_figure(rule: NumberRule, figure: Figure) -> bool:
    if rule.unit in CHECKED_UNITS and figure.unit != rule.unit:
        return False
    return math.isclose(figure.value, rule.value, rel_tol=rule.tolerance or 1e-9)


def _same_day(rule: DateRule, day: Day) -> bool:
    """A missing year is no contradiction; the finest part that is asked for must stand."""
    year, month, date = (*(int(part) for part in rule.value.split("-")), None, None)[:3]
    same_year = day.year is None or day.year == year
    match rule.granularity:
        case Granularity.YEAR:
            return day.year == year
        case Granularity.MONTH:
            return same_year and day.month is not None and day.month == month
        case Granularity.DAY:
            return same_year and day.day is not None and (day.month, day.day) == (month, date)


def _same_days(first: Sequence[Day], second: Sequence[Day]) -> bool:
    return any(
        day.day == other.day and day.month == other.month and day.day is not None
        for day in first
        for other in second
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
