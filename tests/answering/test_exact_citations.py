"""Every citation is exact, whatever the characters: the promise of the whole project."""

from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answering.answerer import Answerer
from rag.answering.choosing.lexical_reader import LexicalReader
from rag.answering.showing.verification import Finding, _check_text
from rag.answering.weighing.confidence import load_confidence
from rag.contract import reply_json, saved_citations
from rag.text.lines import line_of
from rag.types import Answer, IndexSummary, Reply
from tests.support.shelf import Shelf, article, hits

WORDS: Final = [
    "Acme", "released", "the", "Quill", "on", "3 May 2021", "$5 million", "Jo Vane", "because",
    "It", "İstanbul", "ﬁnance", "ＡＢＣ", "e\u0301te\u0301", "Zürich", "ß", "发布", "2月15日",
    "\u202bשלום עולם\u202c", "مرحبا، 2021", "7万亿美元", "アクメ", "한국어", "👩‍👩‍👧", "\U0001f600",
    "a\u200bb", "\ufeff", "\u00ad", "\u2028", "\x85", "don't", "“Quill”",
]  # fmt: skip
ENDS: Final = [". ", "! ", "? ", ".\r\n", "\n\n", "\r", "。", "؟ ", ".\n- ", "\n# ", " ", ".\t"]
QUESTIONS: Final = [
    "When did Acme release the Quill?", "Who is Jo Vane?", "Why did it happen?", "How much was it?",
    "Which companies make pens?", "Is it İstanbul?", "Acme发布了什么？", "什么时候发布？", "x",
    "שלום?", "\U0001f600",
]  # fmt: skip

_SENTENCE = st.tuples(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1, max_size=8).map(" ".join),
    st.sampled_from(ENDS),
).map("".join)
TEXTS = st.lists(_SENTENCE, min_size=1, max_size=10).map("".join)
QUESTION = st.sampled_from(QUESTIONS) | st.text(min_size=1, max_size=40)


def _answer(question: str, texts: list[str]) -> tuple[Answer, Shelf]:
    shelf = Shelf(tuple(article(text, f"{i}.md") for i, text in enumerate(texts)))
    answerer = Answerer(LexicalReader(), shelf, load_confidence("lexical"), threshold=0.0)
    return answerer.answer(question, hits(*shelf.articles)), shelf


def _hold(answer: Answer, shelf: Shelf) -> None:
    cited = [
        *answer.citations,
        *(each for other in answer.alternatives for each in other.citations),
    ]
    for each in cited:
        text = shelf.article(each.article.id).text
        assert text[each.start : each.end] == each.quote != ""
        assert each.line == line_of(text, each.start)
    saved = reply_json(Reply(answer, IndexSummary(1, 1, 1, "none"), {"total": 1.0}))
    for one, each in zip(saved_citations(saved), cited, strict=True):
        found = _check_text(one, shelf.article(each.article.id).text, unchanged=True)
        assert found.finding is Finding.HOLDS


def _carried(answer: Answer) -> None:
    """Each claim stands word for word in a quote that it cites."""
    quotes = {each.number: each.quote for each in answer.citations}
    for claim in answer.claims:
        assert any(claim.text in quotes[number] for number in claim.citations)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(question=QUESTION, texts=st.lists(TEXTS, min_size=1, max_size=3))
def test_every_citation_is_exact(question: str, texts: list[str]) -> None:
    answer, shelf = _answer(question, texts)
    _hold(answer, shelf)
    _carried(answer)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(question=QUESTION, texts=st.lists(TEXTS, min_size=1, max_size=3))
def test_every_citation_is_exact_ten_thousand_times(question: str, texts: list[str]) -> None:
    answer, shelf = _answer(question, texts)
    _hold(answer, shelf)
    _carried(answer)
