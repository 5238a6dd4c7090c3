"""Deeds that are done once: two articles that date one differently contradict each other."""

import re

from rag.answering.choosing.candidates import Candidate
from rag.answering.disagreement.contradictions import stated
from rag.answering.language.dates import Date
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question

_DEEDS = tuple(
    re.compile(rf"\b(?:{deed})\b", re.IGNORECASE)
    for deed in (r"found(?:ed|ing)|established|foundation", r"born|birth", r"die[ds]?|death")
)
_SURE = 5.0  # nats: the reader has no doubt that this answers the question
_ALL = 0.99
"""Of the question's words: who did it is told in the passage or above it."""


def is_dated_twice(question: Question, one: Candidate, two: Candidate) -> bool:
    """Do both quotes tell when the very thing that is asked about was founded, was born or died?"""
    if question.kind is not Kind.DATE or not (_has_year(one) and _has_year(two)):
        return False
    asked = [deed for deed in _DEEDS if deed.search(question.text)]
    told = any(deed.search(one.quoted) and deed.search(two.quoted) for deed in asked)
    return told and all(_is_surely_of_it(each) for each in (one, two))


def _has_year(candidate: Candidate) -> bool:
    value = stated(candidate).value
    return isinstance(value, Date) and value.year is not None


def _is_surely_of_it(candidate: Candidate) -> bool:
    return candidate.likelihood >= _SURE and candidate.features["passage_words"] >= _ALL
