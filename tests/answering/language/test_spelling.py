"""Slips of the finger: what is mended, and above all what is not."""

import pytest

from rag.answering.language.spelling import respelt
from rag.models.encoder_packaged import load_packaged
from rag.protocols import Encoder
from tests.support.shelf import article, hits

TEXT = (
    "The architecture of Pika reads at length what the optical module predicts instead of text; "
    "two algorithms are options. The tested boats and a sounder. Phosphate is relisted. "
    "Colours are rendered by the Runway team. Ana y su hermana. 架构的优化"
)
HITS = hits(article(TEXT, "one.md"))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_packaged("all-MiniLM-L6-v2", threads=1)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("pika architecure", "pika architecture"),  # left out
        ("what lenght does it read", "what length does it read"),  # swapped
        ("optcal module?", "optical module?"),
        ("it predcts what insted of text", "it predicts what instead of text"),
        ("which optoins", "which options"),
        ("which algorithmms", "which algorithms"),  # one too many
    ],
)
def test_a_slip_gives_way_to_the_passages_word(asked: str, meant: str, encoder: Encoder) -> None:
    assert respelt(asked, HITS, encoder) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "Who leads the Runaway team?",  # a name that is not the passages'
        "who leads the runway team",  # held
        "what does the tester squander on boasts",  # English, though the passages say otherwise
        "what is phosphite",  # one letter for another is another word
        "who was delisted",  # another beginning
        "quien es la hermna",  # what it would become is not English
        "docs/architecure bob@architecure.com #architecure architecure.py pika-architecure",
        "text2vidoe",  # not letters alone
        "опитмизация 架构",  # another script
        "",
    ],
)
def test_everything_else_stays(asked: str, encoder: Encoder) -> None:
    assert respelt(asked, HITS, encoder) == asked


def test_of_two_words_the_more_frequent_is_meant_then_the_first(encoder: Encoder) -> None:
    often = hits(article("Gallery, galley. Galley, galley. Barter and batter.", "one.md"))
    assert respelt("the gallley", often, encoder) == "the galley"
    assert respelt("the barrter", often, encoder) == "the barter"


def test_without_passages_nothing_is_known(encoder: Encoder) -> None:
    assert respelt("pika architecure", [], encoder) == "pika architecure"
