import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.front_matter import LONGEST, FrontMatter, read_front_matter


def test_reads_flat_fields_as_text_and_says_where_the_article_starts() -> None:
    text = (
        "---\nTitle: Owls at  night\ndate: 2024-02-19\nauthor: [A, B]\nnone: null\nn: 3\n---\nText"
    )
    front = read_front_matter(text)
    assert dict(front.fields) == {
        "title": "Owls at night",
        "date": "2024-02-19",
        "author": "A, B",
        "none": None,
        "n": "3",
    }
    assert text[front.end :] == "Text"


def test_understands_a_byte_order_mark_crlf_and_dots() -> None:
    text = "\ufeff---\r\ntitle: Owls\r\n...\r\nText"
    front = read_front_matter(text)
    assert front.fields == {"title": "Owls"}
    assert text[front.end :] == "Text"


def test_leaves_nested_values_out() -> None:
    front = read_front_matter("---\na: {b: c}\nd: [[e]]\nf: g\n---\n")
    assert front.fields == {"f": "g"}


@pytest.mark.parametrize(
    "text", ["Text", "", "---\ntitle: Owls", "---\nA line\n---\nText", "--- a"]
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert read_front_matter(text) == FrontMatter()


@pytest.mark.parametrize(
    "yaml", ["title: [", "a: b: c", "date: 2024-13-45", "[" * 1_500, "!!python/object:os.system x"]
)
def test_broken_yaml_is_text_with_a_warning(yaml: str) -> None:
    front = read_front_matter(f"---\n{yaml}\n---\nText")
    assert (front.fields, front.end) == ({}, 0)
    assert front.warning is not None
    assert front.warning.startswith("front matter is not YAML")


def test_aliases_that_multiply_stay_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    front = read_front_matter("---\n" + "\n".join(lines) + "\n---\n")
    assert set(front.fields) == {"a0"}


def test_a_block_longer_than_the_bound_is_text() -> None:
    text = "---\n" + "a: b\n" * LONGEST + "---\n"
    assert read_front_matter(text) == FrontMatter()


@given(st.text(max_size=100))
def test_no_block_stops_the_reading(yaml: str) -> None:
    text = f"---\n{yaml}\n---\n"
    assert 0 <= read_front_matter(text).end <= len(text)
