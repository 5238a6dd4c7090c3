"""Possible answers that a reader's passage holds: short spans, or whole sentences.

Kinds that a date, number or name answers take the reader's spans; why, how, definition and opinion
take its sentences; the rest take spans, save a shred of one, which gives way to its sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.choosing.choice import Possible, choice_features
from rag.answering.language.abbreviations import asked_long_form
from rag.answering.language.cues import cue
from rag.answering.language.kinds import NAMES, SHORT, TYPED, Kind
from rag.answering.language.questions import Question, asks_twice, wants_sentence
from rag.answering.language.values import Value, value_of
from rag.answering.language.words import content_words
from rag.answering.spans.cutting import GOOD_FIT, fit_of
from rag.answering.spans.mere_cells import is_mere_cell
from rag.answering.spans.misplaced import is_misplaced
from rag.answering.spans.other_columns import is_of_another_column
from rag.answering.spans.quotes import (
    carrying,
    ended,
    is_byline,
    is_fragment,
    leads_up,
    poses_as_citation,
    unmarked,
)
from rag.answering.spans.shaping import shaped
from rag.answering.spans.superlatives import is_one_of_rows
from rag.text.spans import Span, stripped
from rag.types import Guess, Hit, Reading, ScoredSpan

# Weights of what is added to a reader's own score, in nats; measured in eval/LOG.md.
_SPAN_INSIDE = 0.25
_NO_SPAN = -12.0
_CUE = 0.5  # a nudge, since a trained reader knows most of it
_FRAGMENT = 3.0
_WRONG_TYPE = 2.0
_MOST_SPANS, _MOST_SENTENCES = 6, 4
"""Of one passage: further down no answer was ever chosen."""
_AUTHOR = re.compile(
    r"\b(?:author|wrote|write|written|writer|byline|reporter|reported|journalist|edit\w*|published"
    r"|updated?|posted|translat\w*|photo\w*|by whom)\b",
    re.IGNORECASE,
)
"""What a byline answers."""
_POINTS = re.compile(
    r"(?:that|those|this|these|its?|which|whose) (?:of|is|was|are|were)\b", re.IGNORECASE
)
"""Names nobody and nothing: "that of the majority"."""
_ASKS_FOR_A_NOUN = re.compile(
    r"\b(?:what|which)\s+(?!(?:is|are|was|were|do|does|did|will|would|has|have|had|can|could|led|held"
    r"|goes|happens|makes|keeps|becomes|sets|\w+ed)\b)\w",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A possible answer, in offsets of its article, with the sentences that carry it."""

    hit: Hit
    answer: Span
    quote: Span
    text: str
    value: Value
    score: float
    """The networks' of answer and passage, weighed with what is around."""
    relevance: float
    is_sentence: bool
    features: Mapping[str, float]
    """What the score is weighed from, see `rag.answering.choosing.choice`."""

    @property
    def quoted(self) -> str:
        """The text of the quote."""
        return self.quote.shifted(-self.hit.passage.start).of(self.hit.passage.text)

    @property
    def guess(self) -> Guess:
        """What an answer reranker reads."""
        own = self.answer.shifted(-self.hit.passage.start)
        return Guess(self.hit, own.start, own.end)

    @property
    def likelihood(self) -> float:
        """How sure the reader by itself is of answer and passage, in nats."""
        return self.features["score"] + self.features["relevance"]


def candidates_of(question: Question, reading: Reading) -> Iterator[Candidate]:
    """What the reader found in one passage, as answers to this kind of question."""
    if wants_sentence(question):
        yield from sentences_of(question, reading)
    else:
        spans = (each for each in reading.spans[:_MOST_SPANS] if each.end > each.start)
        sentences = sorted(Span(each.start, each.end) for each in reading.sentences)
        found = (_spanned(question, reading, sentences, span) for span in spans)
        yield from (each for each in found if _is_told(question, each))


def _is_told(question: Question, candidate: Candidate) -> bool:
    """Is there anything, and is it said of what is asked, not written above it?"""
    quote = candidate.quoted
    if candidate.answer.end <= candidate.answer.start:
        return False
    if question.kind is Kind.LIST and _is_heading(candidate):
        return False
    passage, answer = candidate.hit.passage, candidate.answer
    if is_of_another_column(question, passage, answer) or is_one_of_rows(question, passage, answer):
        return False
    if is_misplaced(question, _before(candidate), candidate.text, quote):
        return False
    return _may_be_told(question, quote)


