"""The span that a reader points at, made whole: the answer as its kind of question wants it."""

import re

from rag.answering.language.kinds import NAMES, QUANTITIES, TYPED, Kind
from rag.answering.language.questions import Question, asks_for_a_remedy
from rag.answering.spans.cutting import GOOD_FIT, cut
from rag.answering.spans.deeds import with_deed, with_first_deed, with_next_step, with_remedy
from rag.answering.spans.edges import (
    tidied,
    with_both_ends,
    with_bound,
    with_other_hours,
    with_partners,
    without_rise,
)
from rag.answering.spans.enumerations import with_other_items
from rag.answering.spans.figures import is_figure, whole_figure, with_unit
from rag.answering.spans.intervals import with_interval
from rag.answering.spans.lives import with_one_end
from rag.answering.spans.series import with_examples, with_first_items
from rag.text.spans import Span

_LONGER = 3  # words: a date or number that is asked for stands alone, without its whole clause
_MAY_BE_SEVERAL = re.compile(
    r"\b(?:who(?: \w+ly| all)?|by whom was \w+) (?:founded|wrote|made|invented|discovered|designed"
    r"|built|created|won|composed|developed|established|started|signed|attended|directed|painted"
    r"|owns?|runs?|hosted|organi[sz]ed|were|are)\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_CHANGE = re.compile(
    r"\bby how much\b|\bhow (?:much|far) (?:has|have|had|did|do|does|will|would)\b",
    re.IGNORECASE,
)
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:first|second|third|last|latest|earliest|next|final|morning|afternoon|evening|night)\b",
    re.IGNORECASE,
)
"""Asks for one of several times of the day."""


def shaped(question: Question, text: str, pointed: Span) -> Span:
    """Neither more nor less than is asked for; in offsets of the passage, whose `text` it is."""
    answer = tidied(text, pointed)
    if question.kind in TYPED:
        answer = _typed_core(question, text, answer)
    if question.kind in TYPED or is_figure(answer.of(text)):
        answer = whole_figure(question, text, answer)
    answer = with_interval(question, text, without_rise(text, answer))
    if question.kind is Kind.PERSON and _MAY_BE_SEVERAL.search(question.text):
        answer = with_partners(text, answer)
    if question.kind not in QUANTITIES | NAMES:
        answer = with_bound(text, answer)
    if question.kind is Kind.LIST:
        answer = with_first_items(text, with_other_items(question, text, answer))
    if question.kind is Kind.OTHER:
        answer = _whole_deed(question, text, answer)
    if question.kind is Kind.DATE:
        answer = _whole_date(question, text, answer)
    if question.kind is Kind.PERCENT and _ASKS_FOR_A_CHANGE.search(question.text):
        answer = with_both_ends(text, answer)
    return answer


def _whole_date(question: Question, text: str, answer: Span) -> Span:
    """One end of a life, or all hours of a day, as it is asked for."""
    answer = with_one_end(question.text, text, answer)
    one_of_several = _ONE_OF_SEVERAL.search(question.text)
    return answer if one_of_several else with_other_hours(text, answer)


def _whole_deed(question: Question, text: str, answer: Span) -> Span:
    """What was done, or is to be done, with all that the sentence says of it."""
    answer = with_deed(text, with_next_step(text, with_examples(text, answer)))
    if asks_for_a_remedy(question):
        return with_first_deed(text, with_remedy(text, answer))
    return answer


def _typed_core(question: Question, text: str, answer: Span) -> Span:
    """The date or number that a long answer begins to tell about."""
    written = answer.of(text)
    cuts = [each for each in cut(question, written) if each.fit >= GOOD_FIT]
    best = max(cuts, key=lambda each: each.fit, default=None)
    if best is None:
        return answer
    core = with_unit(written, Span(best.start, best.end), len(written))
    longer = len(written.split()) - len(core.of(written).split())
    return core.shifted(answer.start) if longer > _LONGER else answer
