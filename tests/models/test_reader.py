from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from rag.models.reader import MAX_SPANS, TrainedReader, best_spans, header_of, ranked_sentences
from rag.models.reader_network import PassageScores
from rag.text.spans import Span
from rag.types import ArticleHeader, Hit, Passage
from tests.support.readers import write_random_reader

TEXT = "The tunnel is 956 m long. It opened in 1961.\n\nNobody dug a longer one."


def _hit(text: str = TEXT, heading: str = "History") -> Hit:
    header = ArticleHeader("a", "Ardle tunnel", "a.md", "", None, "en")
    return Hit(Passage("a", 0, len(text), text, heading), header, {})


def _scores(start: list[float], end: list[float], support: list[float]) -> PassageScores:
    """Pieces of two characters each, one space between them."""
    offsets = np.array([(3 * n, 3 * n + 2) for n in range(len(start))])
    rows = (np.array(row, dtype=np.float32) for row in (start, end, support))
    return PassageScores(0.0, offsets, *rows)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> TrainedReader:
    return TrainedReader.load(write_random_reader(tmp_path_factory.mktemp("reader")), threads=1)


def test_what_stands_in_front_is_title_and_heading_without_the_text() -> None:
    assert header_of(_hit()) == "Ardle tunnel\nHistory"


def test_the_best_span_is_the_best_pair_of_start_and_end() -> None:
    scores = _scores([0, 3, 0], [0, -1, 2], [0, 0, 0])
    best = best_spans(scores, [Span(0, 8)])[0]
    assert (best.start, best.end, best.score) == (3, 8, 5.0)


def test_of_many_equal_pairs_the_first_come_first_behind_the_best() -> None:
    level = [0.0] * 20 * MAX_SPANS
    words = [Span(3 * n, 3 * n + 2) for n in range(len(level))]
    found = best_spans(_scores(level, [*level[1:], 1.0], level), words)
    assert [span.start for span in found] == [words[-1].start, *range(0, 3 * (MAX_SPANS - 1), 3)]


def test_a_span_never_leaves_its_sentence() -> None:
    scores = _scores([3, 0, 0, 0], [0, 0, 0, 3], [0, 0, 0, 0])
    assert all(
        span.end <= 5 or span.start >= 6 for span in best_spans(scores, [Span(0, 5), Span(6, 11)])
    )


def test_a_span_ends_where_it_starts_or_later() -> None:
    scores = _scores([0, 0, 9], [9, 0, 0], [0, 0, 0])
    best = best_spans(scores, [Span(0, 8)])[0]
    assert (best.start, best.end) in {(6, 8), (0, 2)}


def test_spans_do_not_overlap_and_come_best_first(reader: TrainedReader) -> None:
    (reading,) = reader.read("How long is it?", [_hit(TEXT * 4)])
    assert 1 < len(reading.spans) <= MAX_SPANS
    assert [s.score for s in reading.spans] == sorted(
        (s.score for s in reading.spans), reverse=True
    )
    for one, other in combinations(reading.spans, 2):
        assert one.end <= other.start or other.end <= one.start


def test_every_sentence_is_scored_once(reader: TrainedReader) -> None:
    (reading,) = reader.read("How long is it?", [_hit()])
    found = {TEXT[one.start : one.end] for one in reading.sentences}
    assert found == {
        "The tunnel is 956 m long.",
        "It opened in 1961.",
        "Nobody dug a longer one.",
    }


def test_a_sentence_scores_the_mean_of_its_pieces() -> None:
    scores = _scores([0, 0, 0], [0, 0, 0], [1.0, 2.0, 7.0])
    best, other = ranked_sentences(scores, [Span(0, 5), Span(6, 8)])
    assert (best.start, best.score) == (6, 7.0)
    assert (other.start, other.score) == (0, 1.5)


def test_one_reading_a_hit_in_their_order(reader: TrainedReader) -> None:
    hits = [_hit(text) for text in ("Short.", TEXT * 3, "")]
    readings = reader.read("Why?", hits)
    assert [reading.hit for reading in readings] == hits
    assert readings[2].spans == readings[2].sentences == ()


def test_its_name_and_fingerprint_are_those_of_the_weights(tmp_path: Path) -> None:
    one, other = (
        TrainedReader.load(write_random_reader(tmp_path / str(seed), seed=seed)) for seed in (1, 2)
    )
    assert one.name == "random"
    assert one.fingerprint != other.fingerprint
