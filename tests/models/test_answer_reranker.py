from pathlib import Path

import pytest

from rag.errors import ModelUnusable
from rag.models.answer_reranker import AnswerReranker
from rag.models.reader_choice import load_reranker
from rag.types import ArticleHeader, Guess, Hit, Passage
from tests.support.readers import write_random_reader, write_random_reranker

QUESTION = "How long is the Ardle tunnel?"
TEXT = "The tunnel is 956 m long. It opened in 1961."
HIT = Hit(
    Passage("a", 0, len(TEXT), TEXT, ""), ArticleHeader("a", "Ardle", "a", "", None, "en"), {}
)


def _guess(words: str) -> Guess:
    start = TEXT.index(words)
    return Guess(HIT, start, start + len(words))


GUESSES = [_guess("956 m"), _guess("1961"), _guess("The tunnel is 956 m long.")]


def test_each_guess_is_judged_by_itself_and_by_what_is_marked(tmp_path: Path) -> None:
    reranker = AnswerReranker.load(write_random_reranker(tmp_path), threads=2)
    together = reranker.verdicts(QUESTION, GUESSES)
    assert len(set(together)) == len(GUESSES)
    assert together == [reranker.verdicts(QUESTION, [one])[0] for one in GUESSES]
    assert reranker.verdicts(QUESTION, []) == []


def test_statements_are_compared_both_ways_and_each_by_itself(tmp_path: Path) -> None:
    reranker = AnswerReranker.load(write_random_reranker(tmp_path), threads=2)
    one, two, three = "It opened in 1961.", "It opened in 1962.", "It was opened by a nun in May."
    together = reranker.oppositions(QUESTION, one, [two, three])
    assert together == [reranker.oppositions(QUESTION, one, [each])[0] for each in (two, three)]
    assert together[0] == pytest.approx(reranker.oppositions(QUESTION, two, [one])[0])
    assert together[0] != together[1]
    assert reranker.oppositions(QUESTION, one, []) == []


def test_weights_without_a_head_are_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = write_random_reader(tmp_path)
    (folder / "reader.onnx").rename(folder / "reranker.onnx")
    (folder / "reader.json").rename(folder / "reranker.json")
    with pytest.raises(ModelUnusable, match=r"lacks a head: .*rag\.training\.export"):
        AnswerReranker.load(folder)


def test_other_weights_than_the_recorded_ones_are_refused(tmp_path: Path) -> None:
    weights = write_random_reranker(tmp_path) / "reranker.onnx"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelUnusable, match="SHA-256"):
        AnswerReranker.load(tmp_path)


def test_it_lies_beside_its_reader_or_there_is_none(tmp_path: Path) -> None:
    folder = write_random_reader(tmp_path)
    assert load_reranker(str(folder), threads=1) is None
    write_random_reranker(folder)
    found = load_reranker(str(folder), threads=1)
    assert isinstance(found, AnswerReranker)
    assert found.name == "random"
