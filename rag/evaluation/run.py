"""A run: every question asked once, and everything that came back.

What is scored and what was timed are kept apart, so that two runs on the same input give the same
bytes.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.contract import reply_json
from rag.evaluation.gold import GoldQuestion, GoldSpan
from rag.evaluation.memory import peak_memory
from rag.evaluation.replies import Json, answer_from_json
from rag.evaluation.service import Service
from rag.evaluation.suite import Suite
from rag.protocols import Progress
from rag.types import Reply

REPLIES, TIMINGS, HEADER, COSTS = "replies.jsonl", "timings.jsonl", "run.json", "costs.json"
DEEP = 300
"""Passages asked of a ranking: enough for a hundred articles where several are of one."""
UNSTABLE = frozenset(("timing_ms", "index"))
"""Fields of a reply that may differ between two runs on the same input."""


@dataclass(frozen=True, slots=True)
class Record:
    """What came back for one question."""

    id: str
    reply: Json | None
    error: str | None
    """Why there is no reply."""
    proposed: Json | None
    """The best answer without a threshold."""
    without: Json | None
    """The reply with the evidence hidden."""
    ranking: tuple[str, ...] | None
    """Paths of the passages, best first."""


@dataclass(frozen=True, slots=True)
class Run:
    """All records of a suite in the order of its questions."""

    suite: str
    index: Json
    """Of the first reply: articles, passages, encoder."""
    indexed: frozenset[str] | None
    records: tuple[Record, ...]
    timings: tuple[Mapping[str, float], ...]
    """Milliseconds by stage, a question each; empty for a question that crashed."""
    costs: Mapping[str, float]
    """What the caller measured: `peak_memory_bytes`, `index_bytes`, `passages_per_second`, …"""


def ask_all(
    suite: Suite,
    service: Service,
    progress: Progress | None = None,
    costs: Callable[[], Mapping[str, float]] = dict,
) -> Run:
    """Ask every question of the suite; one that raises is recorded, never fatal."""
    records, timings = [], []
    index: Json = {}
    for question in suite.questions:
        record, timing, summary = _ask(question, service)
        records.append(record)
        timings.append(timing)
        index = index or summary
        if progress:
            progress(1)
    facts = peak_memory() | dict(costs())
    name = suite.settings.name
    return Run(name, index, service.indexed, tuple(records), tuple(timings), facts)


def write_run(run: Run, folder: Path) -> None:
    """The run as files, replies and timings apart."""
    folder.mkdir(parents=True, exist_ok=True)
    indexed = None if run.indexed is None else sorted(run.indexed)
    _write(folder / HEADER, [{"suite": run.suite, "index": run.index, "indexed": indexed}])
    _write(folder / REPLIES, (_record_json(record) for record in run.records))
    _write(folder / TIMINGS, run.timings)
    _write(folder / COSTS, [run.costs])


def read_run(folder: Path) -> Run:
    """A run as it was written; raises `OSError` or `ValueError` where it is not there or broken."""
    header = next(_read(folder / HEADER))
    indexed = header["indexed"]
    index = header["index"]
    return Run(
        suite=str(header["suite"]),
        index=index if isinstance(index, dict) else {},
        indexed=frozenset(map(str, indexed)) if isinstance(indexed, list) else None,
        records=tuple(_record(item) for item in _read(folder / REPLIES)),
        timings=tuple(_floats(item) for item in _read(folder / TIMINGS)),
        costs=_floats(next(_read(folder / COSTS))),
    )


def _ask(question: GoldQuestion, service: Service) -> tuple[Record, dict[str, float], Json]:
    """One question; any error is the system's and part of what is measured."""
    started = time.perf_counter()
    try:
        reply = service.ask(question.question)
        wall = (time.perf_counter() - started) * 1000
        record = _answered(question, reply, service)
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return Record(question.id, None, message, None, None, None), {}, {}
    timing = {**reply.timing_ms, "wall": wall}
    return record, timing, _index(reply)


def _answered(question: GoldQuestion, reply: Reply, service: Service) -> Record:
    stored = _stable(reply)
    answer_from_json(stored)  # a reply that breaks the contract is a crash of its question
    text = question.question
    return Record(
        id=question.id,
        reply=stored,
        error=None,
        proposed=_stable(service.propose(text)) if service.propose else None,
        without=_without(question, reply, service),
        ranking=_ranking(text, service),
    )


def _without(question: GoldQuestion, reply: Reply, service: Service) -> Json | None:
    """Asked again with the evidence hidden, where the answer could have come from it."""
    hidden: Sequence[GoldSpan] = [span for spans in question.evidence for span in spans]
    if service.ask_without is None or not hidden or not reply.answer.answered:
        return None
    return _stable(service.ask_without(question.question, hidden))


def _ranking(text: str, service: Service) -> tuple[str, ...] | None:
    if service.rank is None:
        return None
    return tuple(hit.article.path for hit in service.rank(text, DEEP))


def _stable(reply: Reply) -> Json:
    """The reply's JSON as it reads back from a file, without what differs between runs."""
    kept = {key: value for key, value in reply_json(reply).items() if key not in UNSTABLE}
    stable: Json = json.loads(json.dumps(kept, ensure_ascii=False))
    return stable


def _index(reply: Reply) -> Json:
    index = reply.index
    return {"articles": index.articles, "passages": index.passages, "encoder": index.encoder}


def _record_json(record: Record) -> Json:
    return {
        "id": record.id,
        "reply": record.reply,
        "error": record.error,
        "proposed": record.proposed,
        "without": record.without,
        "ranking": record.ranking,
    }


def _record(item: Json) -> Record:
    ranking = item["ranking"]
    return Record(
        id=str(item["id"]),
        reply=_object(item["reply"]),
        error=None if item["error"] is None else str(item["error"]),
        proposed=_object(item["proposed"]),
        without=_object(item["without"]),
        ranking=tuple(map(str, ranking)) if isinstance(ranking, list) else None,
    )


def _object(value: object) -> Json | None:
    return value if isinstance(value, dict) else None


def _floats(item: Json) -> dict[str, float]:
    return {key: float(str(value)) for key, value in item.items()}


def _write(path: Path, records: Iterator[Json] | Sequence[Json]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")


def _read(path: Path) -> Iterator[Json]:
    for line in path.read_text("utf-8").split("\n"):
        if line:
            yield json.loads(line)
