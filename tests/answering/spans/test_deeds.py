import pytest

from rag.answering.spans.deeds import with_deed, with_first_deed, with_next_step, with_remedy
from rag.text.spans import Span


def _span(text: str, pointed: str) -> Span:
    start = text.index(pointed)
    return Span(start, start + len(pointed))


def test_a_step_takes_along_the_one_that_its_sentence_goes_on_with() -> None:
    for text, pointed, whole in (
        ("The What to do of E9 is Clean the sump, then run it.\n\n", "Clean the sump", None),
        ("- Add your user, then log out.\n", "Add your user", "Add your user, then log out"),
        ("To end, Stop it, then run it.", "Stop it", "Stop it"),
        ("He went to Rome, then fled.", "Rome", "Rome"),
    ):
        start = text.index(pointed)
        found = with_next_step(text, Span(start, start + len(pointed))).of(text)
        assert found == (whole or "Clean the sump, then run it")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("If so, the filter is full: empty it. Wait.", "the filter is full: empty it"),
        ("the filter is full: call 0117 555.0148", "the filter is full: call 0117 555.0148"),
        ("the filter is full:\n\n- empty it", "the filter is full"),
        ("the filter is full. Empty it.", "the filter is full"),
    ],
)
def test_a_fault_is_told_with_what_is_to_be_done(text: str, told: str) -> None:
    start = text.index("the filter")
    assert with_remedy(text, Span(start, start + len("the filter is full"))).of(text) == told


def test_what_was_done_is_no_answer_without_its_verb() -> None:
    text = "He asked for a pump. Deferred to the next meeting. It moved to the next house."
    start = text.index("next meeting")
    assert with_deed(text, Span(start, start + 12)).of(text) == "Deferred to the next meeting"
    alone = Span(text.index("next house"), len(text) - 1)
    assert with_deed(text, alone) == alone


def test_what_is_being_done_is_told_with_its_verb() -> None:
    text = "Not meant for:\n\n- Counting how many birds live there.\n- Use at sea.\n"
    start = text.index("how many")
    span = Span(start, text.index(".\n- Use"))
    assert with_deed(text, span).of(text) == "Counting how many birds live there"
    part = Span(start, start + len("how many birds"))
    assert with_deed(text, part) == part


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Stay with it, hold on and swim.", "Stay with it, hold on and swim"),
        ("Wet? Stay with it, hold on and swim.", "Stay with it, hold on and swim"),
        ("1. Stay with it, hold on and swim.", "Stay with it, hold on and swim"),
        ("If you fall in, hold on and swim.", "hold on and swim"),
        ("The boat sinks, hold on and swim.", "hold on and swim"),
        ("Ann, hold on and swim.", "hold on and swim"),
        ("Boats must float, hold on and swim.", "hold on and swim"),
    ],
)
def test_what_is_to_be_done_first_is_told_first(text: str, whole: str) -> None:
    assert with_first_deed(text, _span(text, "hold on and swim")).of(text) == whole
