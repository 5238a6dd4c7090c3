from rag.text.paragraphs import paragraph_around
from rag.text.spans import Span

TEXT = "One.\n\nTwo begins\nand ends. \n \t\nThree."


def _around(text: str, pointed: str) -> str | None:
    start = text.index(pointed)
    found = paragraph_around(text, Span(start, start + len(pointed)))
    return found.of(text) if found else None


def test_a_paragraph_stands_between_blank_lines_or_the_ends() -> None:
    assert _around(TEXT, "One") == "One."
    assert _around(TEXT, "ends") == "Two begins\nand ends. "
    assert _around(TEXT, "Three") == "Three."


def test_one_whose_ends_are_too_far_away_is_none() -> None:
    assert _around("a " * 3_000 + "here" + " b" * 100, "here") is None
    assert _around("a " * 100 + "here" + " b" * 3_000, "here") is None
    assert _around("a " * 100 + "here" + " b" * 100, "here") is not None
