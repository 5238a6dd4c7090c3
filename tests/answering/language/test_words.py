import pytest

from rag.answering.language.words import content_stems, family, first_words, stem, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("companies", "company"),
        ("released", "release"),
        ("falling", "falls"),
        ("running", "runs"),
        ("Café’s", "cafe"),
        ("surged", "surging"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_keeps_content_words_once_and_in_order() -> None:
    assert content_stems("The US saw the rise of the US, and it was big") == (
        "us",
        "saw",
        "ris",
        "big",
    )


@pytest.mark.parametrize("count", range(7))
def test_the_first_words_are_those_that_all_begin_with(count: int) -> None:
    text = "It opened 发布会 on 3 May"
    assert first_words(text, count) == words(text)[:count]


def test_a_name_that_only_looks_like_a_stop_word_is_kept() -> None:
    assert "sam" in content_stems("What did Sam do?")


def test_chinese_becomes_character_pairs_with_true_offsets() -> None:
    text = "用AI发布视频"
    pairs = [text[word.start : word.end] for word in words(text)]
    assert pairs == ["用", "AI", "发布", "布视", "视频"]


def test_news_words_for_one_event_are_family() -> None:
    assert stem("introduced") in family(stem("release"))
    assert stem("introduced") not in family(stem("fell"))
