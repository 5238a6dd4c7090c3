"""Which guesses of a reader count as right, wrong, or neither."""

from pathlib import Path

import pytest

from rag.answering.choosing.candidates import Candidate, candidates_of
from rag.answering.language.questions import understand
from rag.models.reader_network import ReaderNetwork
from rag.training.data import Example, Row, example_of
from rag.training.guesses import MOST, Guesser, _is_right
from rag.types import ArticleHeader, Hit, Passage, Reading, ScoredSpan
from tests.support.readers import write_random_reader

TEXT = (
    "The ferry of Aldholm was built in 1931. Its captain, Runa Sten, retired because her "
    "knees hurt. Runa Sten has a dog."
)
ASKED = Row("Who was the captain?", "Ferry", TEXT, ("Runa Sten",), "squad2-dev", False)
WHY = Row(
    "Why did she retire?",
    "Ferry",
    TEXT,
    ("Its captain, Runa Sten, retired because her knees hurt.",),
    "pincite-contrast",
    True,
)


def _candidate(question: str, words: str, *, sentence: bool = False) -> Candidate:
    hit = Hit(Passage("0", 0, len(TEXT), TEXT, ""), ArticleHeader("0", "", "0", "", None, "en"), {})
    start = TEXT.index(words)
    span = ScoredSpan(start, start + len(words), 1.0)
    inner = [TEXT.index(each) for each in ("The ferry", "Its captain", "Runa Sten has")]
    ends = [*(each - 1 for each in inner[1:]), len(TEXT)]
    sentences = tuple(
        ScoredSpan(a, b, float(a <= start < b)) for a, b in zip(inner, ends, strict=True)
    )
    spans = () if sentence else (span,)
    reading = Reading(hit, 1.0, spans, tuple(sorted(sentences, key=lambda one: -one.score)))
    return next(iter(candidates_of(understand(question), reading)))


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("Runa Sten", True),
        ("Runa Sten, retired because her knees hurt", None),
        ("Aldholm", False),
        ("1931", False),
    ],
)
def test_a_short_answer_is_judged_by_what_it_has_in_common(words: str, right: bool | None) -> None:
    found = _candidate("Who was the captain?", words)
    assert _is_right(example_of(ASKED), found) is right


def test_the_same_words_in_another_sentence_tell_nothing() -> None:
    example = example_of(ASKED)
    start = TEXT.rindex("Runa Sten")
    elsewhere = Example(example.question, "", TEXT, ((start, start + 9),), ((start, len(TEXT)),))
    assert _is_right(elsewhere, _candidate("Who was the captain?", "Runa Sten")) is False
    assert _is_right(example, _candidate("Who was the captain?", "Runa Sten")) is True


def test_a_sentence_is_right_where_it_is_the_one() -> None:
    example = example_of(WHY)
    assert _is_right(example, _candidate(WHY.question, "retired because", sentence=True)) is True
    assert _is_right(example, _candidate(WHY.question, "The ferry", sentence=True)) is False


def test_where_no_guess_is_right_the_marked_answer_comes_last(tmp_path: Path) -> None:
    guesser = Guesser(ReaderNetwork.load(write_random_reader(tmp_path), threads=1))
    found = guesser.guesses([example_of(ASKED)])
    assert found is not None
    assert 0 < len(found["guesses"]) <= MOST
    right = [guess for guess in found["guesses"] if guess["right"]]
    assert right
    assert "Runa Sten" in TEXT[right[-1]["start"] : right[-1]["end"]]


def test_a_twin_has_wrong_guesses_only(tmp_path: Path) -> None:
    guesser = Guesser(ReaderNetwork.load(write_random_reader(tmp_path), threads=1))
    own = example_of(ASKED)
    twin = Example("Who was the mate?", own.header, own.text, (), (), twin=True)
    pair = guesser.pair([own, twin])
    assert pair["twin"] is not None
    assert not any(guess["right"] for guess in pair["twin"]["guesses"])
