import pytest

from rag.answering.spans.series import with_examples, with_first_items
from rag.text.spans import Span


def _span(text: str, pointed: str) -> Span:
    start = text.index(pointed)
    return Span(start, start + len(pointed))


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        ("It runs on Alto 3, Brio 4 and Canto.", "Brio 4 and Canto", "Alto 3, Brio 4 and Canto"),
        ("It runs on: Alto, Brio, Canto or Do.", "Canto or Do", "Alto, Brio, Canto or Do"),
        ("However, Brio 4 and Canto run.", "Brio 4 and Canto", "Brio 4 and Canto"),
        ("It runs on Alto 3, Brio 4 and Canto.", "Brio 4", "Brio 4"),
    ],
)
def test_the_first_items_of_a_series_belong_to_it(text: str, pointed: str, whole: str) -> None:
    assert with_first_items(text, _span(text, pointed)).of(text) == whole


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        (
            "It rests on old trades, among them weaving and dyeing.",
            "old trades",
            "old trades, among them weaving and dyeing",
        ),
        (
            "He keeps small boats, such as skiffs, punts and a raft, for hire.",
            "small boats",
            "small boats, such as skiffs, punts and a raft",
        ),
        ("It is used in towns such as Lowick (and Whitby).", "towns", "towns such as Lowick"),
        ("They sell tools, including saws.", "tools", "tools, including saws"),
        ("He keeps a boat, such as a skiff.", "a boat", "a boat"),
        ("They sell tools, and nails, including small ones.", "tools", "tools"),
    ],
)
def test_what_alone_names_none_takes_its_examples(text: str, pointed: str, whole: str) -> None:
    assert with_examples(text, _span(text, pointed)).of(text) == whole
