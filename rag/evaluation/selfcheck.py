"""The harness weighs itself first: replies whose measures were worked out by hand.

A measure that is wrong by one would make every gate lie, so each evaluation starts here.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.evaluation.articles import Articles
from rag.evaluation.gold import (
    GoldAnswer,
    GoldQuestion,
    GoldSpan,
    QuestionType,
    Split,
    SquadRule,
    UnanswerableKind,
)
from rag.evaluation.judging import judge
from rag.types import Answer, ArticleHeader, Citation, Claim, Hit, Passage

LINES = (
    *("The mill was built in 1901.", "It ground rye for the village."),
    *("A flood took its wheel.", "Nobody was hurt."),
    *("The miller, Anna Voss, rebuilt it.", "Today it is a museum."),
)
TEXT = "\n".join(LINES)
NAME = "mill.txt"
RANK = 5
"""The line with the evidence, and the rank of its passage: the recalls at 3 and 5 differ."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A question, a reply, and the values that follow from the definitions."""

    name: str
    question: GoldQuestion
    answer: Answer
    expected: Mapping[str, float]


def self_check() -> list[str]:
    """Every measure that does not give its hand-worked value; empty where all do."""
    with TemporaryDirectory() as folder:
        Path(folder, NAME).write_text(TEXT, "utf-8", newline="\n")
        articles = Articles(Path(folder))
        return [fault for specimen in _specimens() for fault in _faults(specimen, articles)]


def _faults(specimen: Specimen, articles: Articles) -> Iterator[str]:
    measures = judge(specimen.question, specimen.answer, articles, None).measures
    for name, expected in specimen.expected.items():
        found = measures.get(name, math.nan)
        if not math.isclose(found, expected, abs_tol=1e-9):
            yield f"{specimen.name}: {name} is {found:g}, by hand {expected:g}"


def _specimens() -> list[Specimen]:
    recalls = {
        "evidence_recall@1": 0.0,
        "evidence_recall@3": 0.0,
        "evidence_recall@5": 1.0,
        "evidence_recall@10": 1.0,
        "span_recall@10": 1.0,
        "context_precision@5": 6 / 26,
    }
    right = {"correct": 1.0, "citation_validity": 1.0, "citation_recall": 1.0}
    right |= {"grounded_correct": 1.0, "f1": 1.0, "truthfulness": 1.0, "over_abstention": 0.0}
    neighbour = {"correct": 1.0, "citation_precision": 0.0, "grounded_correct": 0.0}
    shifted = {"citation_validity": 0.0, "grounded_correct": 0.0}
    refused = {"over_abstention": 1.0, "grounded_correct": 0.0, "exact_match": 0.0}
    asked = _question()
    return [
        Specimen("right", asked, _answer("Anna Voss", _citation(RANK)), recalls | right),
        Specimen("half", asked, _answer("Anna", _citation(RANK)), {"f1": 2 / 3}),
        Specimen("neighbour", asked, _answer("Anna Voss", _citation(4)), neighbour),
        Specimen("shifted", asked, _answer("Anna Voss", _citation(RANK, shift=1)), shifted),
        Specimen("uncited", asked, _answer("Anna Voss", None), {"grounded_correct": 0.0}),
        Specimen("refused", asked, _answer(None, None), refused),
        Specimen("tempted", _unanswerable(), _answer("1901", _citation(1)), _false_answer()),
    ]


def _false_answer() -> dict[str, float]:
    return {"false_answer_rate": 1.0, "truthfulness": -1.0, "f1_no_answer": 0.0}


def _question() -> GoldQuestion:
    start, end = _line(RANK)
    core = TEXT.index("Anna Voss")
    span = GoldSpan(NAME, None, start, end, None, (core, core + len("Anna Voss")))
    gold = GoldAnswer("Anna Voss", (), SquadRule())
    return _gold((gold,), ((span,),), None)


def _unanswerable() -> GoldQuestion:
    return _gold((), (), UnanswerableKind.NEAR_MISS)


def _gold(
    answers: tuple[GoldAnswer, ...],
    evidence: tuple[tuple[GoldSpan, ...], ...],
    kind: UnanswerableKind | None,
) -> GoldQuestion:
    return GoldQuestion(
        id="specimen",
        question="Who rebuilt the mill?",
        language="en",
        type=QuestionType.PERSON,
        answerable=bool(answers),
        answers=answers,
        require_all=False,
        evidence=evidence,
        forbidden=(),
        unanswerable=kind,
        near_misses=(),
        tags=frozenset(),
        split=Split.DEV,
        must_pass=False,
        provenance="worked out by hand",
        relevant={},
        line=1,
        sha256="",
    )


def _answer(text: str | None, citation: Citation | None) -> Answer:
    citations = () if citation is None else (citation,)
    numbers = tuple(item.number for item in citations)
    return Answer(
        question="Who rebuilt the mill?",
        answered=text is not None,
        text=text,
        confidence=0.5,
        claims=() if text is None else (Claim(text, numbers),),
        citations=citations,
        alternatives=(),
        disagreement=False,
        hits=tuple(_hit(line) for line in range(1, len(LINES) + 1)),
    )


def _citation(line: int, shift: int = 0) -> Citation:
    start, end = _line(line)
    return Citation(1, _header(), start + shift, end + shift, TEXT[start:end], line, None)


def _hit(line: int) -> Hit:
    start, end = _line(line)
    return Hit(Passage("mill", start, end, TEXT[start:end], ""), _header(), {"fused": 1.0 / line})


def _header() -> ArticleHeader:
    return ArticleHeader("mill", "The mill", NAME, sha256(TEXT.encode()).hexdigest(), None, "en")


def _line(number: int) -> tuple[int, int]:
    start = sum(len(line) + 1 for line in LINES[: number - 1])
    return start, start + len(LINES[number - 1])
