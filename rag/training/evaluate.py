"""The networks beside given passages: `python -m rag.training.evaluate --help`.

On the sets of `rag.training.benchmarks`: the reader alone, and with the answer reranker where there
is one. The threshold, and how much a verdict counts, are fixed beforehand on articles held out of
training.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from rag.models.reader import TrainedReader
from rag.models.reader_choice import load_reranker
from rag.models.shipped import SHIPPED
from rag.protocols import Reranker
from rag.training.benchmarks import Asked, clapnq, natural_questions, squad2, validation
from rag.training.scoring import (
    Figures,
    Scored,
    best_threshold,
    exact_match,
    f1,
    figures,
)
from rag.types import Guess, Reading

JUDGED = 8
"""A reader's spans of a question that the reranker reads."""
SAME_SENTENCE = 0.8
"""Word overlap from which two sentences are the same: the sets split and space them their way."""

COUNTS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
"""How much a verdict may count beside the reader's score, both in nats."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A span of one of the passages."""

    text: str
    score: float
    """Start and end over "no answer": sums with relevance and support had a lower AUROC."""
    verdict: float
    """The reranker's; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the networks made of one question."""

    asked: Asked
    reading: Reading
    """The surest one."""
    spans: tuple[Judged, ...]
    """The reader's surest first."""

    def scored(self, count: float = 0.0) -> Scored:
        """The best span, by score and so much of the verdict, against the gold answers."""
        best = max(self.spans, key=lambda one: one.score + count * one.verdict, default=_NOTHING)
        return Scored(
            best.score + count * best.verdict,
            bool(self.asked.answers),
            exact_match(best.text, self.asked.answers),
            f1(best.text, self.asked.answers),
        )


_NOTHING = Judged("", -1e4, 0.0)


def read_all(
    reader: TrainedReader,
    reranker: Reranker | None,
    asked: Sequence[Asked],
    done: Callable[[], object],
) -> list[Read]:
    """Each question read beside its passages."""
    found = []
    for one in asked:
        readings = reader.read(one.question, one.hits)
        surest = max(readings, key=_surest)
        found.append(Read(one, surest, _judged(one.question, readings, reranker)))
        done()
    return found


def _surest(reading: Reading) -> float:
    return reading.spans[0].score if reading.spans else _NOTHING.score


def _judged(
    question: str, readings: Sequence[Reading], reranker: Reranker | None
) -> tuple[Judged, ...]:
    spans = [(reading.hit, span) for reading in readings for span in reading.spans]
    spans = sorted(spans, key=lambda one: -one[1].score)[:JUDGED]
    guesses = [Guess(hit, span.start, span.end) for hit, span in spans]
    verdicts = reranker.verdicts(question, guesses) if reranker else [0.0] * len(guesses)
    return tuple(
        Judged(hit.passage.text[span.start : span.end], span.score, verdict)
        for (hit, span), verdict in zip(spans, verdicts, strict=True)
    )


def best_count(read: Sequence[Read]) -> float:
    """How much a verdict counts for the highest F1, answerable and other questions weighed alike.

    At the threshold that is best for that.
    """

    def reached(count: float) -> float:
        scored = [one.scored(count) for one in read]
        found = figures(scored, best_threshold(scored, balanced=True))
        return (found.has_f1 + found.none_accuracy) / 2

    return max(COUNTS, key=reached)


def first_sentence_right(read: Sequence[Read]) -> float:
    """Share of the answerable questions whose best sentence is a grounding one."""
    right = [
        f1(one.reading.hit.passage.text[best.start : best.end], one.asked.answers) > SAME_SENTENCE
        for one in read
        if one.asked.answers
        for best in one.reading.sentences[:1]
    ]
    return 100.0 * float(np.mean(right))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON object: figures by set."""
    given = _parser().parse_args(arguments)
    networks = Networks(
        TrainedReader.load(given.weights, given.threads),
        load_reranker(str(given.weights), given.threads),
    )
    held_out = networks.read(_sample(validation(given.data), given))
    squad = networks.read(_sample(squad2(given.bench), given))
    natural = networks.read(_sample(natural_questions(given.bench), given))
    clap = networks.read(_sample(clapnq(given.bench), given))
    report: dict[str, object] = {
        "fingerprint": networks.reader.fingerprint,
        "clapnq_first_sentence": round(first_sentence_right(clap), 1),
    }
    counts = {"reader": 0.0}
    if networks.reranker:
        counts["with_reranker"] = best_count(held_out)
    for name, count in counts.items():
        fixed = best_threshold([one.scored(count) for one in held_out], balanced=True)
        found = figures([one.scored(count) for one in clap], fixed)
        report[name] = {
            "verdict_counts": count,
            "threshold": round(fixed, 3),
            "squad2": _rounded(figures([one.scored(count) for one in squad], fixed)),
            "natural-questions": _rounded(figures([one.scored(count) for one in natural], fixed)),
            "clapnq": {
                "auroc": round(found.auroc, 3),
                "none_accuracy": round(found.none_accuracy, 1),
            },
        }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


@dataclass(frozen=True, slots=True)
class Networks:
    """What is measured."""

    reader: TrainedReader
    reranker: Reranker | None

    def read(self, asked: Sequence[Asked]) -> list[Read]:
        """Each question read, with a progress bar."""
        with tqdm(total=len(asked), file=sys.stderr) as bar:
            return read_all(self.reader, self.reranker, asked, bar.update)


def _sample(asked: Sequence[Asked], given: argparse.Namespace) -> Sequence[Asked]:
    """At most so many, the same ones in every call."""
    if given.sample is None or len(asked) <= given.sample:
        return asked
    return random.Random(0).sample(asked, given.sample)  # noqa: S311 — no secret


def _rounded(found: Figures) -> dict[str, float]:
    values = asdict(found).items()
    return {name: round(value, 3) for name, value in values if math.isfinite(value)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag.training.evaluate", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="rows: train.jsonl.xz, for the threshold")
    add("--bench", type=Path, required=True, help="folder of squad2, natural-questions, clapnq")
    add("--weights", type=Path, default=SHIPPED, help="folder that export wrote")
    add("--sample", type=int, default=None, help="at most so many questions of each set")
    add("--threads", type=int, default=None)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
