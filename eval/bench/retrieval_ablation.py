"""Which fusion? nDCG@10 of rankings of whole documents, on public collections in BEIR's layout.

    python eval/bench/retrieval_ablation.py scifact cranfield --cache /some/folder

A document is its title and text, cut at the encoder's window, as all-MiniLM-L6-v2's published
figures have it. The collections are looked for in `$PINCITE_SHARED/data/bench`, by default
`../shared/data/bench` beside the project.
"""

import argparse
import json
import lzma
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np

from rag.evaluation.rankings import NDCG, by_score, ranking_measures
from rag.models.encoder import load_encoder
from rag.models.encoder_onnx import OnnxEncoder
from rag.protocols import Vectors
from rag.retrieval.fusion import Fusion, Scores, convex_sum, reciprocal_rank
from rag.retrieval.retriever import CANDIDATES
from rag.storage.keywords import KeywordIndex

SETS = ("scifact", "natural-questions", "clapnq", "cranfield", "squad2", "2wikimultihop")
PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PINCITE_SHARED", PROJECT.parent / "shared"))

Way = Callable[[Scores, Scores, Scores], Scores]
"""From the best dense scores, the exact dense scores of all candidates, and keyword scores."""


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


def main() -> None:
    """Print a row for each way and a column for each collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder")
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "bench")
    chosen = parser.parse_args()
    columns = {name: _column(_collection(chosen.data / name), chosen.cache) for name in chosen.sets}
    print("way".ljust(28), *(name.rjust(17) for name in columns), "mean".rjust(7))
    for way in WAYS:
        figures = [column[way] for column in columns.values()]
        cells = [f"{figure:.4f}".rjust(17) for figure in figures]
        print(way.ljust(28), *cells, f"{fmean(figures):.4f}".rjust(7))


def _column(collection: Collection, cache: Path | None) -> dict[str, float]:
    candidates = _candidates(collection, cache)
    return {name: _ndcg(collection, candidates, way) for name, way in WAYS.items()}


def _ndcg(collection: Collection, candidates: Mapping[str, Candidates], way: Way) -> float:
    ids = list(collection.documents)
    rankings = {}
    for question, found in candidates.items():
        scores = way(found.near, found.exact, found.keyword)
        rankings[question] = by_score({ids[place]: score for place, score in scores.items()})
    measures = ranking_measures(collection.relevant, rankings)
    return fmean(each[NDCG] for each in measures.values())


def _candidates(collection: Collection, cache: Path | None) -> dict[str, Candidates]:
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


def _collection(folder: Path) -> Collection:
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


def _whole(row: Mapping[str, str]) -> str:
    return f"{row.get('title', '')} {row['text']}".strip()


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _relevant(file: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        question, document, grade = line.split("\t")
        grades.setdefault(question, {})[document] = int(grade)
    return grades


def _fused(fusion: Fusion) -> Way:
    return lambda _, exact, keyword: fusion(exact, keyword)


def _lowest_where_not_near(near: Scores, exact: Scores, keyword: Scores) -> Scores:
    lowest = min(near.values())
    return convex_sum({place: near.get(place, lowest) for place in exact}, keyword)


def _scaled(exact: Scores, keyword: Scores) -> Scores:
    """Equal weights of scores brought to between 0 and 1 over the candidates."""
    low, high = min(exact.values()), max(exact.values())
    most = max(keyword.values(), default=1.0)
    return {
        place: (score - low) / ((high - low) or 1.0) + keyword.get(place, 0.0) / most
        for place, score in exact.items()
    }


WAYS: dict[str, Way] = {
    "dense": lambda near, _, __: near,
    "keyword": lambda _, __, keyword: keyword,
    "reciprocal rank": _fused(reciprocal_rank),
    "min-max .5": _fused(_scaled),
    "z-score .5, dense not exact": _lowest_where_not_near,
    **{
        f"z-score {weight}": _fused(partial(convex_sum, weight=weight))
        for weight in (0.3, 0.4, 0.5, 0.6, 0.7)
    },
}


if __name__ == "__main__":
    main()
