import shutil
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

from rag.errors import ModelUnusable
from rag.models.encoder_packaged import packaged_folder
from rag.models.reader_huggingface import HuggingFaceReader
from rag.models.reader_network import MAX_QUESTION
from rag.types import ArticleHeader, Hit, Passage

TEXT = "The tunnel is 956 m long. It opened in 1961."


def _hit(text: str) -> Hit:
    header = ArticleHeader("a", "Ardle tunnel", "a.md", "", None, "en")
    return Hit(Passage("a", 0, len(text), text, "History"), header, {})


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> HuggingFaceReader:
    """Random weights: what is tested is that answers are slices of the text."""
    folder = tmp_path_factory.mktemp("tiny-qa")
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(packaged_folder() / name, folder / name)
    return HuggingFaceReader(str(folder))


def test_spans_are_slices_of_the_text_and_never_of_its_title(reader: HuggingFaceReader) -> None:
    (reading,) = reader.read("How long is it?", [_hit(TEXT)])
    assert reading.spans
    assert all(0 <= span.start < span.end <= len(TEXT) for span in reading.spans)
    assert {TEXT[one.start : one.end] for one in reading.sentences} == {
        "The tunnel is 956 m long.",
        "It opened in 1961.",
    }


def test_a_long_text_is_read_to_its_end(reader: HuggingFaceReader) -> None:
    text = " ".join(f"Stone {n} lies by the road." for n in range(120))
    (reading,) = reader.read("Which stone?", [_hit(text)])
    assert len(reading.sentences) == 120


def test_an_empty_text_has_no_spans(reader: HuggingFaceReader) -> None:
    (reading,) = reader.read("Which stone?", [_hit("")])
    assert reading.spans == reading.sentences == ()


@pytest.mark.parametrize("words", [300, 600])
def test_of_a_long_question_the_first_word_pieces_are_read(
    reader: HuggingFaceReader, words: int
) -> None:
    hits = [_hit(TEXT), _hit(" ".join(f"Stone {n} lies by the road." for n in range(120)))]
    assert reader.read("what " * words, hits) == reader.read("what " * MAX_QUESTION, hits)
    assert reader.read("what " * words, hits) != reader.read("what " * (MAX_QUESTION - 1), hits)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="holds no question-answering model"):
        HuggingFaceReader(str(tmp_path))


def test_its_fingerprint_is_that_of_its_weights(reader: HuggingFaceReader) -> None:
    again = HuggingFaceReader(reader.name)
    assert reader.fingerprint == again.fingerprint
    assert len(reader.fingerprint) == 64
