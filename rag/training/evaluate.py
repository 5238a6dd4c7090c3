"""The reader beside given passages: `python -m rag.training.evaluate --help`.

bench/squad2 with its own paragraph; natural-questions and clapnq with their passage among the
nearest ones by BM25. The threshold is fixed beforehand on the articles held out of training.
"""

import argparse
import json
import lzma
import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from rag.models.reader import TrainedReader
from rag.models.reader_network import SHIPPED
from rag.training.data import read_rows, split_rows
from rag.training.mining import Keywords
from rag.training.scoring import (
    Figures,
    Scored,
    best_threshold,
    exact_match,
    f1,
    figures,
)
from rag.types import ArticleHeader, Hit, Passage, Reading

BESIDE = 9
"""Passages read beside the gold one, where there is a choice."""

SAME_SENTENCE = 0.8
"""Word overlap from which two sentences are the same: the sets split and space them their way."""

Certainty = Callable[[Reading], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the passages to read for it; no answers: none of them answers."""

    question: str
    hits: tuple[Hit, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader made of one question: its surest reading."""

    asked: Asked
    reading: Reading

    def scored(self, certainty: Certainty) -> Scored:
        """The best span against the gold answers."""
        text = self.reading.hit.passage.text
        best = self.reading.spans[0] if self.reading.spans else None
        given = text[best.start : best.end] if best else ""
        return Scored(
            certainty(self.reading),
            bool(self.asked.answers),
            exact_match(given, self.asked.answers),
            f1(given, self.asked.answers),
        )


def certainty(reading: Reading) -> float:
    """Start and end of the best span, over "no answer".

    Sums of it with relevance and support had a lower AUROC on the validation split.
    """
    return reading.spans[0].score if reading.spans else -1e4


def read_all(
    reader: TrainedReader, asked: Sequence[Asked], done: Callable[[], object]
) -> list[Read]:
    """Each question read beside its passages."""
    found = []
    for one in asked:
        readings = reader.read(one.question, one.hits)
        found.append(Read(one, max(readings, key=certainty)))
        done()
    return found


def validation(data: Path) -> list[Asked]:
    """The squad2 questions of the articles held out of training."""
    _, held_out = split_rows(read_rows(data))
    return [
        Asked(row.question, (_hit(row.title, row.text),), row.answers)
        for row in held_out
        if row.source == "squad2-dev"
    ]


def squad2(bench: Path) -> list[Asked]:
    """Every question with its own paragraph."""
    passages = {one["_id"]: one for one in _lines(bench / "squad2" / "corpus.jsonl.xz")}
    return [
        Asked(
            query["text"],
            (_hit(*_texts(passages[query["context_id"]])),),
            tuple(query["answers"]) if query["answerable"] else (),
        )
        for query in _lines(bench / "squad2" / "queries.jsonl.xz")
    ]


def natural_questions(bench: Path) -> list[Asked]:
    """Every question with its passage among the nearest ones by BM25."""
    folder = bench / "natural-questions"
    passages = {one["_id"]: _texts(one) for one in _lines(folder / "corpus.jsonl.xz")}
    queries = list(_lines(folder / "queries.jsonl.xz"))
    gold = _gold(folder / "qrels.tsv")
    keywords = Keywords([" ".join(texts) for texts in passages.values()])
    ids = list(passages)
    found = []
    for query in queries:
        scores = keywords.scores([query["text"]])[0]
        near = [ids[n] for n in np.argsort(-scores, kind="stable")[:BESIDE]]
        read = list(dict.fromkeys([*gold[query["_id"]], *near]))
        hits = tuple(_hit(*passages[one]) for one in read)
        found.append(Asked(query["text"], hits, tuple(query["answers"])))
    return found


def clapnq(bench: Path) -> list[Asked]:
    """Every question with its own passage; the gold answers are the grounding sentences."""
    folder = bench / "clapnq"
    passages = {one["_id"]: _texts(one) for one in _lines(folder / "corpus.jsonl.xz")}
    return [
        Asked(
            query["text"],
            (_hit(*passages[query["passage"]]),),
            tuple(text for one in query["answers"] for text in one["selected_sentences"]),
        )
        for query in _lines(folder / "queries.jsonl.xz")
    ]


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
    reader = TrainedReader.load(given.weights, given.threads)
    fixed = best_threshold(_scored(_sample(validation(given.data), given), reader), balanced=True)
    report: dict[str, object] = {"fingerprint": reader.fingerprint, "threshold": fixed}
    for name, asked in (("squad2", squad2), ("natural-questions", natural_questions)):
        scored = _scored(_sample(asked(given.bench), given), reader)
        report[name] = _rounded(figures(scored, fixed))
    read = read_all(reader, _sample(clapnq(given.bench), given), _silent)
    found = figures([one.scored(certainty) for one in read], fixed)
    report["clapnq"] = {
        "auroc": round(found.auroc, 3),
        "none_accuracy": round(found.none_accuracy, 1),
        "first_sentence": round(first_sentence_right(read), 1),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0


def _scored(asked: Sequence[Asked], reader: TrainedReader) -> list[Scored]:
    with tqdm(total=len(asked), file=sys.stderr) as bar:
        read = read_all(reader, asked, bar.update)
    return [one.scored(certainty) for one in read]


def _silent() -> None:
    """No progress."""


def _sample(asked: Sequence[Asked], given: argparse.Namespace) -> Sequence[Asked]:
    """At most so many, the same ones in every call."""
    if given.sample is None or len(asked) <= given.sample:
        return asked
    return random.Random(0).sample(asked, given.sample)  # noqa: S311 — no secret


def _rounded(found: Figures) -> dict[str, float]:
    values = asdict(found).items()
    return {name: round(value, 3) for name, value in values if math.isfinite(value)}


def _texts(stored: Mapping[str, str]) -> tuple[str, str]:
    return stored["title"], stored["text"]


def _hit(title: str, text: str) -> Hit:
    header = ArticleHeader(title, title, title, "", None, "en")
    return Hit(Passage(title, 0, len(text), text, ""), header, {})


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _gold(file: Path) -> dict[str, list[str]]:
    gold: dict[str, list[str]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score) > 0:
            gold[query].append(passage)
    return gold


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
