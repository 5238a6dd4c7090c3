"""The rules that a gold set keeps as a whole."""

from collections.abc import Callable, Iterator, Sequence

from rag.evaluation.coverage import covered
from rag.evaluation.gold import EvidenceSet, GoldQuestion
from rag.evaluation.matching import tokens
from rag.evaluation.problem import Problem
from rag.evaluation.suite import Suite

TOO_ALIKE = 0.75
"""Jaccard similarity of the questions' character trigrams."""


def _ids_are_unique(suite: Suite) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for question in suite.questions:
        if question.id in first:
            message = f"also on line {first[question.id]}"
            yield Problem(question.line, question.id, "ids are unique", message)
        first.setdefault(question.id, question.line)


def _must_pass_exists(suite: Suite) -> Iterator[Problem]:
    known = {question.id for question in suite.questions}
    for name in sorted(suite.settings.must_pass - known):
        yield Problem(None, None, "must pass", f"suite.toml names {name!r}, which is no question")


def _enough_unanswerable(suite: Suite) -> Iterator[Problem]:
    total = len(suite.questions)
    refused = sum(not question.answerable for question in suite.questions)
    least = suite.settings.unanswerable_share
    if not total:
        yield Problem(None, None, "questions", "there is none")
    elif refused < least * total:
        message = f"{refused} of {total} are unanswerable; at least {least:.0%} must be"
        yield Problem(None, None, "enough unanswerable", message)


def _splits_are_apart(suite: Suite) -> Iterator[Problem]:
    grams = {question.id: _trigrams(question.question) for question in suite.questions}
    for first, second in _pairs_across_splits(suite.questions):
        alike = _jaccard(grams[first.id], grams[second.id])
        if alike >= TOO_ALIKE:
            message = f"nearly the same question as line {first.line}, of the other split"
            yield Problem(second.line, second.id, "splits are apart", message)
        elif _same_facts(first, second):
            message = f"asks for the same fact as line {first.line}, of the other split"
            yield Problem(second.line, second.id, "splits are apart", message)


SET_RULES: tuple[Callable[[Suite], Iterator[Problem]], ...] = (
    _ids_are_unique,
    _must_pass_exists,
    _enough_unanswerable,
    _splits_are_apart,
)


def _pairs_across_splits(
    questions: Sequence[GoldQuestion],
) -> Iterator[tuple[GoldQuestion, GoldQuestion]]:
    for place, second in enumerate(questions):
        for first in questions[:place]:
            if first.split is not second.split:
                yield first, second


def _same_facts(first: GoldQuestion, second: GoldQuestion) -> bool:
    """Whether every evidence set of the one has a twin in the other: same cores, nearly."""
    ours, theirs = _cores(first.evidence), _cores(second.evidence)
    if not ours or len(ours) != len(theirs):
        return False
    return first.type is second.type and all(
        any(article == other and _mostly(core, twin) for other, twin in theirs)
        for article, core in ours
    )


def _cores(evidence: tuple[EvidenceSet, ...]) -> list[tuple[str, tuple[int, int]]]:
    return [(span.article, span.core) for spans in evidence for span in spans]


def _mostly(core: tuple[int, int], twin: tuple[int, int]) -> bool:
    longer = max(core[1] - core[0], twin[1] - twin[0])
    return covered(core, [twin]) >= 0.8 * longer


def _trigrams(text: str) -> frozenset[str]:
    folded = f"  {' '.join(tokens(text))}  "
    return frozenset(folded[at : at + 3] for at in range(len(folded) - 2))


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)
