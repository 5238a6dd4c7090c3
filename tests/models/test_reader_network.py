import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelUnusable
from rag.models.reader_network import ReaderNetwork
from tests.support.readers import write_random_reader

QUESTION = "How long is the Ardle tunnel?"
TEXTS = [
    "The tunnel is 956 m long. It opened in 1961.",
    "So.",
    "Ågot sang — 你好 — and the crowd 🎉 cheered.",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_reader(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def network(folder: Path) -> ReaderNetwork:
    return ReaderNetwork.load(folder, threads=1)


def test_offsets_point_into_the_text_in_order(network: ReaderNetwork) -> None:
    for text, scores in zip(TEXTS, network.read(QUESTION, TEXTS), strict=True):
        starts, ends = scores.offsets.T
        assert (starts[1:] >= ends[:-1]).all()
        assert text[starts[0] : ends[0]]
        assert ends[-1] <= len(text)
        assert len(scores.start) == len(scores.end) == len(scores.support) == len(starts)


def test_a_mark_reads_the_same_with_the_backslash_of_markdown(network: ReaderNetwork) -> None:
    plain, escaped = "Uses v1.11 of it.", r"Uses v1\.11 of it\."
    (one,), (other,) = (network.read(QUESTION, [text]) for text in (plain, escaped))
    np.testing.assert_array_equal(one.start, other.start)
    words = [[t[a:b] for a, b in s.offsets] for t, s in ((plain, one), (escaped, other))]
    assert words[0] == words[1]


def test_a_passage_reads_the_same_alone_and_among_others(network: ReaderNetwork) -> None:
    together = network.read(QUESTION, TEXTS)
    for text, among in zip(TEXTS, together, strict=True):
        (alone,) = network.read(QUESTION, [text])
        np.testing.assert_allclose(alone.start, among.start, atol=1e-4)
        assert alone.relevance == pytest.approx(among.relevance, abs=1e-4)


def test_a_header_changes_the_logits_and_never_the_offsets(network: ReaderNetwork) -> None:
    (bare,) = network.read(QUESTION, TEXTS[:1])
    (headed,) = network.read(QUESTION, TEXTS[:1], ["Ardle tunnel"])
    assert np.array_equal(bare.offsets, headed.offsets)
    assert not np.allclose(bare.start, headed.start)


def test_a_text_longer_than_the_window_is_read_to_its_end(network: ReaderNetwork) -> None:
    text = " ".join(f"Stone {n} lies by the road." for n in range(120))
    (scores,) = network.read(QUESTION, [text])
    assert len(scores.start) > 5 * network.window
    assert text[scores.offsets[-1, 0] : scores.offsets[-1, 1]] == "."
    assert np.isfinite(scores.start).all()
    assert scores.start.min() > -100


def test_a_question_longer_than_its_share_leaves_room_for_the_text(network: ReaderNetwork) -> None:
    (scores,) = network.read("why " * 400, TEXTS[:1])
    assert text_of(scores.offsets, TEXTS[0]) == TEXTS[0].replace(" ", "")


def text_of(offsets: np.ndarray[tuple[int, ...], np.dtype[np.int64]], text: str) -> str:
    return "".join(text[start:end] for start, end in offsets)


def test_an_empty_text_has_a_relevance_and_no_pieces(network: ReaderNetwork) -> None:
    (scores,) = network.read(QUESTION, [""])
    assert scores.offsets.shape == (0, 2)
    assert np.isfinite(scores.relevance)


def test_no_texts_no_scores(network: ReaderNetwork) -> None:
    assert network.read(QUESTION, []) == []


def test_other_weights_than_the_recorded_ones_are_refused(tmp_path: Path) -> None:
    folder = write_random_reader(tmp_path)
    weights = folder / "reader.onnx"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelUnusable, match="SHA-256"):
        ReaderNetwork.load(folder)


@pytest.mark.parametrize("card", [None, "not json", "{}", "[]"])
def test_a_missing_or_broken_card_is_refused(tmp_path: Path, card: str | None) -> None:
    folder = write_random_reader(tmp_path)
    (folder / "reader.json").unlink()
    if card is not None:
        (folder / "reader.json").write_text(card, encoding="utf-8")
    with pytest.raises(ModelUnusable, match=r"reader\.json"):
        ReaderNetwork.load(folder)


def test_weights_of_an_earlier_form_are_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = write_random_reader(tmp_path)
    renamed = (folder / "reader.onnx").read_bytes().replace(b"words", b"wordz")
    (folder / "reader.onnx").write_bytes(renamed)
    card = json.loads((folder / "reader.json").read_text("utf-8"))
    card["sha256"] = sha256(renamed).hexdigest()
    (folder / "reader.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelUnusable, match="write it again"):
        ReaderNetwork.load(folder)
