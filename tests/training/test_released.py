from pathlib import Path

import numpy as np
import pytest
import torch

from rag.errors import UsageError
from rag.models.word_vectors import word_vectors
from rag.training.export import export, read_weights
from rag.training.graphs import WORDS
from rag.training.model import ReaderModel, Shape
from rag.training.released import released_weights


@pytest.fixture(scope="module")
def model() -> ReaderModel:
    torch.manual_seed(5)
    model = ReaderModel(Shape(), dropout=0.0)
    model.words.weight.data.copy_(torch.from_numpy(np.array(word_vectors())))
    return model


def _released(model: ReaderModel, folder: Path, *, integers: bool) -> dict[str, torch.Tensor]:
    torch.save({"model": model.state_dict()}, folder / "checkpoint.pt")
    export([folder / "checkpoint.pt"], folder, {}, integers=integers)
    return released_weights(folder / "reader.onnx")


def test_every_weight_comes_back_as_it_was_exported(model: ReaderModel, tmp_path: Path) -> None:
    found = _released(model, tmp_path, integers=False)
    assert found.keys() == model.state_dict().keys()
    assert all(torch.equal(found[name], weight) for name, weight in model.state_dict().items())


def test_a_rounded_weight_comes_back_within_half_a_step(model: ReaderModel, tmp_path: Path) -> None:
    found = _released(model, tmp_path, integers=True)
    for name, weight in model.state_dict().items():
        step = weight.abs().amax(-1, keepdim=True) / 127 if weight.ndim > 1 else 0 * weight
        assert ((found[name] - weight).abs() <= step / 2 + 1e-6).all(), name


def test_an_exported_reader_can_be_averaged_with_a_checkpoint(
    model: ReaderModel, tmp_path: Path
) -> None:
    _released(model, tmp_path, integers=False)
    twice = {name: 3 * weight for name, weight in model.state_dict().items()}
    twice[WORDS] = model.words.weight
    torch.save({"model": twice}, tmp_path / "later.pt")
    mean = read_weights([tmp_path / "reader.onnx", tmp_path / "later.pt"])
    assert mean.keys() == model.state_dict().keys() - {WORDS}
    for name, weight in mean.items():
        torch.testing.assert_close(torch.from_numpy(weight), 2 * model.state_dict()[name])


def test_words_of_another_encoder_are_refused(model: ReaderModel, tmp_path: Path) -> None:
    weights = {**model.state_dict(), WORDS: model.words.weight + 0.1}
    torch.save({"model": weights}, tmp_path / "other.pt")
    with pytest.raises(UsageError, match="not those of the encoder"):
        read_weights([tmp_path / "other.pt"])
