"""Cells of another column than asked for: the "Weekend price" is no answer for a weekday."""

from rag.answering.language.questions import Question
from rag.answering.language.words import content_stems
from rag.answering.tables.verbalised import VerbalisedPassage
from rag.text.spans import Span
from rag.types import Passage


def is_of_another_column(question: Question, passage: Passage, answer: Span) -> bool:
    """Does the question name what tells another column from the answer's, and not what tells that?

    Only columns that share a word are told apart so: "Weekend price" and "Weekday price". The words
    that name the row are no column's.
    """
    cell = passage.article.cell(answer) if isinstance(passage, VerbalisedPassage) else None
    if cell is None:
        return False
    asked = set(content_stems(question.text)) - set(content_stems(cell.about))
    own = set(content_stems(cell.column))
    return any(
        own & other and own - other and not asked & (own - other) and _holds(asked, other - own)
        for other in (set(content_stems(each)) for each in cell.columns)
    )


def _holds(asked: set[str], telling: set[str]) -> bool:
    return bool(telling) and telling <= asked
