"""An evaluation: a suite, a run of it, and everything that follows from the two."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.evaluation.articles import Articles
from rag.evaluation.baseline import Baseline, Fingerprints, fingerprints
from rag.evaluation.comparison import Change, Flip, changes, flips, pair
from rag.evaluation.costs import Latency, latencies
from rag.evaluation.gate import (
    Check,
    ExitCode,
    Gate,
    Verdict,
    check_bounds,
    check_citations,
    check_comparable,
    check_crashes,
    check_indexed,
    check_measure,
    check_must_pass,
    flipped_text,
    merged_bounds,
)
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.judging import Judgement, judge, judge_crash
from rag.evaluation.rankings import DEPTH, RECALL, ranking_measures
from rag.evaluation.replies import answer_from_json
from rag.evaluation.retrieval import ranked_articles
from rag.evaluation.run import Record, Run
from rag.evaluation.scoring import Outcome, outcome_of
from rag.evaluation.selective import Candidate
from rag.evaluation.selfcheck import self_check
from rag.evaluation.statistics import detectable_drop, smallest_certain_drop
from rag.evaluation.suite import Suite
from rag.evaluation.summary import EVERYTHING, Item, Slice, clusters, slices
from rag.types import Answer

LEAD = "grounded_correct"
"""The measure whose power is stated."""
USUAL_CHURN = 0.1
"""The share of questions that change either way, where no baseline tells."""


@dataclass(frozen=True, slots=True)
class Power:
    """The smallest drop of the lead measure that the set can show."""

    questions: int
    breaks: int
    """This many questions broken and none mended are certain at the gate; 0: none are enough."""
    drop: float
    """Seen with 80% power when `churn` of the questions change either way."""
    churn: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole outcome. `verdict` and `exit_code` come from `gate` and from nowhere else."""

    suite: Suite
    run: Run
    items: tuple[Item, ...]
    answers: tuple[Answer | None, ...]
    """What was replied, question by question; `None` where it crashed."""
    slices: tuple[Slice, ...]
    gate: Gate
    baseline: Baseline | None
    changes: Mapping[str, Change]
    flips: tuple[Flip, ...]
    power: Power
    latencies: tuple[Latency, ...]
    fingerprints: Fingerprints

    @property
    def verdict(self) -> Verdict:
        """The gate's."""
        return self.gate.verdict

    @property
    def exit_code(self) -> ExitCode:
        """The gate's."""
        return self.gate.exit_code

    @property
    def whole(self) -> Slice:
        """The figures over all gated questions."""
        return self.slices[0]

    @property
    def newly_missed(self) -> frozenset[str]:
        """Must-pass questions that do not pass, and did in the baseline or were not in it."""
        missed = (item.question for item in self.items if not item.judgement.stage.passed)
        must = frozenset(question.id for question in missed if self.suite.must_pass(question))
        return must - _lost_before(self.baseline)

    @property
    def judgements(self) -> list[Judgement]:
        """In the order of the suite."""
        return [item.judgement for item in self.items]


def score(suite: Suite, run: Run, baseline: Baseline | None) -> Evaluation:
    """Judge a run, fresh or stored; raises `ValueError` where it is not a run of this suite."""
    _check_run(suite, run)
    answers = tuple(_answer(record.reply) for record in run.records)
    items = _items(suite, run, answers)
    gated = [item for item in items if suite.gated(item.question)]
    parts = tuple(slices(items, suite.settings.report_only))
    moved, flipped = _moved(suite, gated, baseline)
    return Evaluation(
        suite=suite,
        run=run,
        items=items,
        answers=answers,
        slices=parts,
        gate=_gate(suite, items, parts[0], baseline, moved, flipped),
        baseline=baseline,
        changes=moved,
        flips=flipped,
        power=_power(parts[0], moved),
        latencies=tuple(latencies(run.timings)),
        fingerprints=fingerprints(suite),
    )


