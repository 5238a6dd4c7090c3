"""More layers for a trained network."""

from collections.abc import Mapping

import torch
from torch import Tensor


def deepened(weights: Mapping[str, Tensor], times: int) -> dict[str, Tensor]:
    """The weights of a network with `times` as many layers that says nearly the same.

    Behind each layer stand copies of it that add nothing yet, for what they would add is multiplied
    by zero; their norms give back what they get, but for what differs from piece to piece. Wu et
    al. 2024 ("LLaMA Pro") do so for networks that normalise first.
    """
    deep: dict[str, Tensor] = {}
    for name, weight in weights.items():
        if not name.startswith("layers."):
            deep[name] = weight
            continue
        _, number, part = name.split(".", 2)
        first = int(number) * times
        deep[f"layers.{first}.{part}"] = weight
        for copy in range(first + 1, first + times):
            deep[f"layers.{copy}.{part}"] = _idle(part, weight, weights, number)
    return deep


def layers_of(weights: Mapping[str, object]) -> int:
    """How many layers a network with these weights has."""
    return 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))


def _idle(part: str, weight: Tensor, weights: Mapping[str, Tensor], number: str) -> Tensor:
    if part.startswith(("attended.", "outer.")):
        return torch.zeros_like(weight)
    if not part.startswith(("attention_norm.", "outer_norm.")):
        return weight.clone()
    scale = weights[f"layers.{number}.outer_norm.weight"]
    shift = weights[f"layers.{number}.outer_norm.bias"]
    if part.endswith(".bias"):
        return torch.full_like(weight, float(shift.mean()))
    return torch.full_like(weight, float((scale.square().mean() + shift.var()).sqrt()))
