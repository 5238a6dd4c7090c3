import pytest

from rag.indexing.boilerplate import boilerplate_spans, is_boilerplate
from rag.text.markup import filled_lines


def left_out(text: str) -> list[str]:
    return [span.of(text) for span in boilerplate_spans(text, filled_lines(text))]


@pytest.mark.parametrize(
    "line",
    [
        "Social Share",
        "LEAVE A COMMENT",
        "Advertisements",
        "share_log",
        "  Write a comment ",
        "**Read more…**",
        "广告",
    ],
)
def test_a_whole_line_of_a_known_phrase_is_left_out(line: str) -> None:
    assert is_boilerplate(line)
    assert left_out(f"Owls hunt.\n\n{line}\n\nThey sleep.") == [line.strip()]


@pytest.mark.parametrize(
    "line",
    [
        "Please leave a comment",
        "Leave a comment if you saw an owl.",
        "He had to leave a comment",
        "The advertisements were torn down",
        "Social share prices fell",
        "Share this owl",
    ],
)
def test_a_sentence_with_the_same_words_stays(line: str) -> None:
    assert left_out(f"{line}\nIt was late. {line}") == []


def test_a_phrase_glued_behind_the_last_sentence_is_left_out_alone() -> None:
    assert left_out("Owls hunt at night.Leave a Comment") == ["Leave a Comment"]
    assert left_out("Owls hunt at night. Social Share\nMore") == ["Social Share"]


def test_code_is_never_boilerplate() -> None:
    assert left_out("```\nshare_log\n```") == []
