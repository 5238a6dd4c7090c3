"""The first reader: no model, only the question's words, its kind, and where both meet.

It scores every sentence by the weighted share of the question's words that it, its neighbours or
its title hold, by phrases that suit the kind of question, and cuts dates, quantities and names
where the kind asks for one. Scores are on a logarithmic scale, as those of a trained reader are;
their constants were set by hand on questions about articles of the training text.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.language.cues import cue
from rag.answering.language.evidence import Text, credit, prepare, share
from rag.answering.language.kinds import SHORT
from rag.answering.language.negation import opposes
from rag.answering.language.questions import Question, understand
from rag.answering.language.words import words
from rag.answering.spans.cutting import cut, nearness
from rag.text.sentences import sentence_spans
from rag.types import Hit, Reading, ScoredSpan

_COVERAGE = 8.0
_ADJACENCY = 1.0
_CUE = 1.5
_TYPE = 2.0
_NEAR = 1.5
_OPPOSED = -4.0
_FRAGMENT = -2.0  # a heading, a byline, a list marker
_FEWEST_WORDS = 5
_BEFORE, _AFTER, _HEAD, _ELSEWHERE = 0.5, 0.3, 0.6, 0.3  # credit for words that stand nearby
_RELEVANCE = 4.0  # the passage's best sentence counts again, by a quarter
_MOST_SPANS = 8


class LexicalReader:
    """Reads by words alone."""

    name = "lexical"

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """One reading a hit, in the order of the hits."""
        asked = understand(question)
        return [_read(asked, hit) for hit in hits]


def _read(question: Question, hit: Hit) -> Reading:
    text = hit.passage.text
    spans = sentence_spans(text, hit.article.language)
    sentences = [text[span.start : span.end] for span in spans]
    prepared = [prepare(sentence) for sentence in sentences]
    head = prepare(f"{hit.article.title}\n{hit.passage.heading}")
    scored = [
        ScoredSpan(
            span.start, span.end, _sentence_score(question, sentence, _credits(prepared, i, head))
        )
        for i, (span, sentence) in enumerate(zip(spans, sentences, strict=True))
    ]
    ranked = tuple(sorted(scored, key=lambda span: (-span.score, span.start)))
    relevance = ranked[0].score / _RELEVANCE if ranked else 0.0
    return Reading(hit, relevance, _cuts(question, text, ranked), ranked)


@dataclass(frozen=True, slots=True)
class _Credits:
    """What a sentence and its surroundings are worth for a question's word."""

    here: Text
    before: Text | None
    after: Text | None
    head: Text
    passage: tuple[Text, ...]

    def of(self, stem: str) -> float:
        around = ((self.before, _BEFORE), (self.after, _AFTER), (self.head, _HEAD))
        near = max((factor * credit(stem, text) for text, factor in around if text), default=0.0)
        there = max(_ELSEWHERE * credit(stem, text) for text in self.passage)
        return max(credit(stem, self.here), near, there)


def _credits(prepared: Sequence[Text], i: int, head: Text) -> _Credits:
    before = prepared[i - 1] if i else None
    after = prepared[i + 1] if i + 1 < len(prepared) else None
    return _Credits(prepared[i], before, after, head, tuple(prepared))


def _sentence_score(question: Question, sentence: str, credits_: _Credits) -> float:
    score = _COVERAGE * share(question.stems, credits_.of)
    score += _ADJACENCY * _adjacency(question, sentence) + _CUE * cue(question, sentence)
    if question.kind in SHORT:
        score += _TYPE * max((found.fit for found in cut(question, sentence)), default=0.0)
    if len(words(sentence)) < _FEWEST_WORDS or sentence.rstrip().endswith("?"):
        score += _FRAGMENT
    return score + (_OPPOSED if opposes(question, sentence, "") else 0.0)


def _adjacency(question: Question, sentence: str) -> float:
    """The share of the question's neighbouring words that are neighbours in the sentence too."""
    pairs = set(zip(question.stems, question.stems[1:], strict=False))
    stems = [word.stem for word in words(sentence)]
    return len(pairs & set(itertools.pairwise(stems))) / len(pairs) if pairs else 0.0


def _cuts(question: Question, text: str, ranked: Sequence[ScoredSpan]) -> tuple[ScoredSpan, ...]:
    found: list[ScoredSpan] = []
    for span in ranked:
        sentence = text[span.start : span.end]
        for each in cut(question, sentence):
            near = nearness(question, sentence, each.start, each.end)
            score = span.score + _TYPE * (each.fit - 1) + _NEAR * (near - 1)
            found.append(ScoredSpan(span.start + each.start, span.start + each.end, score))
    return tuple(sorted(found, key=lambda span: (-span.score, span.start))[:_MOST_SPANS])
