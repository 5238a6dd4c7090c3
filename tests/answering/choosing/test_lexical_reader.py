import time

import pytest

from rag.answering.answerer import Answerer
from rag.answering.choosing.lexical_reader import LexicalReader
from rag.answering.weighing.confidence import load_confidence
from rag.types import Answer
from tests.support.shelf import Shelf, article, hits

ACME = article(
    "Acme is a maker of pens in Rome. Jo Vane founded it in 1987. It employs 340 people.\n\n"
    "Last spring the firm launched the Quill, a pen that writes for nine hours. "
    "The Quill writes slowly because its ink is thick. It costs $12 in the shop.",
    "acme.md",
    title="Acme and its pens",
)
BORG = article(
    "Borg sells paper in Oslo. Mia Wolf runs it since 1999. Its shares fell 7% last Friday.",
    "borg.md",
    title="Borg in trouble",
)


def _ask(question: str) -> Answer:
    answerer = Answerer(LexicalReader(), Shelf((ACME, BORG)), load_confidence("lexical"))
    return answerer.answer(question, hits(ACME, BORG))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was Acme founded?", "1987"),
        ("Who founded Acme?", "Jo Vane"),
        ("How many people does Acme employ?", "340"),
        ("How long does the Quill write?", "nine hours"),
        ("How much does the Quill cost?", "$12"),
        ("By how much did Borg's shares fall?", "7%"),
        ("Who runs Borg?", "Mia Wolf"),
        ("Why does the Quill write slowly?", "The Quill writes slowly because its ink is thick."),
    ],
)
def test_answers_what_the_articles_say_in_their_words(question: str, text: str) -> None:
    assert _ask(question).text == text


@pytest.mark.parametrize(
    "question",
    ["What is the boiling point of ethanol?", "Who wrote Hamlet?", "When did Zeta buy Omega?"],
)
def test_says_so_when_the_articles_are_about_something_else(question: str) -> None:
    assert not _ask(question).answered


def test_reads_each_hit_in_order_with_every_sentence_best_first() -> None:
    found = hits(ACME, BORG)
    readings = LexicalReader().read("Who founded Acme?", found)
    assert [reading.hit for reading in readings] == found
    for reading in readings:
        scores = [sentence.score for sentence in reading.sentences]
        assert scores == sorted(scores, reverse=True)
        assert reading.relevance == scores[0] / 4


def test_a_question_of_ten_thousand_characters_is_read_within_seconds() -> None:
    started = time.perf_counter()
    _ask("what about the pens of Acme and its paper " * 238)
    assert time.perf_counter() - started < 30  # a guard against a hang: it takes 0.1 s
