"""How well each system ranks: nDCG@10 on judged collections, the questions asked one by one.

pincite reads and encodes the documents itself and ranks them by their best passage. The others take
title and text as one text; the baseline encodes those itself, and the rest are handed its vectors,
once a sample has shown that they would have made the same.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from urllib.parse import unquote

import numpy as np

from eval.bench.peers.cells import environment, serving
from eval.bench.peers.corpus import Judged
from eval.bench.peers.environments import python_of
from eval.bench.peers.ledger import Cell, Ledger
from eval.bench.peers.measuring import CommandFailed, measure
from eval.bench.peers.runners.protocol import read_passages, write_passages
from eval.bench.peers.systems import BASELINE, PINCITE, System
from rag.evaluation.rankings import NDCG, ranking_measures

DEPTH = 10
PASSAGES = 100
"""That pincite is asked for, to have ten documents of them."""
SAMPLED = 24
"""Texts whose vectors are compared, the longest of the collection among them."""
LIMIT = 3_000.0


@dataclass(frozen=True, slots=True)
class Exam:
    """A system before a collection."""

    system: System
    environment: Path
    index: Path
    judged: Judged

    def command(self, verb: str, *arguments: str) -> list[str]:
        """The runner's."""
        start = [str(python_of(self.environment)), str(self.system.script), verb]
        return [*start, "--index", str(self.index), *arguments, *self.system.options]

    @property
    def passages_file(self) -> Path:
        """A document a line."""
        return self.judged.folder / "passages.jsonl"

    @property
    def vectors_file(self) -> Path:
        """What the baseline made of the documents."""
        return self.judged.folder / "vectors.npy"


def examine(exam: Exam, ledger: Ledger, cell: Cell) -> None:
    """Rank every question's documents and note the mean of nDCG@10."""
    try:
        _build(exam, ledger, cell)
        scores = ranking_measures(exam.judged.collection.qrels, _rankings(exam))
    except CommandFailed as error:
        ledger.note(cell, error=str(error))
        return
    ndcg = fmean(each[NDCG] for each in scores.values())
    ledger.note(cell, ndcg=round(ndcg, 4), questions=len(scores))


def _build(exam: Exam, ledger: Ledger, cell: Cell) -> None:
    shutil.rmtree(exam.index, ignore_errors=True)
    exam.index.mkdir(parents=True)
    given = ["--passages", str(exam.passages_file)]
    if exam.system.dense and exam.system.name != BASELINE:
        cosine = _likeness(exam)
        ledger.note(cell, least_cosine=round(cosine, 6))
        given += ["--vectors", str(exam.vectors_file)]
    measure(exam.command("build", *given), environment(), LIMIT)
    if exam.system.name == BASELINE:
        _keep_vectors(exam)


def _keep_vectors(exam: Exam) -> None:
    import faiss

    index = faiss.read_index(str(exam.index / "index.faiss"))
    np.save(exam.vectors_file, index.reconstruct_n(0, index.ntotal))


def _likeness(exam: Exam) -> float:
    """The least cosine between the system's own vectors and the baseline's, over a sample."""
    passages = read_passages(exam.passages_file)
    rows = _sample([len(text) for _, text in passages])
    sample, own = exam.index / "sample.jsonl", exam.index / "sample.npy"
    write_passages(sample, [passages[row] for row in rows])
    command = exam.command("encode", "--passages", str(sample), "--vectors", str(own))
    measure(command, environment(), LIMIT)
    made, given = np.load(own), np.load(exam.vectors_file)[rows]
    sample.unlink()
    own.unlink()
    lengths = np.linalg.norm(made, axis=1) * np.linalg.norm(given, axis=1)
    return float(((made * given).sum(axis=1) / lengths).min())


def _sample(lengths: Sequence[int]) -> list[int]:
    """Rows of the longest texts and of others, evenly spread."""
    longest = sorted(range(len(lengths)), key=lambda row: -lengths[row])[: SAMPLED // 2]
    spread = range(0, len(lengths), max(1, len(lengths) // (SAMPLED // 2)))
    return sorted({*longest, *spread})


def _rankings(exam: Exam) -> dict[str, list[str]]:
    limit = PASSAGES if exam.system.name == PINCITE else DEPTH
    rankings = {}
    with serving(exam.command("serve", "--limit", str(limit))) as ask:
        for key, question in exam.judged.questions.items():
            found = ask(question)["ids"]
            assert isinstance(found, list)  # noqa: S101 - the protocol's
            rankings[key] = documents(found, exam.system.name == PINCITE)
    return rankings


def documents(found: Sequence[str], paths: bool) -> list[str]:
    """The first ten documents, each once; pincite names them by the files they were written to."""
    names = [unquote(each.removesuffix(".md")) for each in found] if paths else found
    return list(dict.fromkeys(names))[:DEPTH]
