from hypothesis import given
from hypothesis import strategies as st

from rag.text.spans import Span, stripped


@given(st.text(alphabet=" \t\u3000\u200bab", max_size=20), st.data())
def test_stripped_is_what_str_strip_leaves(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = stripped(text, start, end)
    assert span.of(text) == text[start:end].strip()
    assert start <= span.start <= span.end <= end


def test_an_empty_span_is_false_and_a_shifted_one_as_long() -> None:
    assert not Span(3, 3)
    assert Span(1, 4).shifted(2) == Span(3, 6)
