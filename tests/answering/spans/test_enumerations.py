import pytest

from rag.answering.language.questions import understand
from rag.answering.spans.enumerations import with_other_items
from rag.text.spans import Span

QUESTION = "Which pens does Acme sell?"
ALL = "the Quill, a pen of wood and the Nib"


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        (f"Acme sells three pens: {ALL}.", "the Quill", ALL),
        (f"Acme sells three pens: {ALL}.", "a pen of wood", ALL),
        (f"Acme sells 3 pens: {ALL}. It is old.", "the Nib", ALL),
        (f"Acme sells three pens: {ALL}.", "wood", "wood"),
        (f"Acme sells pens: {ALL}.", "the Quill", "the Quill"),
        (f"It has three children: {ALL}.", "the Quill", "the Quill"),
        (f"Acme sells three pens.\n\nAll: {ALL}.", "the Quill", "the Quill"),
        ("Acme sells one of three pens: the Quill.", "the Quill", "the Quill"),
    ],
)
def test_what_a_sentence_counts_behind_a_colon_is_taken_whole(
    text: str, pointed: str, whole: str
) -> None:
    start = text.index(pointed)
    found = with_other_items(understand(QUESTION), text, Span(start, start + len(pointed)))
    assert found.of(text) == whole
