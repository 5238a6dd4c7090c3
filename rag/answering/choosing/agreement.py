"""Which candidate answers say the same: articles that agree each add their citation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.evidence import credit, named_stems, prepare
from rag.answering.language.likeness import Likeness
from rag.answering.language.questions import Question
from rag.answering.language.stance import are_opposed, asks_for_judgement
from rag.answering.language.values import compare

_SUPPORTS = 0.85  # of the best answer's coverage: a citation more must not be a citation worse
_SUPPORTS_WITHIN = 2.5  # nats of the best
_MOST_WEIGHED = 24
_MOST_SUPPORTS = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """Candidates that state one value, best first."""

    members: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The one that is shown."""
        return self.members[0]

    @property
    def strength(self) -> float:
        """Log of the summed odds of the best candidate of each article, copies being one."""
        best = {each.hit.article.sha256: each.score for each in reversed(self.members)}
        top = max(best.values())
        return top + math.log(sum(math.exp(score - top) for score in best.values()))


def agreements(question: Question, found: Sequence[Candidate]) -> list[Agreement]:
    """Group the candidates by value, strongest group first."""
    groups: list[list[Candidate]] = []
    for each in found[:_MOST_WEIGHED]:
        group = next((g for g in groups if _agree(question, g[0], each)), None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    agreed = [Agreement(tuple(group)) for group in groups]
    return sorted(agreed, key=lambda group: (-group.strength, group.best.hit.article.path))


def supports(question: Question, agreement: Agreement) -> list[Candidate]:
    """The best candidate, then one of each other article that states the value too.

    A copy of a file is no other article: it says nothing that the file does not.

    Where the best quote names what is asked about, theirs do: "sixty seconds" is said of much. A
    quote without any word of the question only mentions the value.
    """
    best = agreement.best
    named = named_stems(question) & prepare(best.quoted).stems
    chosen: dict[str, Candidate] = {}
    for each in agreement.members:
        if each.likelihood < best.likelihood - _SUPPORTS_WITHIN:
            continue
        text = prepare(each.quoted)
        told = any(credit(stem, text) for stem in named or question.stems)
        if each is best or told:
            chosen.setdefault(each.hit.article.sha256, each)
    return list(chosen.values())[:_MOST_SUPPORTS]


def stating(carried: Sequence[Candidate]) -> Candidate:
    """The first whose quote asks nothing, else the first: "And the 5%?" is a worse witness."""
    return next((each for each in carried if not _asks(each.quoted)), carried[0])


def _asks(quote: str) -> bool:
    return quote.rstrip(" *_\"'”’\r\n").endswith(("?", "？"))


def _agree(question: Question, first: Candidate, other: Candidate) -> bool:
    if compare(first.value, other.value) is not Likeness.SAME:
        return False
    if asks_for_judgement(question) and are_opposed([first.quoted, other.quoted]):
        return False
    return covered(other) >= _SUPPORTS * covered(first)


def covered(candidate: Candidate) -> float:
    """How much of the question the quote holds; its names may also stand in passage or title."""
    return candidate.features["quote_words"]
