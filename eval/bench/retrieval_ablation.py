"""Which fusion? nDCG@10 of rankings of whole documents, on public collections in BEIR's layout.

    python eval/bench/retrieval_ablation.py scifact cranfield --cache /some/folder

What a document is, and where the collections are looked for: see `public_collections.py`.
"""

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import fmean

from public_collections import COLLECTIONS, Candidates, Collection, candidates, read_collection

from rag.evaluation.rankings import NDCG, by_score, ranking_measures
from rag.retrieval.fusion import Fusion, Scores, convex_sum, reciprocal_rank

SETS = ("scifact", "natural-questions", "clapnq", "cranfield", "squad2", "2wikimultihop")

Way = Callable[[Scores, Scores, Scores], Scores]
"""From the best dense scores, the exact dense scores of all candidates, and keyword scores."""


def main() -> None:
    """Print a row for each way and a column for each collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder")
    parser.add_argument("--data", type=Path, default=COLLECTIONS)
    chosen = parser.parse_args()
    columns = {
        name: _column(read_collection(chosen.data / name), chosen.cache) for name in chosen.sets
    }
    print("way".ljust(28), *(name.rjust(17) for name in columns), "mean".rjust(7))
    for way in WAYS:
        figures = [column[way] for column in columns.values()]
        cells = [f"{figure:.4f}".rjust(17) for figure in figures]
        print(way.ljust(28), *cells, f"{fmean(figures):.4f}".rjust(7))


def _column(collection: Collection, cache: Path | None) -> dict[str, float]:
    proposed = candidates(collection, cache)
    return {name: _ndcg(collection, proposed, way) for name, way in WAYS.items()}


def _ndcg(collection: Collection, proposed: Mapping[str, Candidates], way: Way) -> float:
    ids = list(collection.documents)
    rankings = {}
    for question, found in proposed.items():
        scores = way(found.near, found.exact, found.keyword)
        rankings[question] = by_score({ids[place]: score for place, score in scores.items()})
    measures = ranking_measures(collection.relevant, rankings)
    return fmean(each[NDCG] for each in measures.values())


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
