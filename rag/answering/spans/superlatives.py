"""Rows that a question would have compared: "which is cheapest" is told by no row alone."""

import re

from rag.answering.language.questions import Question
from rag.answering.tables.verbalised import VerbalisedPassage
from rag.text.spans import Span
from rag.types import Passage

_SUPERLATIVES_TEXT = """
longest shortest highest lowest largest smallest biggest greatest tallest deepest widest narrowest
fastest slowest quickest heaviest lightest oldest youngest cheapest dearest hottest coldest warmest
strongest weakest hardest easiest busiest richest poorest farthest furthest nearest closest fewest
"""
_SUPERLATIVES = "|".join(_SUPERLATIVES_TEXT.split())
_ASKS = re.compile(
    r"\b(?:which|who|what(?!['’]s\b| (?:is|are|was|were|will|would|can|could|may|should)\b))\b"
    rf".*\b(?:{_SUPERLATIVES}|the (?:most|least)(?! of\b)|(?:most|least)(?=\W*\Z))\b",
    re.IGNORECASE,
)
"""Not "what is the longest clip": a table of limits tells that."""
_LONGEST_QUESTION = 300
_TOLD = re.compile(
    rf"\b(?:{_SUPERLATIVES}|most|least|best|worst|max\w*|min(?:imum|imal)?|record|top|rank\w*)\b",
    re.IGNORECASE,
)


def is_one_of_rows(question: Question, passage: Passage, answer: Span) -> bool:
    """Is the answer a table's row or cell, where the question asks which of them is the most?

    The reader compares nothing: it points at any row. It may be right where the row, its column or
    the heading above says so: "Best price", "Maximum".
    """
    if not isinstance(passage, VerbalisedPassage) or not passage.article.is_told(answer):
        return False
    if not _ASKS.search(question.text[:_LONGEST_QUESTION]):
        return False
    row = passage.article.quote(answer).of(passage.article.written)
    return not _TOLD.search("\n".join((passage.heading, row, _sentence(passage, answer))))


def _sentence(passage: VerbalisedPassage, answer: Span) -> str:
    """What tells the cell, with its column's name."""
    text = passage.article.text
    end = text.find("\n", answer.end)
    return text[text.rfind("\n", 0, answer.start) + 1 : end if end >= 0 else len(text)]
