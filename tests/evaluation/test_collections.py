import json
import lzma
from pathlib import Path

import pytest

from rag.errors import GoldInvalid, UsageError
from rag.evaluation.collections import export_collection, read_collection
from rag.evaluation.command import rank_collection
from rag.evaluation.items import FEW, clusters
from rag.evaluation.suite import Suite, load_suite
from tests.evaluation.hamlets import System

CORPUS: list[dict[str, object]] = [
    {"_id": "d/1", "title": "Tea", "text": "Tea is hot. Hot tea is served at four."},
    {"_id": "d2", "title": "", "text": "Coffee came to Vienna in 1683."},
]


def write(folder: Path, queries: list[dict[str, object]], qrels: str) -> Path:
    folder.mkdir()
    packed = "\n".join(map(json.dumps, CORPUS)).encode()
    (folder / "corpus.jsonl.xz").write_bytes(lzma.compress(packed))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}", "utf-8")
    return folder


def exported(tmp_path: Path, queries: list[dict[str, object]], qrels: str) -> Suite:
    collection = read_collection(write(tmp_path / "drinks", queries, qrels))
    return load_suite(export_collection(collection, tmp_path / "out"))


def test_answers_become_evidence_at_every_place_as_whole_words(tmp_path: Path) -> None:
    asked: dict[str, object] = {"_id": "q", "text": "How is tea?", "answers": ["hot", "Hot tea"]}
    suite = exported(tmp_path, [asked], "q\td/1\t1\n")
    text = suite.articles.text("d%2F1.md")
    question = suite.questions[0]
    spans = [span for spans in question.evidence for span in spans]
    assert [text[span.start : span.end] for span in spans] == ["hot", "Hot tea"]
    assert text.startswith('---\ntitle: "Tea"\n---\n')
    assert question.answers[0].wordings == ("hot", "Hot tea")


def test_an_unanswerable_query_is_kept_without_evidence(tmp_path: Path) -> None:
    asked: dict[str, object] = {"_id": "q", "text": "?", "answers": [], "answerable": False}
    question = exported(tmp_path, [asked], "q\td2\t1\n").questions[0]
    assert (question.answerable, question.evidence, question.answers) == (False, (), ())


def test_grounding_sentences_make_one_set_together(tmp_path: Path) -> None:
    sentences = ["Tea is hot.", "Hot tea is served at four."]
    answers = [{"answer": "Hot, at four.", "selected_sentences": sentences}]
    asked: dict[str, object] = {"_id": "q", "text": "?", "answers": answers, "answerable": True}
    question = exported(tmp_path, [asked], "q\td/1\t1\n").questions[0]
    assert [len(spans) for spans in question.evidence] == [2]


def test_a_collection_without_answers_measures_the_ranking(tmp_path: Path) -> None:
    asked: list[dict[str, object]] = [{"_id": "q", "text": "coffee in Vienna"}]
    asked.append({"_id": "unjudged", "text": "?"})
    collection = read_collection(write(tmp_path / "drinks", asked, "q\td2\t2\nq\td/1\t0\n"))
    assert not collection.has_answers
    folder = export_collection(collection, tmp_path / "out")
    figures = rank_collection(folder, System(folder / "articles").rank)
    assert {name: figure.value for name, figure in figures.items()} == {
        "ndcg@10": 1,
        "rr@10": 1,
        "r@100": 1,
    }
    assert figures["rr@10"].questions == 1


def test_other_folders_are_refused_with_what_they_lack(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no corpus\.jsonl"):
        read_collection(tmp_path)
    with pytest.raises(GoldInvalid, match="expected query, document and grade"):
        read_collection(write(tmp_path / "drinks", [{"_id": "q", "text": "?"}], "q d2 1\n"))


def test_questions_are_clustered_by_article_only_where_articles_are_many(tmp_path: Path) -> None:
    asked: list[dict[str, object]] = [
        {"_id": f"q{n}", "text": "?", "answers": [answer]}
        for n, answer in enumerate(("hot", "four", "four"))
    ]
    suite = exported(tmp_path, asked, "".join(f"q{n}\td/1\t1\n" for n in range(3)))
    few = clusters(suite.questions)
    assert len(set(few)) == 2  # two facts of one article
    assert FEW > 1
