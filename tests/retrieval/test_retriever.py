"""Retrieval over a real small index: SQLite, FAISS and tantivy, vectors of the tiny encoder."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.retrieval import retriever
from rag.retrieval.fusion import reciprocal_rank
from rag.retrieval.neighbours import MOST_COPIES
from rag.retrieval.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from rag.storage.changes import IndexedArticle
from rag.storage.index import Index
from rag.types import Hit
from tests.support.indexes import ENCODER, indexed_article, write_articles

ARTICLES = {
    "moon.md": ["The moon has no air.", "Its seas are plains of basalt.", "It is old."],
    "saturn.md": [
        "Saturn has rings of ice.",
        "Galileo took rings for moons.",
        "It would float.",
    ],
    "bread.md": [
        "Bread needs flour and salt.",
        "Yeast makes dough rise.",
        "Bake it for an hour.",
    ],
    "sea.md": ["The sea is salt.", "Ice floats on the sea.", "Tides follow the moon."],
}
QUESTIONS = ["Which planet has rings?", "Why is the sea salty?", "moon", "quantum chromodynamics"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("index")
    write_articles(folder, *(indexed_article(path, *texts) for path, texts in ARTICLES.items()))
    with Index.open(folder) as opened:
        yield opened


def places(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    return [(hit.article.path, hit.passage.start) for hit in hits]


def all_passages(index: Index, question: str) -> dict[int, float]:
    return dict(index.dense(ENCODER.encode([question])[0], 1000))


@pytest.mark.parametrize("question", QUESTIONS)
def test_hybrid_ranks_as_brute_force_does(index: Index, question: str) -> None:
    ids = sorted(all_passages(index, question))
    near = index.vectors(ids) @ ENCODER.encode([question])[0]
    words = np.array([dict(index.keyword(question, 1000)).get(passage, 0.0) for passage in ids])
    paths = np.array([hit.article.path for hit in index.hits(ids)])
    common = [near[paths == path].sum() + near.mean() for path in paths]
    sizes = [(paths == path).sum() + 1 for path in paths]
    fused = standard(near - 0.6 * np.array(common) / sizes) / 2 + standard(words) / 2
    expected = sorted(
        zip(fused, index.hits(ids), strict=True),
        key=lambda pair: (-round(pair[0], 6), pair[1].article.path, pair[1].passage.start),
    )
    found = HybridRetriever(ENCODER, index).retrieve(question, 12)
    assert places(found) == places([hit for _, hit in expected])
    np.testing.assert_allclose(
        [hit.scores["fused"] for hit in found], [score for score, _ in expected], atol=2e-5
    )


def standard(values: NDArray[np.floating]) -> NDArray[np.floating]:
    spread = values.std()
    return (values - values.mean()) / spread if spread else values * 0


def test_a_hit_has_the_scores_of_the_stages_that_saw_it(index: Index) -> None:
    hits = HybridRetriever(ENCODER, index).retrieve("Galileo", 12)
    assert set(hits[0].scores) == {"dense", "keyword", "fused"}
    assert hits[0].passage.text == "Galileo took rings for moons."
    assert all(set(hit.scores) == {"dense", "fused"} for hit in hits[1:])


def test_a_keyword_candidate_gets_its_exact_dense_score(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retriever, "CANDIDATES", 3)
    question = "ice galilean moonrise"
    vector = ENCODER.encode([question])[0]
    found = HybridRetriever(ENCODER, index).retrieve(question, 3)
    [first] = [hit for hit in found if hit.passage.text == "Saturn has rings of ice."]
    near = index.hits([passage for passage, _ in index.dense(vector, 3)])
    assert first.passage not in [hit.passage for hit in near]
    (exact,) = (
        score
        for passage, score in all_passages(index, question).items()
        if index.hits([passage])[0].passage == first.passage
    )
    assert first.scores["dense"] == pytest.approx(exact, abs=1e-6)


def test_at_most_the_limit_and_best_first(index: Index) -> None:
    hits = HybridRetriever(ENCODER, index).retrieve("salt", 3)
    fused = [hit.scores["fused"] for hit in hits]
    assert len(hits) == 3
    assert fused == sorted(fused, reverse=True)


def test_a_question_without_a_known_word_still_has_nearest_passages(index: Index) -> None:
    hits = HybridRetriever(ENCODER, index).retrieve("quantum chromodynamics", 5)
    assert len(hits) == 5
    assert all("keyword" not in hit.scores for hit in hits)


def test_dense_is_by_inner_product_alone(index: Index) -> None:
    question = "the salty sea"
    scores = all_passages(index, question)
    hits = DenseRetriever(ENCODER, index).retrieve(question, 12)
    assert [hit.scores["dense"] for hit in hits] == pytest.approx(
        sorted(scores.values(), reverse=True), abs=1e-6
    )
    assert all(set(hit.scores) == {"dense"} for hit in hits)


def test_keyword_finds_the_words_or_nothing(index: Index) -> None:
    by_words = KeywordRetriever(index)
    assert [hit.passage.text for hit in by_words.retrieve("ring", 5)] != []
    assert all("ring" in hit.passage.text for hit in by_words.retrieve("ring", 5))
    assert by_words.retrieve("quantum chromodynamics", 5) == []


def test_another_fusion_gives_another_scale(index: Index) -> None:
    hits = HybridRetriever(ENCODER, index, reciprocal_rank).retrieve("Galileo", 1)
    assert hits[0].scores["fused"] == pytest.approx(2 / 61, abs=1e-6)


def test_equal_hits_come_by_path_however_the_index_grew(tmp_path: Path) -> None:
    copies = ["z.md", "a.md", "m.md"]
    write_articles(tmp_path, *(titled(path, "Saturn has rings.") for path in copies[:1]))
    write_articles(tmp_path, *(titled(path, "Saturn has rings.") for path in copies[1:]))
    with Index.open(tmp_path) as index:
        for way in (HybridRetriever(ENCODER, index), KeywordRetriever(index)):
            hits = way.retrieve("Saturn's rings", 10)
            assert [hit.article.path for hit in hits] == ["a.md", "m.md", "z.md"]


def test_copies_do_not_crowd_out_the_rest(tmp_path: Path) -> None:
    copies = [titled(f"copy {number:02}.md", "Saturn has rings.") for number in range(30)]
    write_articles(tmp_path, *copies, titled("other.md", "Jupiter has faint rings, too."))
    with Index.open(tmp_path) as index:
        hits = HybridRetriever(ENCODER, index).retrieve("Saturn's rings", 10)
    assert [hit.article.path for hit in hits] == [
        *(f"copy {number:02}.md" for number in range(MOST_COPIES)),
        "other.md",
    ]


def test_an_index_without_passages_has_no_hits(tmp_path: Path) -> None:
    write_articles(tmp_path, titled("empty.md"))
    with Index.open(tmp_path) as index:
        assert HybridRetriever(ENCODER, index).retrieve("Saturn", 10) == []
        assert KeywordRetriever(index).retrieve("Saturn", 10) == []


def titled(path: str, *texts: str) -> IndexedArticle:
    return indexed_article(path, *texts, title="Notes")


def test_no_hit_is_wanted_and_none_is_given(index: Index) -> None:
    assert HybridRetriever(ENCODER, index).retrieve("Saturn", 0) == []
