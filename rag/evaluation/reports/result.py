"""An evaluation as JSON, for machines."""

import json

from rag.evaluation.evaluation import Evaluation
from rag.evaluation.gate import Check
from rag.evaluation.judging import Judgement
from rag.evaluation.summary import Slice


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
