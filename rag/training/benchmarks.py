"""Questions beside the passages to read for them: what networks are measured on.

bench/squad2 with its own paragraph; natural-questions and clapnq with their passage among the
nearest ones by BM25; and the questions held out of training.
"""

import json
import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.training.data import read_rows, split_rows
from rag.training.mining import Keywords
from rag.types import ArticleHeader, Hit, Passage

BESIDE = 9
"""Passages read beside the gold one, where there is a choice."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the passages to read for it; no answers: none of them answers."""

    question: str
    hits: tuple[Hit, ...]
    answers: tuple[str, ...]


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
