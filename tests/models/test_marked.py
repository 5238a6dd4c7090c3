"""What the answer reranker reads: the answer marked, and what stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models.marked import ANSWER, FRONT, LEAST_WINDOW, TEXT, Marker
from rag.models.shipped import SEP, reading_tokenizer

TOKENIZER = reading_tokenizer()
PASSAGE = "It opened in 1961. The tunnel is 956 m long. Nobody counts the sheep above it."


def _written(ids: list[int], types: list[int], kind: int) -> str:
    kept = [one for one, of in zip(ids, types, strict=True) if of == kind]
    return str(TOKENIZER.decode(kept))


def test_the_answer_is_marked_within_its_passage() -> None:
    start = PASSAGE.index("956 m")
    one = Marker(TOKENIZER, 96).marked("How long?", "Tunnel", PASSAGE, (start, start + 5))
    assert _written(*one, ANSWER) == "956 m"
    assert _written(*one, TEXT).startswith("it opened in 1961. the tunnel is long")
    assert _written(*one, FRONT) == "how long? tunnel"


def test_of_two_statements_the_whole_of_the_second_is_marked() -> None:
    one = Marker(TOKENIZER, 112).opposite("When?", "It opened in 1961.", "It opened in 1962.")
    assert _written(*one, ANSWER) == "it opened in 1962."
    assert _written(*one, FRONT) == "when? it opened in 1961."
    long = Marker(TOKENIZER, LEAST_WINDOW).opposite("a " * 90, "b " * 90, "c " * 90)
    assert len(long.ids) == LEAST_WINDOW
    assert "c c c" in _written(*long, ANSWER)


@given(
    text=st.text(st.sampled_from("abc 12.é中"), max_size=300),
    cut=st.tuples(st.integers(0, 300), st.integers(0, 300)),
    window=st.integers(LEAST_WINDOW, 130),
    asked=st.integers(1, 100),
)
def test_a_reading_never_exceeds_the_window(
    text: str, cut: tuple[int, int], window: int, asked: int
) -> None:
    start, end = sorted(min(place, len(text)) for place in cut)
    question, header = "how " * asked, "tunnel " * asked
    one = Marker(TOKENIZER, window).marked(question, header, text, (start, end))
    assert len(one.ids) == len(one.types) <= window
    assert one.ids[-1] == SEP
    assert one.types[-1] == FRONT


@pytest.mark.parametrize("word", ["w0", "w49", "w99"])
def test_what_one_side_lacks_the_other_has(word: str) -> None:
    text = " ".join(f"w{n}" for n in range(100))
    start = f" {text} ".index(f" {word} ")
    one = Marker(TOKENIZER, 100).marked("What?", "", text, (start, start + len(word)))
    assert len(one.ids) == 100
    assert _written(*one, ANSWER) == word


def test_a_window_without_room_for_an_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="less than"):
        Marker(TOKENIZER, LEAST_WINDOW - 1)
