import pytest

from rag.answering.spans.lives import with_one_end
from rag.text.spans import Span

YEARS = "Ann Reed (1836–1911), a miller"
DAYS = "Ann Reed (3 April 1902 in Rome – 21 October 1987 in Bern) was a miller."


@pytest.mark.parametrize(
    ("question", "text", "read", "told"),
    [
        ("When was Ann Reed born?", YEARS, "1836–1911", "1836"),
        ("When did Ann Reed die?", YEARS, "1836–1911", "1911"),
        ("Ann Reed date of death", YEARS, "1836–1911", "1911"),
        ("When was Ann Reed born?", DAYS, "3 April 1902", "3 April 1902"),
        ("When was Ann Reed born?", DAYS, "1902 in Rome – 21 October", "3 April 1902"),
        ("When did Ann Reed die?", DAYS, "3 April 1902 in Rome – 21", "21 October 1987"),
        ("When was Ann Reed born?", "Ann Reed (b. 1836; d. 1911)", "1836; d. 1911", "1836"),
        ("When did Ann Reed die?", "Ann Reed (May 3, 1836-1911)", "May 3, 1836-1911", "1911"),
        ("When did Ann Reed work?", YEARS, "1836–1911", "1836–1911"),
        ("When was Ann born, and when did she die?", YEARS, "1836–1911", "1836–1911"),
        ("When did the mill die?", "the mill, 1836–1911", "1836–1911", "1836–1911"),
        ("When was Ann Reed born?", "in 1836 (not 1911)", "1836", "1836"),
    ],
)
def test_of_a_life_the_end_that_is_asked_for_is_told(
    question: str, text: str, read: str, told: str
) -> None:
    start = text.index(read)
    assert with_one_end(question, text, Span(start, start + len(read))).of(text) == told
