"""The interval in the bracket behind a figure: "0.68 (0.47 to 0.90)", "46% (95% CI 38-53%)"."""

import re

from rag.answering.language.questions import Question
from rag.text.spans import Span

_ASKS = re.compile(
    r"\bCIs?\b|\b(?:confidence|credible|uncertainty|prediction) intervals?\b|\bIQR\b"
    r"|\binterquartile range\b|\bmargin of error\b",
)
_NUMBER = r"[-−+]?\d[\d.,]*(?<![.,])"
_ENDS = rf"{_NUMBER}\s?[%\w°]{{0,4}}(?:\s?[–—-]\s?|\sto\s|,\s?){_NUMBER}"
_INTERVAL = re.compile(
    r"[ \t]?[a-zµ°%/²³]{0,10}(?:[ \t][a-z]{1,10})?[ \t]?[(\[](?:[^()\[\]\n;]{0,20}?[:\s])?"
    rf"{_ENDS}[^()\[\]\n]{{0,80}}[)\]]"
)
_BOTH_ENDS = re.compile(rf"(?:(?<=CI )|(?<=IQR )){_ENDS}%?")
_LOOKED_AT = 30  # characters before an end of an interval
_ENDS_IN_FIGURE = re.compile(r"\d[^\s()]{0,4}(?:[ \t][a-z%/]{1,10})?\Z")


def with_interval(question: Question, text: str, answer: Span) -> Span:
    """With the bracket behind a figure, or with both ends, where an interval is asked for."""
    if not _ASKS.search(question.text) or not _ENDS_IN_FIGURE.search(answer.of(text)):
        return answer
    start, end = max(0, answer.start - _LOOKED_AT), answer.end + _LOOKED_AT
    for found in _BOTH_ENDS.finditer(text, start, end):
        if found.start() <= answer.start and answer.end <= found.end():
            return Span(*found.span())
    behind = _INTERVAL.match(text, answer.end)
    return Span(answer.start, behind.end()) if behind else answer
