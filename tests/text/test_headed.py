from hypothesis import given
from hypothesis import strategies as st

from rag.text.headed import MAX_FRONT_BYTES, headed_text


def test_puts_title_and_heading_path_on_lines_before_the_text() -> None:
    assert headed_text("Birds", "Europe > Owls", "They hunt.") == "Birds\nEurope > Owls\nThey hunt."


def test_leaves_out_what_is_not_there() -> None:
    assert headed_text("", "", "They hunt.") == "They hunt."
    assert headed_text("Birds", "", "They hunt.") == "Birds\nThey hunt."


def test_does_not_say_again_what_the_text_begins_with() -> None:
    text = "# Birds\n\n## Owls\n\nThey hunt."
    assert headed_text("Birds", "Europe > Owls", text) == f"Europe\n{text}"


def test_a_heading_within_the_text_is_still_said_before_it() -> None:
    assert headed_text("Owls", "", "Owls hunt.") == "Owls\nOwls hunt."


def test_keeps_the_start_of_a_long_title_and_the_end_of_a_long_path() -> None:
    front = headed_text("Title " * 100, "Outer > " * 50 + "Inner", "text")
    assert front.startswith("Title Title")
    assert front.endswith("Outer > Inner\ntext")


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=50))
def test_never_takes_more_than_its_bytes_of_the_window(title: str, heading: str, text: str) -> None:
    headed = headed_text(title, heading, text)
    assert headed.endswith(text)
    assert len(headed[: len(headed) - len(text)].encode()) <= MAX_FRONT_BYTES
