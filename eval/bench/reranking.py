"""Does the reader order what is found better? nDCG@10 with and without it, on public collections.

    python eval/bench/reranking.py natural-questions clapnq squad2 --questions 150

The first 20 fused documents of a question are read as they stand and put in order by fused score
and relevance. A sample of the questions, the same in every run.
"""

import argparse
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from public_collections import COLLECTIONS, Candidates, Collection, candidates, read_collection

from rag.evaluation.rankings import NDCG, by_score, ranking_measures
from rag.models.reader import TrainedReader
from rag.models.shipped import SHIPPED
from rag.pipeline import READ
from rag.retrieval.fusion import convex_sum
from rag.retrieval.reranking import READER, reordered
from rag.types import ArticleHeader, Hit, Passage

SETS = ("natural-questions", "clapnq", "squad2", "scifact", "cranfield")


def main() -> None:
    """Print a row for each collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder")
    parser.add_argument("--data", type=Path, default=COLLECTIONS)
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--questions", type=int, default=150)
    chosen = parser.parse_args()
    reader = TrainedReader.load(chosen.weights)
    print("collection".ljust(20), "questions".rjust(9), "as found".rjust(9), "read".rjust(9))
    for name in chosen.sets:
        collection = read_collection(chosen.data / name)
        found, read = _figures(collection, reader, chosen.cache, chosen.questions)
        asked = min(chosen.questions, len(collection.questions))
        print(name.ljust(20), f"{asked:9}", f"{found:9.4f}", f"{read:9.4f}", flush=True)


def _figures(
    collection: Collection, reader: TrainedReader, cache: Path | None, most: int
) -> tuple[float, float]:
    proposed = candidates(collection, cache)
    names = sorted(proposed)
    asked = random.Random(1).sample(names, min(most, len(names)))  # noqa: S311 - no secret
    before: dict[str, list[Hit]] = {name: _hits(collection, proposed[name]) for name in asked}
    after = {name: _read(collection.questions[name], before[name], reader) for name in asked}
    return _ndcg(collection, before), _ndcg(collection, after)


def _hits(collection: Collection, found: Candidates) -> list[Hit]:
    ids, texts = list(collection.documents), list(collection.documents.values())
    fused = convex_sum(found.exact, found.keyword)
    best = sorted(fused, key=lambda place: (-fused[place], ids[place]))
    return [_hit(ids[place], texts[place], fused[place]) for place in best]


def _hit(name: str, text: str, fused: float) -> Hit:
    header = ArticleHeader(name, "", name, "", None, "en")
    return Hit(Passage(name, 0, len(text), text, ""), header, {"fused": fused})


def _read(question: str, found: list[Hit], reader: TrainedReader) -> list[Hit]:
    read = [
        replace(one.hit, scores={**one.hit.scores, READER: one.relevance})
        for one in reader.read(question, found[:READ])
    ]
    return [*reordered(read), *found[READ:]]


def _ndcg(collection: Collection, rankings: Mapping[str, list[Hit]]) -> float:
    scored = {
        name: by_score({hit.article.id: -float(rank) for rank, hit in enumerate(found)})
        for name, found in rankings.items()
    }
    judged = {name: collection.relevant[name] for name in rankings}
    return fmean(each[NDCG] for each in ranking_measures(judged, scored).values())


if __name__ == "__main__":
    main()
