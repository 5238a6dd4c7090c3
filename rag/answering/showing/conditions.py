"""What a short answer holds only with: "except Mondays", "unless it rains" right behind it."""

import re
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.text.spans import Span

_LONGEST = 100  # characters
_GOES_ON = r"(?:[^.;:!?|()\n]|[.:,](?=\d)|\n(?!\s*(?:\n|[-*+•|#>]|\d+[.)])))"
"""Anything within a sentence, though it be wrapped; an hour or a sum has a colon or a full stop."""
_CONDITION = re.compile(
    rf",?\s(?:except|excepting|excluding|unless)\s{_GOES_ON}{{2,{_LONGEST}}}+(?=[.;:!?|)\n]|\Z)"
    rf"|\s\((?:except|excepting|excluding|unless|but not)\s[^()\n]{{2,{_LONGEST}}}\)",
    re.IGNORECASE,
)


def with_condition(candidate: Candidate, text: str) -> Candidate:
    """The candidate with what stands behind it in its quote; itself where it is a sentence.

    `text` is the article's.
    """
    if candidate.is_sentence:
        return candidate
    found = _CONDITION.match(text, candidate.answer.end, candidate.quote.end)
    if found is None:
        return candidate
    answer = Span(candidate.answer.start, found.end())
    return replace(candidate, answer=answer, text=answer.of(text))
