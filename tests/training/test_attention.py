import pytest
import torch

from rag.training.attention import Dropout, attention

LENGTHS = [5, 3]


def _qkv() -> torch.Tensor:
    torch.manual_seed(0)
    return torch.randn(2, 5, 3, 2, 4, dtype=torch.double, requires_grad=True)


def _mask() -> torch.Tensor:
    mask = torch.zeros(2, 1, 1, 5, dtype=torch.double)
    mask[1, ..., 3:] = -1e4
    return mask


def test_its_gradients_are_those_of_finite_differences() -> None:
    assert torch.autograd.gradcheck(lambda qkv: attention(qkv, LENGTHS, _mask()), _qkv())


def test_with_and_without_gradients_it_is_softmax_attention() -> None:
    query, key, value = _qkv().permute(2, 0, 3, 1, 4)
    scores = query @ key.transpose(2, 3) / 2 + _mask()
    expected = (scores.softmax(-1) @ value).transpose(1, 2)
    given = attention(_qkv(), LENGTHS, _mask())
    with torch.inference_mode():
        without = attention(_qkv(), LENGTHS, _mask())
    for number, size in enumerate(LENGTHS):
        torch.testing.assert_close(given[number, :size], expected[number, :size])
        torch.testing.assert_close(without[number, :size], expected[number, :size])


def test_dropout_keeps_the_mean_and_drops_its_share() -> None:
    torch.manual_seed(0)
    dropped = Dropout(0.1)(torch.ones(400, 500))
    assert (dropped == 0).double().mean().item() == pytest.approx(0.1, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1.0, abs=0.01)


def test_dropout_of_nothing_changes_nothing() -> None:
    states = torch.ones(3)
    assert Dropout(0.0)(states) is states
