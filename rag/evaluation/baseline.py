"""The run that later ones are compared with: scores by question, kept in git, no text of articles.

One line a question, so that a diff of two baselines reads as a list of what changed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import GoldInvalid
from rag.evaluation.judging import Judgement, Stage
from rag.evaluation.measures import measures_sha256
from rag.evaluation.suite import Suite

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What must be equal for two runs to be compared, each a SHA-256."""

    gold: str
    corpus: str
    measures: str

    def changed(self, other: "Fingerprints") -> list[str]:
        """The names of those that differ."""
        names = ("gold", "corpus", "measures")
        return [name for name in names if getattr(self, name) != getattr(other, name)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the baseline."""

    gold_sha256: str
    stage: Stage
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A blessed run."""

    suite: str
    fingerprints: Fingerprints
    entries: Mapping[str, Entry]
    """By question, in the order of the suite."""


def fingerprints(suite: Suite) -> Fingerprints:
    """Those of a suite and of the measures as they are now."""
    return Fingerprints(suite.gold_sha256, suite.articles.fingerprint(), measures_sha256())


def make_baseline(suite: Suite, judgements: Sequence[Judgement]) -> Baseline:
    """The judgements as the baseline of later runs."""
    entries = {
        question.id: Entry(question.sha256, judgement.stage, _rounded(judgement.measures))
        for question, judgement in zip(suite.questions, judgements, strict=True)
    }
    return Baseline(suite.settings.name, fingerprints(suite), entries)


def write_baseline(baseline: Baseline, path: Path) -> None:
    """The baseline as JSON, the same bytes for the same scores."""
    prints = baseline.fingerprints
    header = {"suite": baseline.suite, "gold": prints.gold, "corpus": prints.corpus}
    header["measures"] = prints.measures
    lines = [f'"{key}": {json.dumps(value)},' for key, value in header.items()]
    questions = ",\n".join(_line(name, entry) for name, entry in baseline.entries.items())
    body = "\n".join(["{", *lines, '"questions": {', questions, "}", "}"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body + "\n", "utf-8", newline="\n")


def read_baseline(path: Path) -> Baseline | None:
    """The baseline, `None` where there is no file yet; raises `GoldInvalid` where it is broken."""
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text("utf-8"))
        prints = Fingerprints(record["gold"], record["corpus"], record["measures"])
        entries = {name: _entry(item) for name, item in record["questions"].items()}
        return Baseline(record["suite"], prints, entries)
    except (ValueError, KeyError, TypeError) as error:
        hint = "bless a run again with `rag eval --bless`"
        raise GoldInvalid(f"{path}: not a baseline: {error!r}; {hint}") from error


def _line(name: str, entry: Entry) -> str:
    record = {
        "gold": entry.gold_sha256[:16],
        "stage": entry.stage,
        "measures": dict(sorted(entry.measures.items())),
    }
    return f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(record, ensure_ascii=False)}"


def _entry(item: Mapping[str, object]) -> Entry:
    measures = item["measures"]
    if not isinstance(measures, dict):
        raise TypeError(f"measures: {measures!r}")
    values = {str(name): float(value) for name, value in measures.items()}
    return Entry(str(item["gold"]), Stage(str(item["stage"])), values)


def _rounded(measures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in measures.items()}
