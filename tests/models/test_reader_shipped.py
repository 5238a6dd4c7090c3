"""The weights in the package, on texts of our own."""

import pytest

from rag.models.answer_reranker import AnswerReranker
from rag.models.reader import TrainedReader
from rag.models.shipped import SHIPPED
from rag.types import ArticleHeader, Guess, Hit, Passage, Reading

pytestmark = pytest.mark.slow

MOST_BYTES = 25_000_000
TUNNEL = (
    "The tunnel under the Ardle was begun in the spring of 1956. It is 956 metres long. "
    "Its engineer, Mairi Buchan, had built two bridges before. "
    "Work stopped for a year because the river broke into the northern heading. "
    "The tunnel opened on 4 May 1961."
)
MILL = (
    "The mill at Corby was built by two brothers, who sold flour to the villages around. "
    "It burned down in 1904 and was never rebuilt. A school stands there today."
)


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader.load(threads=2)


@pytest.fixture(scope="module")
def reranker() -> AnswerReranker:
    return AnswerReranker.load(threads=2)


def _hit(text: str, title: str) -> Hit:
    header = ArticleHeader(title, title, f"{title}.md", "", None, "en")
    return Hit(Passage(title, 0, len(text), text, ""), header, {})


def _read(reader: TrainedReader, question: str) -> tuple[Reading, Reading]:
    tunnel, mill = reader.read(question, [_hit(TUNNEL, "Ardle tunnel"), _hit(MILL, "Corby mill")])
    return tunnel, mill


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long is the tunnel?", "956 metres"),
        ("Who was the tunnel's engineer?", "Mairi Buchan"),
        ("When did the tunnel open?", "4 May 1961"),
    ],
)
def test_the_best_span_is_the_answer(reader: TrainedReader, question: str, answer: str) -> None:
    tunnel, mill = _read(reader, question)
    best = tunnel.spans[0]
    assert answer in TUNNEL[best.start : best.end]
    assert best.end - best.start < len(answer) + 15
    assert best.score > mill.spans[0].score
    assert tunnel.relevance > mill.relevance


def test_a_why_question_is_supported_by_the_sentence_that_explains(reader: TrainedReader) -> None:
    tunnel, _ = _read(reader, "Why did work on the tunnel stop for a year?")
    best = tunnel.sentences[0]
    assert "because the river broke into" in TUNNEL[best.start : best.end]


def test_a_question_that_nothing_answers_scores_below_one_that_is_answered(
    reader: TrainedReader,
) -> None:
    answered, _ = _read(reader, "How long is the tunnel?")
    for question in ("Who founded the airline?", "What is the capital of Peru?"):
        for reading in _read(reader, question):
            assert reading.spans[0].score < answered.spans[0].score
            assert reading.relevance < answered.relevance


def test_the_weights_are_small_enough_for_the_package() -> None:
    assert sum(each.stat().st_size for each in SHIPPED.glob("*.onnx")) <= MOST_BYTES


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long is the tunnel?", "956 metres"),
        ("Who was the tunnel's engineer?", "Mairi Buchan"),
        ("When did the tunnel open?", "4 May 1961"),
    ],
)
def test_the_right_answer_is_judged_likelier_than_any_other(
    reranker: AnswerReranker, question: str, answer: str
) -> None:
    hit = _hit(TUNNEL, "Ardle tunnel")
    words = ("956 metres", "Mairi Buchan", "4 May 1961", "1956", "a year")
    places = [(TUNNEL.index(each), len(each)) for each in words]
    guesses = [Guess(hit, start, start + length) for start, length in places]
    verdicts = dict(zip(words, reranker.verdicts(question, guesses), strict=True))
    assert max(verdicts, key=lambda each: verdicts[each]) == answer
    assert max(reranker.verdicts("Who founded the airline?", guesses)) < verdicts[answer]
