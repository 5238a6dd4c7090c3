"""A sum with what it is paid for: "£14" of "£14 per user per month"."""

import re
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question
from rag.text.spans import Span

_CURRENCY = r"(?:dollars|euros?|pounds|francs|crowns|yuan|yen|won|rupees|EUR|USD|GBP|CHF)"
_SUM = re.compile(rf"[A-Z]{{0,3}}[$€£¥]\s?\d[\d,.]*|\d[\d,.]*\s?(?:[$€£¥]|{_CURRENCY})")
_RATE = re.compile(
    r"(?:[ \t]per [a-z]+(?:-[a-z]+)?|[ \t]an? (?:hour|day|night|week|month|quarter|season|year|head"
    r"|person|piece|pair|copy|ticket|mile|kilo)\b|[ \t]each\b"
    r"|/(?:h|hr|hour|day|week|month|yr|year)\b){1,2}(?!\w)"
)


def with_rate(question: Question, candidate: Candidate) -> Candidate:
    """With what stands right behind a sum, where a sum was asked for."""
    if question.kind is not Kind.MONEY or not _SUM.fullmatch(candidate.text):
        return candidate
    quoted, shift = candidate.quoted, candidate.quote.start
    rate = _RATE.match(quoted, candidate.answer.end - shift)
    if rate is None:
        return candidate
    whole = Span(candidate.answer.start, rate.end() + shift)
    return replace(candidate, answer=whole, text=whole.shifted(-shift).of(quoted))
