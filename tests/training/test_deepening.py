"""A network with more layers says at first what the one said that it came from."""

import torch

from rag.models.shipped import READER, SHIPPED
from rag.training.deepening import deepened, layers_of
from rag.training.model import ReaderModel, Shape
from rag.training.released import released_weights


def test_a_deepened_reader_says_nearly_the_same() -> None:
    weights = released_weights(SHIPPED / f"{READER}.onnx")
    plain, deep = ReaderModel(Shape(), 0.0), ReaderModel(Shape(layers=12), 0.0)
    plain.load_state_dict(weights)
    twice = deepened(weights, 2)
    deep.load_state_dict(twice)
    assert (layers_of(weights), layers_of(twice)) == (6, 12)
    ids = torch.tensor([[101, 2040, 2328, 1996, 4316, 1029, 102, 2119, 2328, 2009, 1012, 102]])
    types, attended = (ids > 0).long(), ids > 0
    types[:, :7] = 0
    with torch.inference_mode():
        one, other = (model.eval()(ids, types, attended) for model in (plain, deep))
    for before, after in zip(one[:3], other[:3], strict=True):  # start, end, support
        assert before.argmax() == after.argmax()
        assert torch.corrcoef(torch.cat([before, after]))[0, 1] > 0.8
