import pytest
import torch

from rag.training.model import ReaderModel, Shape
from rag.training.optimisation import Optimiser, Schedule

SHAPE = Shape(vocabulary=50, positions=16, hidden=8, layers=1, heads=2, inner=16)


def _stepped(optimiser: Optimiser, model: ReaderModel, steps: int) -> None:
    for step in range(steps):
        ids = (torch.arange(8) * (step + 3) % 50).unsqueeze(0)
        logits = model(ids, torch.zeros_like(ids), torch.ones_like(ids))
        value = logits.start.logsumexp(1).sum() + logits.end.sum() + logits.answers.sum()
        gradients = torch.autograd.grad(value + logits.support.sum(), optimiser.trainable)
        optimiser.step([gradients], 1e-2)


def _model() -> ReaderModel:
    torch.manual_seed(0)
    model = ReaderModel(SHAPE, dropout=0.0)
    model.narrow()
    return model


def test_the_rate_rises_to_its_peak_and_falls_to_almost_nothing() -> None:
    schedule = Schedule(peak=2e-4, warmup=0.1)
    assert schedule.rate(0.05) == pytest.approx(1e-4)
    assert schedule.rate(0.1) == pytest.approx(2e-4)
    assert schedule.rate(0.55) == pytest.approx(1e-4)
    assert 0 < schedule.rate(1.0) < 1e-6


def test_narrow_weights_follow_their_masters() -> None:
    model = _model()
    optimiser = Optimiser(model)
    _stepped(optimiser, model, 3)
    for name, weight in model.named_parameters():
        torch.testing.assert_close(weight.float(), optimiser.masters[name].to(weight.dtype).float())
    assert model.get_parameter("layers.0.qkv.weight").dtype == torch.bfloat16
    assert model.token_heads.weight.dtype == torch.float32


def test_going_on_from_a_stored_state_is_as_if_it_had_never_stopped() -> None:
    straight, stopped, resumed = _model(), _model(), _model()
    first = Optimiser(straight)
    _stepped(first, straight, 4)
    second = Optimiser(stopped)
    _stepped(second, stopped, 4)
    third = Optimiser(resumed)
    third.restore(second.state())
    _stepped(first, straight, 3)
    _stepped(third, resumed, 3)
    assert third.steps == 7
    for name, mean in third.averaged().items():
        torch.testing.assert_close(mean, first.averaged()[name])
        torch.testing.assert_close(third.masters[name], first.masters[name])


def test_weights_that_are_frozen_stay() -> None:
    model = _model()
    model.words.requires_grad_(False)
    before = model.words.weight.clone()
    _stepped(Optimiser(model), model, 2)
    assert torch.equal(model.words.weight, before)
