"""What an index holds and answers, in values that do not depend on how it came to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from rag.answering.answerer import Answerer
from rag.answering.choosing.lexical_reader import LexicalReader
from rag.answering.weighing.confidence import load_confidence
from rag.pipeline import Pipeline
from rag.retrieval.retriever import HybridRetriever
from rag.storage.index import Index
from rag.storage.segments import Kind, Part
from rag.types import Hit, Reply
from tests.support.indexes import ENCODER
from tests.support.shelf import Shelf, article, hits

QUESTIONS = ("Who sealed the crate of the harbour?", "When was the bridge over the river built?")
Place = tuple[str, int, int]
"""Path, start, end."""
Ranking = list[tuple[Place, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Equal to another where both hold the same, and where both were made anew, rank the same."""

    held: dict[str, object]
    """Articles, counts, vectors, and the passages that each search finds."""
    dense: list[Ranking]
    keyword: list[Ranking]
    answers: list[tuple[object, ...]]
    """None where not all was made anew."""
    anew: bool
    """Was everything made from the store at once? Else what was deleted is still in the statistics
    of the keyword index, and equal scores come part by part."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Found):
            return NotImplemented
        return self.held == other.held and (not (self.anew and other.anew) or self.ranks(other))

    def __hash__(self) -> int:
        return hash(digest(self.held))

    def ranks(self, other: "Found") -> bool:
        """Does the other find the same, in the same order, with the same scores to the last bit?"""
        mine = (self.dense, self.keyword, self.answers)
        return mine == (other.dense, other.keyword, other.answers)

    def digests(self) -> list[str]:
        """Letters that differ where what is held does, either ranking, or the answers."""
        return [digest(each) for each in (self.held, self.dense, self.keyword, self.answers)]


def found(index: Index) -> Found:
    """All of it read and verified; raises `AssertionError` where a score is not its passage's."""
    headers = list(index.articles())
    questions = [*QUESTIONS, *(header.title for header in headers[:1])]
    parts = index.parts
    dense = [_dense(index, question) for question in questions]
    keyword = [_places(index, index.keyword(question, 1000)) for question in questions]
    held: dict[str, object] = {
        "articles": [index.article(header.id) for header in headers],
        "counts": index.passage_counts(),
        "vectors": _vectors(index),
        "dense": [sorted(place for place, _ in ranking) for ranking in dense],
        "keyword": [sorted(place for place, _ in ranking) for ranking in keyword],
    }
    # What a reader makes in memory, for want of a place to write, is searched one by one.
    alike = not index.warnings or all(part.kind is Kind.FLAT for part in parts)
    anew = alike and _made_anew(index, parts) and _made_anew(index, index.parts)
    answers = [_answer(pipeline(index).ask(QUESTIONS[0]))] if anew else []
    return Found(held, dense, keyword, answers, anew)


def digest(what: object) -> str:
    """A few letters that differ where the value does."""
    return sha256(repr(what).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def pipeline(index: Index) -> Pipeline:
    """The whole service over the index, with the tiny encoder and the reader without a model."""
    reader = LexicalReader()
    answerer = Answerer(reader, index, load_confidence(reader.name))
    return Pipeline(HybridRetriever(ENCODER, index), answerer, index)


def warm() -> None:
    """Load all that answering needs, so that forked children find it loaded."""
    shelf = Shelf((article("The harbour crate was sealed by Ann Owl in 1867."),))
    reader = LexicalReader()
    Answerer(reader, shelf, load_confidence(reader.name)).answer(
        QUESTIONS[0], hits(*shelf.articles)
    )


def _made_anew(index: Index, parts: Sequence[Part]) -> bool:
    return len(parts) == 1 and parts[0].count == index.summary().passages


def _dense(index: Index, question: str) -> Ranking:
    [vector] = ENCODER.encode([question])
    ranking = index.dense(vector, 1000)
    exact = index.vectors([passage for passage, _ in ranking]) @ vector
    assert np.allclose([score for _, score in ranking], exact, atol=1e-5)
    return _places(index, ranking)


def _vectors(index: Index) -> list[tuple[Place, bytes]]:
    passages = [passage for passage, _ in index.dense(ENCODER.encode(QUESTIONS)[0], 1000)]
    rows = zip(index.hits(passages), index.vectors(passages), strict=True)
    return sorted((_place(hit), row.tobytes()) for hit, row in rows)


def _places(index: Index, ranking: list[tuple[int, float]]) -> Ranking:
    scores = [score for _, score in ranking]
    assert scores == sorted(scores, reverse=True)
    hits = index.hits([passage for passage, _ in ranking])
    return [(_place(hit), score) for hit, score in zip(hits, scores, strict=True)]


def _place(hit: Hit) -> Place:
    return hit.article.path, hit.passage.start, hit.passage.end


def _answer(reply: Reply) -> tuple[object, ...]:
    answer = reply.answer
    cited = [(each.article.path, each.start, each.end, each.quote) for each in answer.citations]
    return answer.answered, answer.text, answer.confidence, cited
