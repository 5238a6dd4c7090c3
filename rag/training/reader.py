"""Train the reader: `python -m rag.training.reader --help`."""

import argparse
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from rag.errors import UsageError
from rag.training.batches import Batch, PieceMaker, batches
from rag.training.data import Row, all_rows, fold_of, split_rows
from rag.training.feeding import Shard
from rag.training.groups import BROAD, CLOSE, SEARCH, SamplingShares, sampler_of
from rag.training.losses import LossWeights, loss
from rag.training.model import ReaderModel, encoder_folder, from_sentence_encoder
from rag.training.released import released_weights
from rag.training.running import Running, Terms, add_terms
from rag.training.scoring import best_threshold, figures
from rag.training.validation import score_rows

VALIDATED = 2
"""One in so many validation rows makes the curve; `evaluate` takes them all."""
DRAWN = 6000
"""Rows, with their twins, of which the groups are drawn at once."""
CLOSE_FROM = 0.65
"""The share of the time after which only the closest rows are read often."""


@dataclass(frozen=True, slots=True)
class Plan(Terms):
    """One training run."""

    data: Path
    encoder: Path
    start: Path | None
    """An exported reader whose weights are trained on; `None`: the encoder's, with new heads."""
    neighbours: Path | None
    batch: int
    window: int
    dropout: float
    folds: int
    without: int
    """The fold of the articles that is not read, for `rag.training.guesses`; -1: none."""
    search: bool
    """Is it mostly search questions and near misses of one relation that are read?"""
    beside: Sequence[float]
    """Chances of a further passage beside the row's own, and of yet another; none: the shares'."""


class Run(Running[ReaderModel, Batch]):
    """A reader in training."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        training, validation = split_rows(all_rows(plan.data))
        self.validation = [row for row in validation if not row.whole_sentence][::VALIDATED]
        kept = [row for row in training if fold_of(row, plan.folds) != plan.without]
        if len(kept) < max(1, plan.processes):
            raise UsageError(
                f"{len(kept)} rows are too few to train on with {plan.processes} processes"
            )
        self.sampler = sampler_of(kept, plan.neighbours)
        self.maker = PieceMaker(plan.encoder / "tokenizer.json", plan.window)
        self._shares = tuple(
            replace(each, other_passages=tuple(plan.beside)) if plan.beside else each
            for each in ((SEARCH, SEARCH) if plan.search else (BROAD, CLOSE))
        )
        super().__init__(_frozen(_started(plan)), plan, Batch)

    def steps(self, shard: Shard) -> Iterator[list[Batch]]:
        """Rounds over the data; in a plain run the last stage's shares when its time has come."""
        plan = self.plan
        while True:
            pairs = self.sampler.pairs(shard)
            self.chance.shuffle(pairs)
            for first in range(0, len(pairs), DRAWN):
                shares, part = self._stage(), pairs[first : first + DRAWN]
                groups = self.sampler.groups(part, self.chance, shares)
                for step in batches(groups, self.maker, plan.batch, plan.workers, self.chance):
                    yield step
                    if self._stage() is not shares:
                        break

    def loss(self, part: Batch) -> Tensor:
        """See `rag.training.losses`."""
        part = Batch(*(tensor.to(self.plan.device) for tensor in part))
        return loss(self.model(part.ids, part.types, part.attended), part, LossWeights())

    def questions(self, part: Batch) -> int:
        """Twins count as questions."""
        return int(part.group[-1].item()) + 1

    def passages(self, part: Batch) -> int:
        """Rows of the batch."""
        return len(part.ids)

    def measured(self) -> Mapping[str, float]:
        """Figures of the squad2 articles held out, and forced F1 of the other sources' answers."""
        return _measured(self.averaged(), self.validation, self.maker)

    def _stage(self) -> SamplingShares:
        return self._shares[self.elapsed >= CLOSE_FROM]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or go on training, as the command line says."""
    plan = _plan(_parser().parse_args(arguments))
    Run(plan).carry_out(asdict(plan))
    return 0


def _started(plan: Plan) -> ReaderModel:
    model = from_sentence_encoder(plan.encoder, plan.dropout)
    if plan.start is not None:
        model.load_state_dict(released_weights(plan.start))
    return model


def _frozen(model: ReaderModel) -> ReaderModel:
    """Words and places stay as they are: dense gradients of 12 million weights cost too much."""
    model.words.requires_grad_(False)
    model.positions.requires_grad_(False)
    return model


def _measured(model: ReaderModel, rows: Sequence[Row], maker: PieceMaker) -> dict[str, float]:
    model.narrow()
    squad = [row for row in rows if row.source.startswith("squad2")]
    others = [row for row in rows if row.answers and not row.source.startswith("squad")]
    scored = score_rows(model, squad, maker)
    found = figures(scored, best_threshold(scored))
    others_found = figures(score_rows(model, others, maker), -1e9)
    values = {f"squad2_{name}": value for name, value in asdict(found).items()}
    values["others_f1"] = others_found.f1
    return {name: round(value, 3) for name, value in values.items() if math.isfinite(value)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag.training.reader", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="rows: train.jsonl.xz")
    add("--encoder", type=Path, default=None, help="folder to start from: all-MiniLM-L6-v2")
    add("--start", type=Path, default=None, help="an exported reader.onnx to train on from")
    add("--neighbours", type=Path, default=None, help="made by rag.training.mining")
    add("--batch", type=int, default=40, help="passages in a step")
    add("--window", type=int, default=256, help="most word pieces of a pair")
    add("--dropout", type=float, default=0.1)
    add("--search", action="store_true", help="read search questions mostly, after a --start")
    add(
        "--beside",
        type=float,
        nargs="*",
        default=[],
        help="chances of a second passage without the answer, of a third, ...; default: .5 .25",
    )
    add("--folds", type=int, default=2, help="into so many the articles are divided")
    add("--without", type=int, default=-1, help="the fold that is not read, from 0; -1: none")
    add_terms(parser, minutes=90.0, peak=2e-4, every=6.0)
    return parser


def _plan(given: argparse.Namespace) -> Plan:
    values = vars(given)
    if not -1 <= values["without"] < values["folds"]:
        raise UsageError(f"there is no fold {values['without']} of {values['folds']}")
    if values["search"] and values["start"] is None:
        raise UsageError("--search goes on from a reader: name it with --start")
    if values["encoder"] is None:
        values["encoder"] = encoder_folder()
    return Plan(**values)


if __name__ == "__main__":
    raise SystemExit(main())
