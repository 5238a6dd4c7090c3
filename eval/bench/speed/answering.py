"""Warm: a question's vector, retrieval, an answer, answers a second; does the fast way agree?

One process, one question at a time, after all of them once to warm up. Answers a second: as many
threads as cores, each model call on one thread.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

from eval.bench.speed.figures import Figure
from rag.answering.answerer import Answerer
from rag.answering.weighing.confidence import load_confidence
from rag.evaluation.suite import load_suite
from rag.models.encoder import load_encoder
from rag.models.encoder_onnx import OnnxEncoder
from rag.models.reader import TrainedReader
from rag.models.reader_choice import SHIPPED_NAME, load_reranker
from rag.pipeline import TimedEncoder, checked_question
from rag.retrieval.retriever import HybridRetriever
from rag.storage.index import Index
from rag.types import Answer

READ = 20
"""Hits that an answer may look at."""
SHOWN = 10
"""Hits of a search, as by default."""


def retrieving(folder: Path, questions: Sequence[str]) -> Iterator[Figure]:
    """Encode and retrieve in an index, one thread."""
    encoder = load_encoder("all-MiniLM-L6-v2", 1)
    with Index.open(folder, threads=1) as index:
        retriever = HybridRetriever(encoder, index)
        size = sum(part.count for part in index.parts)
        encoded = _ms(encoder.encode_question, questions)
        both = _ms(lambda question: retriever.retrieve(question, SHOWN), questions)
    yield Figure("a question's vector, ms", encoded, None)
    yield Figure(f"vector and {SHOWN} hits among {size:,} passages, ms", both, 5)


def answering(folder: Path, suite: Path, cores: int) -> Iterator[Figure]:
    """Answers to the questions of a suite from its index."""
    questions = suite_questions(suite)
    with Index.open(folder) as index:
        ask = _asker(index, load_encoder("all-MiniLM-L6-v2", cores), cores)
        yield Figure("an answer, median ms", _ms(ask, questions), 120)
        alone = _asker(index, load_encoder("all-MiniLM-L6-v2", 1), 1)
        with ThreadPoolExecutor(cores) as threads:
            list(threads.map(alone, questions[:cores]))
            started = time.perf_counter()
            list(threads.map(alone, questions))
            spent = time.perf_counter() - started
        yield Figure("answers a second, all cores", len(questions) / spent, None, True)


def agreeing(folder: Path, suite: Path, cores: int) -> Iterator[Figure]:
    """Does a question in integers get the answer that it gets in floats?"""
    encoder = load_encoder("all-MiniLM-L6-v2", cores)
    if not isinstance(encoder, OnnxEncoder) or encoder.questions is None:
        return
    questions = suite_questions(suite)
    with Index.open(folder) as index:
        fast, exact = (
            [_told(ask(question)) for question in questions]
            for ask in (
                _asker(index, encoder, cores),
                _asker(index, replace(encoder, questions=None), cores),
            )
        )
    same = sum(one == other for one, other in zip(fast, exact, strict=True))
    yield Figure("same answer as with the question in floats", same / len(questions), 0.98, True)


def suite_questions(suite: Path) -> list[str]:
    """The questions of a suite, as they are asked."""
    return [checked_question(question.question) for question in load_suite(suite).questions]


def _asker(index: Index, encoder: OnnxEncoder, threads: int) -> Callable[[str], Answer]:
    reader = TrainedReader.load(threads=threads)
    remembering = TimedEncoder(encoder)
    retriever = HybridRetriever(remembering, index)
    reranker = load_reranker(SHIPPED_NAME, threads)
    answerer = Answerer(
        reader, index, load_confidence(reader.name), encoder=remembering, reranker=reranker
    )
    return lambda question: answerer.answer(question, retriever.retrieve(question, READ))


def _told(answer: Answer) -> tuple[object, ...]:
    """What a person reads of it."""
    places = tuple((each.article.id, each.start, each.end) for each in answer.citations)
    return answer.answered, answer.text, places


def _ms(call: Callable[[str], object], questions: Sequence[str]) -> float:
    spent = []
    for question in [*questions, *questions]:
        started = time.perf_counter()
        call(question)
        spent.append(time.perf_counter() - started)
    return 1e3 * median(spent[len(questions) :])
