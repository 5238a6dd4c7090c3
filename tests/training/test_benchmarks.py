"""Questions beside the passages that are read for them, from sets in the BEIR layout."""

import json
import lzma
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rag.training.benchmarks import BESIDE, clapnq, natural_questions, squad2

PASSAGES = [
    {"_id": f"p{n}", "title": f"Mill {n}", "text": f"Mill number {n} grinds rye for town {n}."}
    for n in range(20)
]


def _write(file: Path, records: Sequence[Mapping[str, object]]) -> None:
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    queries: dict[str, list[Mapping[str, object]]] = {
        "squad2": [
            {
                "_id": "1",
                "text": "Which?",
                "context_id": "p3",
                "answerable": True,
                "answers": ["3"],
            },
            {"_id": "2", "text": "Who?", "context_id": "p4", "answerable": False, "answers": ["x"]},
        ],
        "natural-questions": [{"_id": "1", "text": "what does mill 7 grind", "answers": ["rye"]}],
        "clapnq": [
            {
                "_id": "1",
                "text": "Which?",
                "passage": "p5",
                "answers": [{"selected_sentences": ["a"]}],
            }
        ],
    }
    for name, asked in queries.items():
        (tmp_path / name).mkdir()
        _write(tmp_path / name / "corpus.jsonl.xz", PASSAGES)
        _write(tmp_path / name / "queries.jsonl.xz", asked)
    table = "query-id\tcorpus-id\tscore\n1\tp19\t1\n1\tp2\t0\n"
    (tmp_path / "natural-questions" / "qrels.tsv").write_text(table, encoding="utf-8")
    return tmp_path


def test_squad2_is_read_beside_its_own_paragraph(bench: Path) -> None:
    answerable, other = squad2(bench)
    assert [hit.passage.text for hit in answerable.hits] == [PASSAGES[3]["text"]]
    assert (answerable.answers, other.answers) == (("3",), ())


def test_natural_questions_are_read_beside_the_nearest_passages_too(bench: Path) -> None:
    (asked,) = natural_questions(bench)
    titles = [hit.article.title for hit in asked.hits]
    assert titles[0] == "Mill 19"
    assert "Mill 7" in titles
    assert len(titles) == len(set(titles)) == BESIDE + 1


def test_clapnq_wants_a_grounding_sentence(bench: Path) -> None:
    (asked,) = clapnq(bench)
    assert asked.answers == ("a",)
    assert asked.hits[0].article.title == "Mill 5"
