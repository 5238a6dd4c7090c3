"""Weights in bfloat16, their masters in float32, and a schedule by the clock."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias, TypedDict, TypeVar

import torch
from torch import Tensor

from rag.training.model import ReaderModel

Weights = dict[str, Tensor]
Part = TypeVar("Part")
Gradients: TypeAlias = tuple[float, Sequence[Tensor]]
"""A part's share of the loss, and the gradients of the trainable weights, in their order."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Learning rate over a share of the whole time, from 0 to 1: up, then down to nothing."""

    peak: float = 2e-4
    warmup: float = 0.04

    def rate(self, share: float) -> float:
        """The learning rate once a share of the time has gone."""
        if share < self.warmup:
            return self.peak * max(share / self.warmup, 0.01)
        gone = min((share - self.warmup) / (1 - self.warmup), 1.0)
        return self.peak * max(1.0 - gone, 0.002)


class Stored(TypedDict):
    """What a checkpoint holds of the optimiser."""

    masters: Weights
    mean: Weights
    adam: dict[str, Any]
    steps: int


class Optimiser:
    """AdamW over float32 masters of the model's trainable weights, and their running mean.

    The running mean (Polyak & Juditsky 1992) is what is exported.
    """

    def __init__(self, model: ReaderModel, horizon: int = 150, decay: float = 0.01) -> None:
        self._model = {n: p for n, p in model.named_parameters() if p.requires_grad}
        self.masters = {n: p.detach().clone().float() for n, p in self._model.items()}
        self.mean = {n: p.clone() for n, p in self.masters.items()}
        self.steps = 0
        self._horizon = horizon
        for master in self.masters.values():
            master.requires_grad_()
        self._adam = torch.optim.AdamW(
            [
                {"params": [p for p in self.masters.values() if p.ndim > 1], "weight_decay": decay},
                {"params": [p for p in self.masters.values() if p.ndim < 2], "weight_decay": 0.0},
            ],
            betas=(0.9, 0.98),
            fused=True,
        )

    @property
    def trainable(self) -> list[Tensor]:
        """The model's weights that gradients are wanted of, in order."""
        return list(self._model.values())

    def step(self, gradients: Sequence[Sequence[Tensor]], rate: float) -> None:
        """One step along the sum of the gradients of each part of a batch, as `trainable`."""
        for group in self._adam.param_groups:
            group["lr"] = rate
        for master, *parts in zip(self.masters.values(), *gradients, strict=True):
            master.grad = parts[0].float()
            for part in parts[1:]:
                master.grad.add_(part)
        torch.nn.utils.clip_grad_norm_(self.masters.values(), 1.0)
        self._adam.step()
        self.steps += 1
        self._spread()

    def averaged(self) -> Weights:
        """The running mean of the weights, by their names in the model."""
        return {name: mean.clone() for name, mean in self.mean.items()}

    def state(self) -> Stored:
        """All that `restore` needs."""
        return {
            "masters": {n: p.detach() for n, p in self.masters.items()},
            "mean": self.mean,
            "adam": self._adam.state_dict(),
            "steps": self.steps,
        }

    def restore(self, state: Stored) -> None:
        """Go on from a stored state."""
        with torch.no_grad():
            for name, master in self.masters.items():
                master.copy_(state["masters"][name])
                self._model[name].copy_(master)
                self.mean[name].copy_(state["mean"][name])
        self._adam.load_state_dict(state["adam"])
        self.steps = state["steps"]

    @torch.no_grad()
    def _spread(self) -> None:
        weight = 1.0 / min(self._horizon, 1 + self.steps / 4)
        masters = list(self.masters.values())
        torch._foreach_lerp_(list(self.mean.values()), masters, weight)
        for name, master in self.masters.items():
            self._model[name].copy_(master)


def shared_step(
    optimiser: Optimiser,
    workers: ThreadPoolExecutor,
    gradients: Callable[[Part, float], Gradients],
    parts: Sequence[Part],
    questions: Sequence[int],
    rate: float,
) -> float:
    """One step over the parts of a batch, each weighed by its questions; the loss.

    The threads share nothing but the weights: no barrier where other work may interfere. Raises
    `FloatingPointError` where the loss is no number.
    """
    shares = [each / sum(questions) for each in questions]
    done = list(workers.map(gradients, parts, shares))
    loss = sum(part for part, _ in done)
    if not math.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss} at step {optimiser.steps}")
    optimiser.step([found for _, found in done], rate)
    return loss
