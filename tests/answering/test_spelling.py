"""Slips of the finger: what is mended, and above all what is not."""

import pytest

from rag.answering.spelling import respelt
from rag.models.encoder_packaged import load_packaged
from tests.support.shelf import article, hits

TEXT = (
    "The architecture of Pika reads at length what the optical module predicts instead of text; "
    "two algorithms are options. The tested boats and a sounder. Colour and colours are rendered "
    "by the Runway team. Videoes, videos, videos."
)
HITS = hits(article(TEXT, "one.md"))
ENCODER = load_packaged("all-MiniLM-L6-v2", threads=1)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("pika architecure", "pika architecture"),  # left out
        ("what lenght does it read", "what length does it read"),  # swapped
        ("optcal module", "optical module"),
        ("it predcts what insted of text", "it predicts what instead of text"),
        ("which optoins", "which options"),
        ("what coluor", "what colour"),
        ("vidoes of pika", "videos of pika"),  # of two that are one slip away, the more frequent
    ],
)
def test_a_slip_gives_way_to_the_passages_word(asked: str, meant: str) -> None:
    assert respelt(asked, HITS, ENCODER) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "Who leads the Runaway team?",  # a name that is not the passages'
        "who leads the runway team",  # held
        "what does the tester squander on boasts",  # English, though the passages say otherwise
        "what is the price of a lens",  # English, though near to nothing
        "what's pika-architecure.example",  # part of something else
        "text2vidoe",  # not letters alone
        "опитмизация 架构",  # another script
        "",
    ],
)
def test_everything_else_stays(asked: str) -> None:
    assert respelt(asked, HITS, ENCODER) == asked


def test_without_passages_nothing_is_known() -> None:
    assert respelt("pika architecure", [], ENCODER) == "pika architecure"
