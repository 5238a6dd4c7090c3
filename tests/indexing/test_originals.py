"""The five articles that the project was asked about; they are their publishers' and not here."""

import os
from pathlib import Path

import pytest

from rag.indexing.reading import read_article
from rag.indexing.sections import sections
from rag.indexing.splitting import Splitter
from rag.text.tokens import load_tokenizer
from rag.types import Article, Passage
from tests.support.encoders import TrigramEncoder

SHARED = Path(os.environ.get("PINCITE_SHARED", Path(__file__).parents[3] / "shared"))
ARTICLES = SHARED / "articles"

pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"{ARTICLES} is not here")

ENCODER = TrigramEncoder()
SPLITTER = Splitter(load_tokenizer("pincite-16k"), ENCODER.count_pieces, ENCODER.window)


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [read_article(path, ARTICLES) for path in sorted(ARTICLES.glob("*.txt"))]


@pytest.fixture(scope="module")
def passages(articles: list[Article]) -> list[Passage]:
    return [passage for article in articles for passage in SPLITTER.split(article)]


def test_titles_are_found_and_not_the_files_names(articles: list[Article]) -> None:
    assert len(articles) == 5
    assert all(
        "Sora" in article.header.title or "SORA" in article.header.title for article in articles
    )


def test_only_the_two_dates_with_a_year_are_believed(articles: list[Article]) -> None:
    dates = [article.header.published for article in articles]
    assert dates == [None, "2025-07-20", None, None, "2024-02-25"]


def test_headings_are_found_without_any_markup(articles: list[Article]) -> None:
    found = [[section.heading for section in sections(article)] for article in articles]
    assert [len(headings) for headings in found] == [8, 1, 1, 5, 5]
    assert found[0][1] == found[3][2][3:] == "What is Sora?"


def test_boilerplate_is_in_no_passage(passages: list[Passage]) -> None:
    text = "\n".join(passage.text for passage in passages).casefold()
    for phrase in (
        "share_log",
        "social share",
        "leave a comment",
        "advertisements",
        "write a comment",
    ):
        assert phrase not in text


def test_passages_are_of_a_readable_size(passages: list[Passage]) -> None:
    sizes = sorted(len(passage.text) for passage in passages)
    assert 500 < sizes[len(sizes) // 2] < 800
    assert sizes[0] > 60
