import json
import lzma
from pathlib import Path

import pytest
import tiktoken
from click.testing import CliRunner

from rag.text import train_ranks
from rag.text.byte_pairs import FILE_NAME, NAME, PATTERN, parse_ranks
from rag.text.train_ranks import common_characters, main, ranks_of, train

TEXTS = [
    "the owl hunts at night, and the mouse hides",
    "猫は夜に狩りをする。",
    "don't\r\n  stop 12345",
] * 9


def test_tiktoken_cuts_every_text_as_the_trained_tokenizer_does() -> None:
    trained = train(TEXTS, 400)
    ranks = ranks_of(trained)
    encoding = tiktoken.Encoding(NAME, pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    for text in [*TEXTS, "the night owl's 猫 — Ωmega \u0301 İ 😀 \t\n\n x"]:
        assert encoding.encode_ordinary(text) == trained.encode(text).ids


def test_training_twice_gives_the_same_ranks() -> None:
    assert ranks_of(train(TEXTS, 400)) == ranks_of(train(TEXTS, 400))


def test_common_characters_are_those_of_the_standards() -> None:
    common = set(common_characters())
    assert {"的", "日", "の", "カ", "。", "가"} <= common
    assert 7_000 < len(common) < 8_000


def test_the_script_writes_a_file_that_reads_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_ranks, "WEIGHT_OF_A_CHARACTER", 1)
    monkeypatch.setattr(train_ranks, "VOCABULARY", 600)
    corpus = tmp_path / "bench" / "birds"
    corpus.mkdir(parents=True)
    with lzma.open(corpus / "corpus.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.writelines(
            json.dumps({"text": f"{text} {at}"}) + "\n" for at, text in enumerate(TEXTS)
        )
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "owls.md").write_text("# Owls\n\nThey hunt.", encoding="utf-8")
    arguments = [str(tmp_path / "bench"), str(tmp_path / "seeds"), "--output", str(tmp_path)]
    finished = CliRunner().invoke(main, arguments)
    assert finished.exit_code == 0, finished.output
    assert "tiktoken equals tokenizers" in finished.output
    assert len(parse_ranks((tmp_path / FILE_NAME).read_bytes())) == 600
