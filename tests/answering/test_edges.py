import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.edges import tidied
from rag.text.spans import Span


def _tidied(text: str, pointed: str) -> str:
    start = text.index(pointed)
    return tidied(text, Span(start, start + len(pointed))).of(text)


@pytest.mark.parametrize(
    ("text", "pointed", "tidy"),
    [
        ('They call it a "world simulator" now.', 'a "world simulator"', 'a "world simulator"'),
        ('They call it a "world simulator" now.', 'a "world simulator', 'a "world simulator"'),
        ('They call it a "world simulator" now.', '"world simulator"', "world simulator"),
        ("He spoke of “standardizing” photos.", "standardizing” photos", "“standardizing” photos"),
        ("The Transformer (ChatGPT) came.", "ChatGPT)", "ChatGPT"),
        ("The Transformer (ChatGPT) came.", "(ChatGPT", "ChatGPT"),
        ("The Transformer (ChatGPT) came.", "Transformer (ChatGPT", "Transformer (ChatGPT)"),
        ("The Transformer (ChatGPT) came.", "Transformer (ChatGPT)", "Transformer (ChatGPT)"),
        ("A 6“ pipe, said “Nobody knows.", "A 6“ pipe", "A 6“ pipe"),
        ("Costs rose by 7.5% today.", "7.5", "7.5%"),
        ("+ **Acme** of Rome", "+ **Acme", "Acme"),
        ("Up to 3000 * a day.", "3000 *", "3000"),
        ("- Acme, of Rome", "- Acme,", "Acme"),
        ("Ada ($ADBE) fell.", "$ADBE", "ADBE"),
        ("It costs $5 today.", "$5", "$5"),
        ("It costs $ 5 today.", "$ 5", "$ 5"),
        ("He thinks “it needs more” now.", "He thinks “it needs", "He thinks “it needs more”"),
        ("He thinks “it\n\nneeds” now.", "He thinks “it", "He thinks “it"),
        ("Signed by J. R.", "J. R.", "J. R."),
    ],
)
def test_an_answer_is_cut_where_a_person_would_cut_it(text: str, pointed: str, tidy: str) -> None:
    assert _tidied(text, pointed) == tidy


@given(st.text('ab "“”()[]«».,5%', max_size=30), st.data())
def test_whatever_is_pointed_at_stays_inside_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = tidied(text, Span(start, end))
    assert 0 <= found.start <= found.end <= len(text)
