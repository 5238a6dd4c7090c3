"""Public collections in BEIR's layout, and what both rankings propose for their questions.

A document is its title and text, cut at the encoder's window, as all-MiniLM-L6-v2's published
figures have it. The collections are looked for in `$PINCITE_SHARED/data/bench`, by default
`../shared/data/bench` beside the project.
"""

import json
import lzma
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.models.encoder import load_encoder
from rag.models.encoder_onnx import OnnxEncoder
from rag.protocols import Vectors
from rag.retrieval.fusion import Scores
from rag.retrieval.retriever import CANDIDATES
from rag.storage.keywords import KeywordIndex

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PINCITE_SHARED", PROJECT.parent / "shared"))
COLLECTIONS = SHARED / "data" / "bench"


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and the questions that have a relevance judgement."""

    name: str
    documents: Mapping[str, str]
    titles: Sequence[str]
    questions: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What both rankings propose for one question; documents are numbered from 0."""

    near: Scores
    """The best by inner product."""
    exact: Scores
    """The inner product of every candidate."""
    keyword: Scores


def read_collection(folder: Path) -> Collection:
    """From `corpus.jsonl.xz`, `queries.jsonl.xz` and `qrels.tsv` below the folder."""
    documents = list(_lines(folder / "corpus.jsonl.xz"))
    relevant = _relevant(folder / "qrels.tsv")
    return Collection(
        name=folder.name,
        documents={
            row["_id"]: f"{row.get('title', '')} {row['text']}".strip() for row in documents
        },
        titles=[row.get("title", "") for row in documents],
        questions={
            row["_id"]: row["text"]
            for row in _lines(folder / "queries.jsonl.xz")
            if row["_id"] in relevant
        },
        relevant=relevant,
    )


def candidates(collection: Collection, cache: Path | None) -> dict[str, Candidates]:
    """By question; vectors are kept in the folder `cache` where one is given."""
    documents, questions = _vectors(collection, cache)
    index = KeywordIndex.build(enumerate(_keyword_texts(collection)))
    found = {}
    for row, (name, question) in enumerate(collection.questions.items()):
        products = documents @ questions[row]
        best = np.argsort(-products, kind="stable")[:CANDIDATES].tolist()
        keyword = dict(index.search(question, CANDIDATES))
        found[name] = Candidates(
            near={place: float(products[place]) for place in best},
            exact={place: float(products[place]) for place in {*best, *keyword}},
            keyword=keyword,
        )
    return found


def _keyword_texts(collection: Collection) -> Iterator[str]:
    for title, text in zip(collection.titles, collection.documents.values(), strict=True):
        yield f"{title}\n{title}\n{text}"  # the title counts three times, as in the index


def _vectors(collection: Collection, cache: Path | None) -> tuple[Vectors, Vectors]:
    """Of the documents and of the questions, from the cache where it holds them."""
    files = None if cache is None else cache / f"{collection.name}.npz"
    if files is not None and files.exists():
        with np.load(files) as kept:
            return kept["documents"], kept["questions"]
    encoder = load_encoder("all-MiniLM-L6-v2")
    if not isinstance(encoder, OnnxEncoder):
        raise TypeError("the packaged model runs on ONNX Runtime")
    documents = encoder.encode([_cut(encoder, text) for text in collection.documents.values()])
    questions = encoder.encode(list(collection.questions.values()))
    if files is not None:
        np.savez(files, documents=documents, questions=questions)
    return documents, questions


def _cut(encoder: OnnxEncoder, text: str) -> str:
    offsets = encoder.tokenizer.encode(text, add_special_tokens=False).offsets
    room = encoder.window - encoder.count_pieces("")
    return text if len(offsets) <= room else text[: offsets[room][0]]


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _relevant(file: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        grades.setdefault(question, {})[document] = int(grade)
    return grades
