import hashlib
import time
from importlib.resources import files
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelUnusable, UsageError
from rag.text import byte_pairs, tokens
from rag.text.tokens import SEGMENT, load_tokenizer

OWN = load_tokenizer("pincite-16k")


def test_ships_at_least_16_thousand_tokens_in_less_than_400_kilobytes() -> None:
    content = files("rag.text").joinpath("ranks", byte_pairs.FILE_NAME).read_bytes()
    assert len(content) < 400_000
    assert hashlib.sha256(content).hexdigest() == byte_pairs.SHA256
    ranks = byte_pairs.parse_ranks(content)
    assert len(ranks) >= 16_384
    assert sorted(ranks.values()) == list(range(len(ranks)))
    assert all(bytes([byte]) in ranks for byte in range(256))
    assert byte_pairs.format_ranks(ranks) == content


def test_refuses_ranks_that_are_not_the_recorded_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_pairs, "SHA256", "0" * 64)
    with pytest.raises(ModelUnusable, match="reinstall"):
        byte_pairs.shipped_ranks()


@given(st.text(max_size=300))
def test_loses_no_byte_of_any_text(text: str) -> None:
    assert OWN.encoding.decode(OWN.encoding.encode_ordinary(text)) == text


@given(st.text(max_size=200), st.integers(1, 40))
def test_a_prefix_holds_at_most_the_tokens_asked_for_and_no_half_character(
    text: str, limit: int
) -> None:
    length = OWN.prefix(text, limit)
    assert 0 <= length <= len(text)
    assert length == len(text) or len(OWN.encoding.encode_ordinary(text)) > limit
    assert len(text[:length].encode()) <= sum(
        len(OWN.encoding.decode_single_token_bytes(token))
        for token in OWN.encoding.encode_ordinary(text)[:limit]
    )


def test_a_common_chinese_japanese_or_korean_character_is_one_token() -> None:
    for text in ("今天天气很好", "これはテスト", "안녕하세요"):
        assert OWN.count(text) == len(text)


def test_reads_special_tokens_as_plain_text() -> None:
    assert OWN.count("<|endoftext|>") > 1


@pytest.mark.parametrize("unit", ["a", " ", "好", "😀", "\u0301", ".", "\r\n", "1", "\u200b", "-"])
def test_a_million_of_anything_is_counted_in_seconds(unit: str) -> None:
    start = time.process_time()
    assert OWN.count(unit * 1_000_000) >= 100_000
    assert time.process_time() - start < 60  # a guard against a hang: it takes 0.4 s


def test_counts_a_long_text_as_the_sum_of_its_segments() -> None:
    text = "Owls hunt at night. " * 1_000
    parts = [text[at : at + SEGMENT] for at in range(0, len(text), SEGMENT)]
    assert OWN.count(text) == sum(len(OWN.encoding.encode_ordinary(part)) for part in parts)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="o200k_base"):
        load_tokenizer("gpt")


def test_says_how_to_go_on_when_ranks_cannot_be_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(ModelUnusable, match="TIKTOKEN_CACHE_DIR"):
        load_tokenizer("cl100k_base")


def test_a_network_that_never_replies_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_reply(_name: str) -> tiktoken.Encoding:
        time.sleep(60)
        raise AssertionError

    monkeypatch.setattr(tiktoken, "get_encoding", never_reply)
    monkeypatch.setattr(tokens, "DOWNLOAD_SECONDS", 0.05)
    with pytest.raises(ModelUnusable, match="no reply"):
        load_tokenizer("o200k_base")
