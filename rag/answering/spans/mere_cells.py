"""Cells of a table that are too little for the question: a number where two are compared."""

import re

from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question
from rag.answering.spans.figures import is_figure
from rag.answering.tables.verbalised import VerbalisedPassage
from rag.text.spans import Span
from rag.types import Passage

_EXPLAINED = frozenset({Kind.WHY, Kind.HOW, Kind.OPINION})
"""Kinds that no cell of a table answers."""
_COMPARES = re.compile(r"\b(?:diff\w*|change|gap|ratio|vs|versus|than|relative)\b", re.IGNORECASE)
"""In the name of a column that holds what two come to: "Difference"."""


def is_mere_cell(question: Question, passage: Passage, sentence: Span) -> bool:
    """Does the sentence, in offsets of its passage, tell a cell that explains or compares nothing?

    "The Placebo of Sleep (h) is 5.2." is but one side of "sleep with melatonin vs placebo".
    """
    if not isinstance(passage, VerbalisedPassage):
        return False
    article, said = passage.article, sentence.shifted(passage.start)
    if not article.is_told(said):
        return False
    if question.kind is Kind.COMPARISON and is_figure(article.answer(said).of(article.written)):
        return not _COMPARES.search(sentence.of(passage.text))
    return question.kind in _EXPLAINED
