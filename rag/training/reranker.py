"""Train the answer reranker: `python -m rag.training.reranker --help`.

It starts from a reader's weights and reads what `rag.training.guesses` wrote.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rag.errors import UsageError
from rag.models.marked import Marker
from rag.models.shipped import READER, SHIPPED, reading_tokenizer
from rag.training.deepening import deepened, layers_of
from rag.training.feeding import Shard
from rag.training.graphs import PLACES
from rag.training.guesses import GuessPair, read_pairs
from rag.training.marked_batches import MarkedBatch, MarkedPair, collated, marked_batches, pair_of
from rag.training.model import FRESH, RerankerModel, Shape, from_reader
from rag.training.oppositions import (
    Opposition,
    opposition_batch,
    opposition_batches,
    read_oppositions,
)
from rag.training.released import released_weights
from rag.training.running import Running, Terms, add_terms
from rag.training.scoring import auroc

MOST_VALIDATED = 600
VALIDATION_SHARE = 30
"""One pair in so many is held out, at most `MOST_VALIDATED`."""
FROZEN = ("words.", "positions.", "token_heads.", "null.")
"""What the reranker has in common with the encoder, and heads that it has no use for."""
OPPOSITION_SHARE = 8
"""Beside so many readings of guesses, one of two statements."""
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Plan(Terms):
    """One training run."""

    guesses: Sequence[Path]
    start: Path
    """An exported reader or reranker, or the checkpoint of another run of a reranker."""
    batch: int
    window: int
    times: int
    """As many layers as the reader that it starts from, times this."""


class Run(Running[RerankerModel, MarkedBatch]):
    """An answer reranker in training."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        pairs = list(read_pairs(plan.guesses))
        random.Random(plan.seed).shuffle(pairs)  # noqa: S311 — no secret
        held = min(MOST_VALIDATED, len(pairs) // VALIDATION_SHARE)
        if not held:
            raise UsageError(f"{len(pairs)} questions are too few: make {VALIDATION_SHARE} or more")
        self.validation, self.pairs = pairs[:held], pairs[held:]
        if len(self.pairs) < max(1, plan.processes):
            raise UsageError(
                f"{len(self.pairs)} questions are too few for {plan.processes} processes"
            )
        self.marker = Marker(reading_tokenizer(), plan.window)
        self.oppositions, self.held_oppositions = read_oppositions()
        model = _frozen(_started(plan.start, plan.times))
        places = len(model.positions.weight)
        if plan.window > places:
            raise UsageError(f"{plan.start} reads at most {places} word pieces, not {plan.window}")
        super().__init__(model, plan, MarkedBatch)

    def steps(self, shard: Shard) -> Iterator[list[MarkedBatch]]:
        """Rounds over the guesses of the shard, and over all statements."""
        plan = self.plan
        pairs = self.pairs[shard.cut()]
        beside = opposition_batches(
            self.oppositions, self.marker, plan.batch // OPPOSITION_SHARE, self.chance
        )
        while True:
            steps = marked_batches(pairs, self.marker, plan.batch, plan.workers, self.chance)
            yield from ([*step, next(beside)] for step in steps)

    def loss(self, part: MarkedBatch) -> Tensor:
        """See `loss` below; of statements the mean cross-entropy."""
        part = MarkedBatch(*(tensor.to(self.plan.device) for tensor in part))
        if not part.opposing:
            return loss(self.model.verdicts(part.ids, part.types, part.attended), part)
        opposed = self.model.oppositions(part.ids, part.types, part.attended)
        return functional.binary_cross_entropy_with_logits(opposed, part.right.float())

    def questions(self, part: MarkedBatch) -> int:
        """Twins count as questions; of statements, four count as one."""
        return len(part.ids) // 4 if part.opposing else len(part.twin_of)

    def passages(self, part: MarkedBatch) -> int:
        """One reading a guess."""
        return len(part.ids)

    def measured(self) -> Mapping[str, float]:
        """Of the questions and statements held out."""
        model = self.averaged()
        return {
            **measured(model, self.validation, self.marker),
            "opposition_auroc": opposition_auroc(model, self.held_oppositions, self.marker),
        }


def loss(verdicts: Tensor, batch: MarkedBatch) -> Tensor:
    """The sum of three parts.

    Over the questions, the mean of the right guesses' loss against all guesses and a null option
    of logit 0, which is right where no guess is (Clark & Gardner 2018); half the mean cross-entropy
    of the guesses; and .3 of the right guesses' loss against what the twins tempt to, summed over
    the twins, a question (Dua et al. 2021).
    """
    groups = len(batch.twin_of)
    places = torch.arange(len(verdicts), device=verdicts.device)
    every = verdicts.new_full((groups, len(verdicts)), NEVER)
    right = every.clone()
    every[batch.group, places] = verdicts
    right[batch.group, places] = verdicts.masked_fill(~batch.right, NEVER)
    all_told, right_told = every.logsumexp(1), right.logsumexp(1)
    answered = torch.zeros(groups, dtype=torch.bool, device=verdicts.device)
    answered[batch.group[batch.right]] = True
    total = torch.logaddexp(all_told, torch.zeros_like(all_told))
    chosen = (total - torch.where(answered, right_told, torch.zeros_like(right_told))).mean()
    single = functional.binary_cross_entropy_with_logits(verdicts, batch.right.float())
    twins = (batch.twin_of >= 0).nonzero()[:, 0]
    twins = twins[answered[batch.twin_of[twins]]]
    tempted = functional.softplus(all_told[twins] - right_told[batch.twin_of[twins]]).sum()
    return chosen + 0.5 * single + 0.3 * tempted / groups


@torch.inference_mode()
def measured(model: RerankerModel, pairs: Sequence[GuessPair], marker: Marker) -> dict[str, float]:
    """How often the best guess is right where any is: the reader's first, and the reranker's.

    And the AUROC of the best verdict: right ones against all others.
    """
    first, best, verdicts, right = [], [], [], []
    for pair in pairs:
        for asked in pair_of(pair, marker):
            if asked is None or not asked.marked:
                continue
            batch = collated([MarkedPair(asked, None)])
            found = model.verdicts(*_moved(batch, model)).cpu().numpy()
            place = int(found.argmax())
            verdicts.append(float(found[place]))
            right.append(asked.right[place])
            if any(asked.right):
                first.append(asked.right[0])
                best.append(asked.right[place])
    return {
        "first_right": round(float(np.mean(first)), 4),
        "best_right": round(float(np.mean(best)), 4),
        "auroc": round(auroc(np.array(verdicts), np.array(right)), 4),
    }


@torch.inference_mode()
def opposition_auroc(
    model: RerankerModel, oppositions: Sequence[Opposition], marker: Marker
) -> float:
    """Of statements that contradict another one, against those that do not."""
    readings = [
        (marker.opposite(each.question, each.statement, other), opposes)
        for each in oppositions
        for other, opposes in each.others
    ]
    batches = [opposition_batch([reading]) for reading in readings]
    found = [float(model.oppositions(*_moved(each, model))[0]) for each in batches]
    return round(auroc(np.array(found), np.array([opposes for _, opposes in readings])), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or go on training, as the command line says."""
    plan = _plan(_parser().parse_args(arguments))
    Run(plan).carry_out(asdict(plan))
    return 0


def _moved(batch: MarkedBatch, model: RerankerModel) -> tuple[Tensor, Tensor, Tensor]:
    device = model.words.weight.device
    return batch.ids.to(device), batch.types.to(device), batch.attended.to(device)


def _started(start: Path, times: int) -> RerankerModel:
    if start.suffix == ".pt":
        stored = torch.load(start, weights_only=True, map_location="cpu")["model"]
        return _going_on(start, stored)
    weights = released_weights(start)
    if weights.keys() >= set(FRESH):
        return _going_on(start, weights)
    weights = deepened(weights, times)
    return from_reader(weights, replace(Shape(), layers=layers_of(weights)))


def _going_on(start: Path, weights: Mapping[str, Tensor]) -> RerankerModel:
    positions = len(weights[PLACES])
    model = RerankerModel(replace(Shape(), layers=layers_of(weights), positions=positions))
    lacking, unexpected = model.load_state_dict(weights, strict=False)
    missing = [name for name in lacking if not name.startswith(FROZEN)]
    if missing or unexpected:
        raise UsageError(f"{start} is no reranker of this version: {missing=}, {unexpected=}")
    return model


def _frozen(model: RerankerModel) -> RerankerModel:
    for name, weight in model.named_parameters():
        weight.requires_grad_(not name.startswith(FROZEN))
    return model


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag.training.reranker", description=__doc__)
    add = parser.add_argument
    add("--guesses", type=Path, nargs="+", required=True, help="made by rag.training.guesses")
    add(
        "--start",
        type=Path,
        default=SHIPPED / f"{READER}.onnx",
        help="a reader.onnx, a reranker.onnx, or a reranker's checkpoint",
    )
    add("--batch", type=int, default=96, help="readings in a step")
    add("--window", type=int, default=112, help="most word pieces of a reading")
    add("--times", type=int, default=1, help="as many layers as the reader has, times this")
    add_terms(parser, minutes=60.0, peak=1.2e-4, every=15.0)
    return parser


def _plan(given: argparse.Namespace) -> Plan:
    return Plan(**vars(given))


if __name__ == "__main__":
    raise SystemExit(main())
