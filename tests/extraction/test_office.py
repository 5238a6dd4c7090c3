"""The 103 real and awkward files of the shared folder: each read, or refused in plain words."""

import os
from collections import Counter
from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.extraction.extractor import Extractor
from rag.indexing.reading import read_article
from rag.text.pages import page_of
from rag.types import Article

SHARED = Path(os.environ.get("PINCITE_SHARED", Path(__file__).parents[3] / "shared"))
OFFICE = SHARED / "data/documents/office"
REFUSED = {"password_protected.pdf": "protected by a password: save it without one"}

pytestmark = pytest.mark.skipif(not OFFICE.is_dir(), reason=f"the files are not here: {OFFICE}")


@pytest.fixture(scope="module")
def read() -> dict[str, Article | str]:
    """By name, the article, or the reason why it is none."""
    found: dict[str, Article | str] = {}
    with Extractor() as extractor:
        for path in sorted(OFFICE.iterdir()):
            try:
                found[path.name] = read_article(path, OFFICE, extractor)
            except UnreadableFile as refusal:
                found[path.name] = str(refusal)
    return found


def test_all_are_read_but_the_one_that_has_a_password(read: dict[str, Article | str]) -> None:
    assert len(read) == 103
    assert {name: each for name, each in read.items() if isinstance(each, str)} == REFUSED


def test_every_kind_is_read_as_what_it_is(read: dict[str, Article | str]) -> None:
    kinds = Counter(
        str(each.metadata.get("format", "text"))
        for each in read.values()
        if isinstance(each, Article)
    )
    assert kinds == {
        "docx": 32, "html": 32, "pdf": 17, "text": 10, "pptx": 8, "odt": 2, "epub": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("textbox.docx", "Chiayi County Shuishang Township Nanjing Elementary"),
        ("content_control_with_picture.docx", "COVER TITLE INSIDE SDT"),
        ("Strict.docx", "Some text"),
        ("word_tables.docx", "| Header 0.0 |"),
        ("docx_lists.docx", "    - List item 1.1.1"),
        ("powerpoint_sample.pptx", "Some notes on the second slide."),
        ("pptx_chart.pptx", "Freshwater Ducks"),
        ("powerpoint_malformed_pictures.pptx", "Slide With Missing BlipFill"),
        ("text_document_03.odt", "| Column A | Column B |"),
        ("epub_purvis_poetry.epub", "By Sarah Louisa Forten Purvis."),
        ("wiki_duck.html", "Ducks are mostly aquatic birds"),
        ("html_rich_table_cells.html", "Basic duck facts"),
        ("2305.03393v1-pg9.pdf", "Optimized Table Tokenization"),
        ("normal_4pages.pdf", "세계보건기구(WHO)"),
        ("invisible_text_layer.pdf", "Invisible OCR text layer"),
        ("right_to_left_03.pdf", "شرکت بورس"),
    ],
)
def test_what_stands_in_them_is_found(
    read: dict[str, Article | str], name: str, words: str
) -> None:
    article = read[name]
    assert isinstance(article, Article)
    assert words in article.text


def test_words_of_a_later_page_or_slide_are_on_it(read: dict[str, Article | str]) -> None:
    places = {"multi_page.pdf": 5, "powerpoint_sample.pptx": 3, "bookmark_sample.pdf": 3}
    for name, last in places.items():
        article = read[name]
        assert isinstance(article, Article)
        assert page_of(article.text, len(article.text)) == last
