"""The sentences of a paragraph that count what they tell, "First, … Second, …", all of them."""

import re
from collections.abc import Sequence

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.evidence import coverage, credit, prepare
from rag.answering.language.kinds import Kind
from rag.answering.language.questions import Question
from rag.answering.showing.bullets import items_quoted
from rag.text.paragraphs import paragraph_around
from rag.text.sentences import iter_sentences
from rag.text.spans import Span

_TURNS = (
    r"first(?:ly)?", r"second(?:ly)?", r"third(?:ly)?", r"fourth(?:ly)?", r"fifth(?:ly)?",
    r"sixth(?:ly)?", r"seventh(?:ly)?",
)  # fmt: skip
_LAST = r"(?:and )?(?:finally|lastly|last)"
_LONGEST = 60  # words of a sentence: longer ones tell more than what is counted
_ANNOUNCED = 0.5  # of the question's words in title, headings and the sentence before
_ENDS = " .;,\r\n\t"


def told_in_turn(question: Question, best: Candidate, text: str) -> list[Candidate]:
    """What each of them tells, in order; none where the answer stands in none of them.

    A list must be asked for, and announced by the sentence before the first or a heading. `text` is
    the article's.
    """
    if question.kind is not Kind.LIST:
        return []
    counted, lead = _counted(_sentences(best, text), text)
    if not any(each.start <= best.answer.start < each.end for each in counted):
        return []
    above = f"{best.hit.passage.heading}\n{lead}"
    known = prepare(f"{best.hit.article.title}\n{above}")
    shared = any(credit(stem, prepare(above)) for stem in question.stems)
    if not shared or coverage(question, known) < _ANNOUNCED:
        return []
    if any(len(each.of(text).split()) > _LONGEST for each in counted):
        return []
    whole = Span(counted[0].start, counted[-1].end)
    spans = [_told(each, place, text) for place, each in enumerate(counted)]
    return items_quoted(best, text, spans, whole)


def _sentences(best: Candidate, text: str) -> list[Span]:
    """Those of the paragraph around the answer; none where that is too long."""
    whole = paragraph_around(text, best.answer)
    if whole is None:
        return []
    return list(iter_sentences(text, best.hit.article.language, whole.start, whole.end))


def _counted(sentences: Sequence[Span], text: str) -> tuple[list[Span], str]:
    """Those that count from the first on, at least two, and the sentence before them."""
    counted: list[Span] = []
    lead = ""
    for place, sentence in enumerate(sentences):
        if _turn(len(counted)).match(text, sentence.start, sentence.end):
            if not counted and place:
                lead = sentences[place - 1].of(text)
            counted.append(sentence)
    return (counted, lead) if len(counted) > 1 else ([], "")


def _told(sentence: Span, place: int, text: str) -> Span:
    turn = _turn(place).match(text, sentence.start, sentence.end)
    start = turn.end() if turn else sentence.start
    return Span(start, max(start + 1, sentence.start + len(sentence.of(text).rstrip(_ENDS))))


def _turn(place: int) -> re.Pattern[str]:
    """What begins the sentence at a place; the last may be any but the first two."""
    word = _TURNS[place] if place < len(_TURNS) else _LAST
    last = rf"|{_LAST}" if place > 1 else ""
    return re.compile(rf"\s*(?:{word}{last})\b(?:,|:)?\s+", re.IGNORECASE)
