"""Every measure with its printable name, its direction and its definition.

A measure that does not apply to a question is absent from its scores, never 0 or 1.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

MEASURES_VERSION = 1
"""Raised when a measure's code changes what it gives: baselines of two versions do not compare."""


class Better(StrEnum):
    """Which way a measure improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Group(StrEnum):
    """Where a measure stands in a report."""

    RETRIEVAL = "Retrieval"
    ANSWERS = "Answers"
    CITATIONS = "Citations"
    ABSTENTION = "Abstention"
    CALIBRATION = "Calibration"
    DISAGREEMENT = "Disagreement"
    ROBUSTNESS = "Robustness"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. Its value is a mean over the questions it applies to, unless `of_set`."""

    name: str
    group: Group
    title: str
    definition: str
    better: Better = Better.HIGHER
    of_set: bool = False
    """Computed over all questions together, not as a mean."""

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.better is Better.HIGHER else -1


LOWER = Better.LOWER
_RETRIEVAL, _ANSWERS, _CITATIONS = Group.RETRIEVAL, Group.ANSWERS, Group.CITATIONS
_ABSTENTION, _CALIBRATION = Group.ABSTENTION, Group.CALIBRATION

MEASURES = (
    *(
        Measure(
            f"evidence_recall@{depth}",
            _RETRIEVAL,
            f"Evidence in the top {depth}",
            f"Answerable: 1 if the first {depth} passages hold the cores of an evidence set whole.",
        )
        for depth in (1, 3, 5, 10)
    ),
    Measure(
        "span_recall@10",
        _RETRIEVAL,
        "Evidence spans in the top 10",
        "Answerable: share of the spans of the best evidence set in the first 10 passages.",
    ),
    Measure(
        "context_precision@5",
        _RETRIEVAL,
        "Evidence words in the top 5",
        "Answerable: share of the words of the first 5 passages that stand in evidence.",
    ),
    Measure("ndcg@10", _RETRIEVAL, "nDCG@10 of articles", "By ir_measures, ties broken by id."),
    Measure("rr@10", _RETRIEVAL, "RR@10 of articles", "By ir_measures, ties broken by id."),
    Measure(
        "r@100",
        _RETRIEVAL,
        "R@100 of articles",
        "By ir_measures; only where the ranking was asked for 100 passages.",
    ),
    Measure(
        "correct",
        _ANSWERS,
        "Right answer",
        "Answerable: 1 if the answer fits a gold answer by its rule and is not a forbidden one.",
    ),
    Measure(
        "exact_match",
        _ANSWERS,
        "SQuAD exact match",
        "SQuAD 2.0, all questions with short answers and all unanswerable ones.",
    ),
    Measure("f1", _ANSWERS, "SQuAD token F1", "SQuAD 2.0, the same questions."),
    Measure(
        "exact_match_has_answer", _ANSWERS, "Exact match, HasAns", "SQuAD 2.0, answerable only."
    ),
    Measure("f1_has_answer", _ANSWERS, "Token F1, HasAns", "SQuAD 2.0, answerable only."),
    Measure("f1_no_answer", _ANSWERS, "F1, NoAns", "SQuAD 2.0: 1 if refused; unanswerable only."),
    Measure(
        "list_precision",
        _ANSWERS,
        "List precision",
        "Answered lists: share of the items given that are right.",
    ),
    Measure(
        "list_recall", _ANSWERS, "List recall", "Lists: share of the gold items that are given."
    ),
    Measure(
        "forbidden",
        _ANSWERS,
        "Forbidden answer given",
        "Questions with forbidden answers: 1 if one was given.",
        LOWER,
    ),
    Measure(
        "grounded_correct",
        _CITATIONS,
        "Grounded-correct",
        "Answerable: 1 if the answer is right, every claim is cited, every citation is valid and "
        "every citation of the answer carries evidence.",
    ),
    Measure(
        "citation_validity",
        _CITATIONS,
        "Valid citations",
        "Answered: share of citations whose hash and slice hold in the file itself.",
    ),
    Measure(
        "citation_precision",
        _CITATIONS,
        "Citation precision",
        "Answerable and answered: share of citations that cover half of some evidence core.",
    ),
    Measure(
        "citation_recall",
        _CITATIONS,
        "Citation recall",
        "Answerable and answered: share of the spans of the best evidence set that are cited.",
    ),
    Measure(
        "truthfulness",
        _ABSTENTION,
        "Truthfulness",
        "(C+T-W-F)/N: +1 for a right answer or a right refusal, -1 for a wrong answer or a false "
        "one, 0 for a needless refusal.",
    ),
    Measure(
        "false_answer_rate",
        _ABSTENTION,
        "False answers",
        "Unanswerable: 1 if answered all the same.",
        LOWER,
    ),
    Measure(
        "over_abstention", _ABSTENTION, "Needless refusals", "Answerable: 1 if refused.", LOWER
    ),
    Measure(
        "refusal_precision",
        _ABSTENTION,
        "Refusal precision",
        "Share of the refusals that are right.",
        of_set=True,
    ),
    Measure(
        "refusal_recall",
        _ABSTENTION,
        "Refusal recall",
        "Share of the unanswerable questions that are refused.",
        of_set=True,
    ),
    Measure(
        "auroc",
        _ABSTENTION,
        "AUROC of confidence",
        "Chance that a right answer has more confidence than anything else, ties half.",
        of_set=True,
    ),
    Measure(
        "aurc",
        _ABSTENTION,
        "AURC",
        "Mean risk over all coverages, the most confident first.",
        LOWER,
        of_set=True,
    ),
    *(
        Measure(
            f"coverage@{risk}%risk",
            _ABSTENTION,
            f"Coverage at {risk}% risk",
            f"The largest share of questions answered with at most {risk}% of them wrong.",
            of_set=True,
        )
        for risk in (5, 10)
    ),
    Measure(
        "brier",
        _CALIBRATION,
        "Brier score",
        "Mean squared difference of confidence and being right.",
        LOWER,
        of_set=True,
    ),
    Measure(
        "ece",
        _CALIBRATION,
        "ECE",
        "Expected calibration error over 10 bins of equal mass.",
        LOWER,
        of_set=True,
    ),
    Measure(
        "sides_shown",
        Group.DISAGREEMENT,
        "Sides shown",
        "Disagreeing articles: share of the sides given, 0 unless the disagreement is stated.",
    ),
    Measure(
        "all_sides_shown",
        Group.DISAGREEMENT,
        "All sides shown",
        "Disagreeing articles: 1 if every side is given and the disagreement is stated.",
    ),
    Measure(
        "false_disagreement",
        Group.DISAGREEMENT,
        "Invented disagreement",
        "Other answered questions: 1 if a disagreement is stated.",
        LOWER,
    ),
    Measure(
        "evidence_removed",
        Group.ROBUSTNESS,
        "Refuses without its evidence",
        "Answered answerable: 1 if the same question is refused once its evidence is hidden.",
    ),
    Measure(
        "crashed",
        Group.ROBUSTNESS,
        "Crashed",
        "1 if asking raised an error or broke the contract.",
        LOWER,
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


def measures_sha256() -> str:
    """A hash of what is measured: it changes with a definition and with `MEASURES_VERSION`."""
    lines = [f"{m.name}\t{m.better}\t{m.of_set}\t{m.definition}" for m in MEASURES]
    return hashlib.sha256("\n".join([str(MEASURES_VERSION), *lines]).encode()).hexdigest()