def result_json(evaluation: Evaluation) -> str:
    """The scores and figures as JSON, the same bytes for the same run; no time stands in it."""
    record = {
        "suite": evaluation.suite.settings.name,
        "verdict": evaluation.verdict,
        "exit_code": int(evaluation.exit_code),
        "fingerprints": {
            "gold": evaluation.fingerprints.gold,
            "corpus": evaluation.fingerprints.corpus,
            "measures": evaluation.fingerprints.measures,
        },
        "index": evaluation.run.index,
        "checks": [_check_json(check) for check in evaluation.gate.checks],
        "slices": {part.name: _slice_json(part) for part in evaluation.slices},
        "questions": [_judgement_json(judgement) for judgement in evaluation.judgements],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _check_run(suite: Suite, run: Run) -> None:
    asked = [record.id for record in run.records]
    if asked != [question.id for question in suite.questions]:
        name = suite.settings.name
        raise ValueError(f"the stored run is of other questions than {name} has now: ask again")


def _answer(reply: Mapping[str, object] | None) -> Answer | None:
    return None if reply is None else answer_from_json(reply)


def _items(suite: Suite, run: Run, answers: Sequence[Answer | None]) -> tuple[Item, ...]:
    ranked = _rankings(suite, run, answers)
    indexed = _resolved(run.indexed, suite.articles)
    groups = clusters(suite.questions)
    rows = zip(suite.questions, run.records, answers, groups, strict=True)
    return tuple(
        Item(
            question,
            _judgement(question, record, answer, suite.articles, indexed, ranked),
            _candidate(question, record, answer, suite.articles),
            group,
        )
        for question, record, answer, group in rows
    )


def _judgement(
    question: GoldQuestion,
    record: Record,
    answer: Answer | None,
    articles: Articles,
    indexed: frozenset[str] | None,
    ranked: Mapping[str, Mapping[str, float]],
) -> Judgement:
    if answer is None:
        judged = judge_crash(question, record.error or "no reply")
    else:
        judged = judge(question, answer, articles, indexed)
    more = dict(ranked.get(question.id, {}))
    if record.without is not None:
        more["evidence_removed"] = float(not answer_from_json(record.without).answered)
    measures = {**judged.measures, **more}
    return Judgement(judged.id, judged.outcome, judged.stage, measures, judged.faults)


def _rankings(
    suite: Suite, run: Run, answers: Sequence[Answer | None]
) -> dict[str, dict[str, float]]:
    """nDCG, RR and R by question; R@100 only of rankings that were asked for that deep."""
    relevant = {item.id: item.grades for item in suite.questions if item.answerable and item.grades}
    ranking, deep = {}, set()
    for record, answer in zip(run.records, answers, strict=True):
        if record.ranking is not None:
            deep.add(record.id)
            ranking[record.id] = _distinct(record.ranking, suite.articles)[:DEPTH]
        elif answer is not None:
            ranking[record.id] = ranked_articles(answer.hits, suite.articles)
    scores = ranking_measures(relevant, ranking)
    return {
        name: {key: value for key, value in found.items() if key != RECALL or name in deep}
        for name, found in scores.items()
    }


def _distinct(paths: Sequence[str], articles: Articles) -> list[str]:
    return list(dict.fromkeys(articles.resolve(path) or path for path in paths))


def _resolved(paths: frozenset[str] | None, articles: Articles) -> frozenset[str] | None:
    if paths is None:
        return None
    return frozenset(articles.resolve(path) or path for path in paths)


def _candidate(
    question: GoldQuestion, record: Record, answer: Answer | None, articles: Articles
) -> Candidate | None:
    """The best answer known: the one proposed without a threshold, or the one given."""
    best = _answer(record.proposed) or answer
    if best is None or not best.answered:
        return None
    right = outcome_of(question, best, articles) is Outcome.RIGHT
    return Candidate(question.id, best.confidence, right)


def _moved(
    suite: Suite, gated: Sequence[Item], baseline: Baseline | None
) -> tuple[dict[str, Change], tuple[Flip, ...]]:
    if baseline is None:
        return {}, ()
    pairing = pair(gated, baseline)
    bounds = merged_bounds(suite.settings.gate)
    compared = [name for name, bound in bounds.items() if bound.margin is not None]
    must = frozenset(item.question.id for item in gated if suite.must_pass(item.question))
    return changes(pairing, compared), tuple(flips(pairing, must))


def _gate(
    suite: Suite,
    items: Sequence[Item],
    whole: Slice,
    baseline: Baseline | None,
    moved: Mapping[str, Change],
    flipped: Sequence[Flip],
) -> Gate:
    bounds = merged_bounds(suite.settings.gate)
    must = [item for item in items if suite.must_pass(item.question)]
    checks = [
        _self_check(),
        check_crashes(items),
        check_citations(items),
        check_indexed(items),
        check_must_pass(must, _lost_before(baseline)),
        *check_bounds(whole, bounds),
        *_against(suite, items, baseline, flipped),
    ]
    margins = {name: bounds[name].margin for name in moved}
    checks += [
        check_measure(change, margin)
        for name, change in moved.items()
        if (margin := margins[name]) is not None
    ]
    return Gate(tuple(checks))


def _against(
    suite: Suite, items: Sequence[Item], baseline: Baseline | None, flipped: Sequence[Flip]
) -> list[Check]:
    if baseline is None:
        message = "no baseline yet: `rag eval --bless` writes one"
        return [Check("comparable", Verdict.WARN, message)]
    pairing = pair(items, baseline)
    changed = baseline.fingerprints.changed(fingerprints(suite))
    compared = check_comparable(changed, len(pairing.new), len(pairing.gone))
    return [compared, Check("questions", Verdict.PASS, flipped_text(flipped))]


def _lost_before(baseline: Baseline | None) -> frozenset[str]:
    if baseline is None:
        return frozenset()
    return frozenset(name for name, entry in baseline.entries.items() if not entry.stage.passed)


def _self_check() -> Check:
    faults = self_check()
    if faults:
        return Check("self_check", Verdict.FAIL, "; ".join(faults))
    return Check("self_check", Verdict.PASS, "the measures give their hand-worked values")


def _power(whole: Slice, moved: Mapping[str, Change]) -> Power:
    lead = whole.figures.get(LEAD)
    asked = lead.questions if lead else 0
    churn = moved[LEAD].discordant if LEAD in moved else 0.0
    churn = churn or USUAL_CHURN
    breaks = smallest_certain_drop(asked) if asked else 0
    return Power(asked, breaks, detectable_drop(asked, churn) if asked else 1.0, churn)


def _check_json(check: Check) -> dict[str, str]:
    return {"name": check.name, "verdict": check.verdict, "message": check.message}


def _slice_json(part: Slice) -> dict[str, object]:
    figures = {
        name: {
            "value": figure.value,
            "questions": figure.questions,
            "interval": [figure.interval.low, figure.interval.high] if figure.interval else None,
        }
        for name, figure in part.figures.items()
    }
    return {"questions": part.questions, "gated": part.gated, "figures": figures}


def _judgement_json(judgement: Judgement) -> dict[str, object]:
    return {
        "id": judgement.id,
        "outcome": judgement.outcome,
        "stage": judgement.stage,
        "measures": judgement.measures,
        "faults": list(judgement.faults),
    }


__all__ = ["EVERYTHING", "Evaluation", "Power", "result_json", "score"]