def _may_be_told(question: Question, sentence: str) -> bool:
    """Is it neither another file's citation nor a byline, unless who wrote it is asked for?"""
    if poses_as_citation(sentence):
        return False
    return not is_byline(sentence) or bool(_AUTHOR.search(question.text))


def _is_heading(candidate: Candidate) -> bool:
    return _before(candidate).startswith("#")


def _before(candidate: Candidate) -> str:
    """What stands before the answer in its line."""
    start = candidate.answer.start - candidate.hit.passage.start
    return candidate.hit.passage.text[:start].rpartition("\n")[2]


def sentences_of(question: Question, reading: Reading) -> Iterator[Candidate]:
    """Its best sentences; none that only leads up to the next, or poses as a citation."""
    text = reading.hit.passage.text
    in_order = sorted(Span(each.start, each.end) for each in reading.sentences)
    for sentence in reading.sentences[:_MOST_SENTENCES]:
        written = text[sentence.start : sentence.end]
        if leads_up(written) or not _may_be_told(question, written):
            continue
        if is_mere_cell(question, reading.hit.passage, Span(sentence.start, sentence.end)):
            continue
        score = sentence.score + _SPAN_INSIDE * _best_inside(reading, sentence)
        score += _CUE * cue(question, written) - _FRAGMENT * is_fragment(written)
        span = unmarked(text, stripped(text, sentence.start, sentence.end))
        if spelt := asked_long_form(question.text, text, span):
            yield _candidate(question, reading, spelt, span, score, is_sentence=False)
        elif span.end > span.start:
            quote = carrying(question, text, in_order, span)
            yield _candidate(question, reading, span, quote, score, is_sentence=True)


def _spanned(
    question: Question, reading: Reading, sentences: Sequence[Span], span: ScoredSpan
) -> Candidate:
    """`sentences` are the reading's, in the order of the text."""
    text = reading.hit.passage.text
    answer = shaped(question, text, Span(span.start, span.end))
    quote = carrying(question, text, sentences, answer)
    answer = Span(max(answer.start, quote.start), answer.end)
    if _is_shred(question, answer.of(text)) or (asks_twice(question) and answer.of(text)):
        return _candidate(question, reading, answer, quote, span.score, is_sentence=True)
    written = answer.of(text)
    wrong = question.kind in TYPED and fit_of(question, quote.of(text), written) < GOOD_FIT
    wrong = wrong or (question.kind in NAMES and bool(_POINTS.match(written)))
    score = span.score - _WRONG_TYPE * wrong
    return _candidate(question, reading, answer, quote, score, is_sentence=False)


def _candidate(
    question: Question,
    reading: Reading,
    span: Span,
    quote: Span,
    score: float,
    *,
    is_sentence: bool,
) -> Candidate:
    text, shift = reading.hit.passage.text, reading.hit.passage.start
    if is_sentence:  # though the reader pointed at the mark in front of it
        quote = unmarked(text, quote)
    answer = ended(text, quote) if is_sentence else span
    written = answer.of(text)
    possible = Possible(reading.hit, quote.of(text), written, score, _support(reading, answer))
    return Candidate(
        hit=reading.hit,
        answer=answer.shifted(shift),
        quote=quote.shifted(shift),
        text=written,
        value=value_of(written),
        score=score,
        relevance=reading.relevance,
        is_sentence=is_sentence,
        features={"relevance": reading.relevance, **choice_features(question, possible)},
    )


def _support(reading: Reading, answer: Span) -> float:
    """The score of the sentence in which the answer starts; the least where none does."""
    for each in reading.sentences:
        if each.start <= answer.start < each.end:
            return each.score
    return min((each.score for each in reading.sentences), default=0.0)


def _best_inside(reading: Reading, sentence: ScoredSpan) -> float:
    inside = (each.score for each in reading.spans if sentence.start <= each.start < sentence.end)
    return max(inside, default=_NO_SPAN if reading.spans else 0.0)


def _is_shred(question: Question, answer: str) -> bool:
    """Too little to stand alone, where the question did not ask for a date, number or name."""
    if question.kind in SHORT or question.kind is Kind.LIST:
        return not answer
    meant = content_words(answer)
    plain = answer.islower() and not any(letter.isdigit() for letter in answer)
    return not meant or (plain and len(meant) < 2 and not _asks_for_a_noun(question))


def _asks_for_a_noun(question: Question) -> bool:
    return bool(_ASKS_FOR_A_NOUN.search(question.text))
