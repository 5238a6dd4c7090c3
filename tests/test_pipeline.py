import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from rag.answering.answerer import Answerer
from rag.answering.choosing.lexical_reader import LexicalReader
from rag.answering.weighing.confidence import load_confidence
from rag.errors import UsageError
from rag.pipeline import MAX_QUESTION, SHOWN, Pipeline, TimedEncoder, checked_question
from rag.types import Article, Hit, IndexSummary
from tests.support.encoders import TrigramEncoder
from tests.support.shelf import ScriptedReader, Shelf, article, hits

ACME = article("Acme opened on 3 May 2021 in Rome. Café Acme followed.", "acme.md")
SUMMARY = IndexSummary(3, 1, 1, "trigrams")


class _Retriever:
    """Hands out its articles, and remembers what was asked."""

    def __init__(self, encoder: TimedEncoder, articles: Sequence[Article] = (ACME,)) -> None:
        self._encoder = encoder
        self._articles = articles
        self.asked: list[tuple[str, int]] = []

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        self._encoder.encode_question(question)
        self.asked.append((question, limit))
        return hits(*self._articles)[:limit]


class _Index:
    def summary(self) -> IndexSummary:
        return SUMMARY


def _pipeline() -> tuple[Pipeline, _Retriever]:
    encoder = TimedEncoder(TrigramEncoder())
    retriever = _Retriever(encoder)
    answerer = Answerer(LexicalReader(), Shelf((ACME,)), load_confidence("lexical"))
    return Pipeline(retriever, answerer, _Index(), encoder), retriever


def test_asks_and_tells_what_it_cost_and_which_index_answered() -> None:
    reply = _pipeline()[0].ask("When did Acme open?")
    assert reply.answer.text == "3 May 2021"
    assert reply.index == SUMMARY
    assert set(reply.timing_ms) == {"encode", "retrieve", "read", "total"}
    parts = sum(reply.timing_ms[stage] for stage in ("encode", "retrieve", "read"))
    assert reply.timing_ms["total"] == pytest.approx(parts)
    assert min(reply.timing_ms.values()) >= 0


def test_the_reply_repeats_the_question_as_given_and_searches_it_composed() -> None:
    pipeline, retriever = _pipeline()
    asked = "  Where is Cafe\u0301 Acme?\n"
    assert pipeline.ask(asked).answer.question == asked
    assert retriever.asked[0][0] == "Where is Café Acme?"


def test_shows_the_ten_best_by_the_order_given() -> None:
    many = [article(f"Acme has {n} shops.", f"{n:02}.md") for n in range(15)]
    encoder = TimedEncoder(TrigramEncoder())
    retriever = _Retriever(encoder, many)
    answerer = Answerer(LexicalReader(), Shelf(tuple(many)), load_confidence("lexical"))
    pipeline = Pipeline(
        retriever, answerer, _Index(), encoder, order=lambda found: list(reversed(found))
    )
    shown = pipeline.ask("Where are the pens?").answer.hits
    assert [hit.article.path for hit in shown] == [f"{n:02}.md" for n in range(14, 14 - SHOWN, -1)]


def test_tells_what_it_found_once_before_anything_is_read() -> None:
    reader = ScriptedReader({"3 May 2021": 5.0})
    retriever = _Retriever(TimedEncoder(TrigramEncoder()))
    answerer = Answerer(reader, Shelf((ACME,)), load_confidence("lexical"))
    told: list[tuple[list[str], int]] = []

    def found(hits: Sequence[Hit]) -> None:
        told.append(([hit.article.path for hit in hits], reader.read_hits))

    Pipeline(retriever, answerer, _Index()).ask("When did Acme open?", found)
    assert told == [(["acme.md"], 0)]
    assert reader.read_hits > 0
    assert len(retriever.asked) == 1


def test_searches_without_reading() -> None:
    pipeline, retriever = _pipeline()
    assert [hit.article.path for hit in pipeline.search("pens", 7)] == ["acme.md"]
    assert retriever.asked == [("pens", 7)]


@pytest.mark.parametrize("question", ["", "   \n\t", "\u200b\u200b", "\ufeff", "\x00", "\u0301"])
def test_a_question_that_asks_nothing_is_refused(question: str) -> None:
    with pytest.raises(UsageError, match="the question is empty"):
        _pipeline()[0].ask(question)


def test_a_question_that_is_too_long_is_refused_with_both_numbers() -> None:
    with pytest.raises(UsageError, match=r"100,000 characters, and at most 10,000"):
        _pipeline()[0].ask("x" * 100_000)
    assert checked_question("x" * MAX_QUESTION) == "x" * MAX_QUESTION


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UsageError, match="not valid Unicode"):
        _pipeline()[0].ask("caf\udce9")


@pytest.mark.parametrize("question", ["x", "?", "是", "\U0001f600"])
def test_one_character_is_a_question(question: str) -> None:
    assert _pipeline()[0].ask(question).answer.question == question


def test_a_search_for_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 1, not 0"):
        _pipeline()[0].search("pens", 0)


def test_a_timed_encoder_is_the_encoder_it_times() -> None:
    plain, timed = TrigramEncoder(), TimedEncoder(TrigramEncoder())
    assert timed.last_ms == 0.0
    assert (timed.encode(["pens"]) == plain.encode(["pens"])).all()
    assert timed.last_ms == 0.0
    assert (timed.encode_question("pens") == plain.encode_question("pens")).all()
    assert timed.last_ms > 0
    assert (timed.name, timed.fingerprint, timed.dimensions, timed.window) == (
        plain.name, plain.fingerprint, plain.dimensions, plain.window,
    )  # fmt: skip
    assert timed.count_pieces("pens and ink") == plain.count_pieces("pens and ink")


class _Slow(TrigramEncoder):
    calls = 0

    def encode_question(self, question: str) -> np.ndarray:
        _Slow.calls += 1
        time.sleep(0.02)
        return super().encode_question(question)


def test_the_same_question_again_is_not_encoded_again_and_costs_nothing() -> None:
    timed = TimedEncoder(_Slow())
    first = timed.encode_question("Who opened?")
    spent = timed.last_ms
    assert (timed.encode_question("Who opened?") == first).all()
    assert spent >= 20 > timed.last_ms
    assert _Slow.calls == 1
    timed.encode_question("Where?")
    assert _Slow.calls == 2
    assert (timed.encode_question("Who opened?") == first).all()


def test_what_another_thread_asked_is_not_encoded_again() -> None:
    timed = TimedEncoder(_Slow())
    before = _Slow.calls
    with ThreadPoolExecutor(1) as other:
        first = other.submit(timed.encode_question, "Who opened?").result()
    assert (timed.encode_question("Who opened?") == first).all()
    assert _Slow.calls == before + 1


def test_an_answer_chosen_by_its_quote_leaves_the_times_of_the_question() -> None:
    encoder = TimedEncoder(_Slow())
    model = replace(load_confidence("lexical"), choice={"score": 1.0, "quote_dense": 1.0})
    answerer = Answerer(LexicalReader(), Shelf((ACME,)), model, encoder=encoder)
    pipeline = Pipeline(_Retriever(encoder), answerer, _Index(), encoder)
    first, again = (pipeline.ask("When did Acme open?").timing_ms for _ in range(2))
    assert min(*first.values(), *again.values()) >= 0
    assert first["read"] >= 20 > again["encode"]
