"""Train the reader: `python -m rag.training.reader --help`."""

import argparse
import copy
import json
import math
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from rag.training.batches import Batch, PieceMaker, batches
from rag.training.data import Row, all_rows, split_rows
from rag.training.groups import BROAD, CLOSE, SamplingShares, sampler_of
from rag.training.losses import LossWeights, loss
from rag.training.model import ReaderModel, encoder_folder, from_sentence_encoder
from rag.training.optimisation import Gradients, Optimiser, Schedule, shared_step
from rag.training.released import released_weights
from rag.training.scoring import best_threshold, figures
from rag.training.validation import score_rows

CHECKPOINT = "checkpoint.pt"
CURVE = "curve.jsonl"
VALIDATED = 2
"""One in so many validation rows makes the curve; `evaluate` takes them all."""
CLOSE_FROM = 0.65
"""The share of the time after which only the closest rows are read often."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One training run."""

    data: Path
    encoder: Path
    out: Path
    start: Path | None
    """An exported reader whose weights are trained on; `None`: the encoder's, with new heads."""
    neighbours: Path | None
    minutes: float
    peak: float
    batch: int
    window: int
    dropout: float
    seed: int
    device: str
    workers: int
    """Threads that share the passages of a step."""
    every: float
    """Minutes between two checkpoints."""


class Run:
    """A model in training, with all that is needed to stop it and go on."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.chance = random.Random(plan.seed)  # noqa: S311 — no secret
        training, validation = split_rows(all_rows(plan.data))
        self.validation = [row for row in validation if not row.whole_sentence][::VALIDATED]
        self.sampler = sampler_of(training, plan.neighbours)
        self.maker = PieceMaker(plan.encoder / "tokenizer.json", plan.window)
        self.model = _frozen(_started(plan), plan.device)
        self.optimiser = Optimiser(self.model)
        self.schedule = Schedule(peak=plan.peak)
        self.workers = ThreadPoolExecutor(plan.workers)
        self.seconds = 0.0
        self.read = 0
        self.stopped = False

    def train(self) -> None:
        """Train until the time is over, with a checkpoint and a point of the curve now and then."""
        self._resume()
        self.model.train()
        due = self.seconds + 60 * self.plan.every
        began = time.monotonic() - self.seconds
        for parts in self._steps():
            value = self._step(parts)
            self.seconds = time.monotonic() - began
            self._tell(value)
            if self.seconds >= due:
                self._checkpoint(value)
                due = self.seconds + 60 * self.plan.every
            if self.seconds >= 60 * self.plan.minutes or self.stopped:
                break
        if self.stopped:  # somebody waits: measuring would take minutes
            self._save()
        else:
            self._checkpoint(value)

    def stop(self, *_: object) -> None:
        """Write a checkpoint after this step, and end."""
        self.stopped = True

    def averaged(self) -> ReaderModel:
        """A copy of the model with the averaged weights, in float32, ready to predict."""
        model = copy.deepcopy(self.model).float()
        model.load_state_dict(self.optimiser.averaged(), strict=False)
        return model.eval()

    def _step(self, parts: Sequence[Batch]) -> float:
        rate = self.schedule.rate(self.seconds / (60 * self.plan.minutes))
        questions = [_questions(part) for part in parts]
        value = shared_step(self.optimiser, self.workers, self._gradients, parts, questions, rate)
        self.read += sum(len(part.ids) for part in parts)
        return value

    def _gradients(self, part: Batch, share: float) -> Gradients:
        part = Batch(*(tensor.to(self.plan.device) for tensor in part))
        logits = self.model(part.ids, part.types, part.attended)
        value = share * loss(logits, part, LossWeights())
        return value.item(), torch.autograd.grad(value, self.optimiser.trainable)

    def _steps(self) -> Iterator[list[Batch]]:
        """Rounds over the data; the last stage's shares apply when its time has come."""
        while True:
            shares = self._stage()
            groups = self.sampler.round(self.chance, shares)
            plan = self.plan
            for step in batches(groups, self.maker, plan.batch, plan.workers, self.chance):
                yield step
                if self._stage() is not shares:
                    break

    def _stage(self) -> SamplingShares:
        return BROAD if self.seconds < 60 * self.plan.minutes * CLOSE_FROM else CLOSE

    def _tell(self, value: float) -> None:
        if self.optimiser.steps % 20 == 0:
            print(  # noqa: T201 — the progress of a script
                f"{self.seconds / 60:6.1f} min  step {self.optimiser.steps}  "
                f"read {self.read}  loss {value:.3f}",
                file=sys.stderr,
                flush=True,
            )

    def _checkpoint(self, value: float) -> None:
        self._save()  # first: measuring takes minutes, in which nothing should be lost
        point = {
            "minutes": round(self.seconds / 60, 1),
            "steps": self.optimiser.steps,
            "read": self.read,
            "loss": round(value, 3),
            **_measured(self.averaged(), self.validation, self.maker),
        }
        with (self.plan.out / CURVE).open("a", encoding="utf-8") as curve:
            curve.write(json.dumps(point) + "\n")
        print(json.dumps(point), flush=True)  # noqa: T201

    def _save(self) -> None:
        stored = {
            "optimiser": self.optimiser.state(),
            "model": self.averaged().state_dict(),
            "seconds": self.seconds,
            "read": self.read,
            "random": self.chance.getstate(),
        }
        fresh = self.plan.out / (CHECKPOINT + ".new")
        torch.save(stored, fresh)
        fresh.replace(self.plan.out / CHECKPOINT)

    def _resume(self) -> None:
        path = self.plan.out / CHECKPOINT
        if not path.exists():
            return
        stored = torch.load(path, weights_only=True, map_location=self.plan.device)
        self.optimiser.restore(stored["optimiser"])
        self.seconds, self.read = stored["seconds"], stored["read"]
        version, state, gauss = stored["random"]
        self.chance.setstate((version, tuple(state), gauss))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or go on training, as the command line says."""
    plan = _plan(_parser().parse_args(arguments))
    plan.out.mkdir(parents=True, exist_ok=True)
    written = {name: str(value) for name, value in asdict(plan).items()}
    (plan.out / "plan.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    run = Run(plan)
    signal.signal(signal.SIGTERM, run.stop)
    run.train()
    return 0


def _questions(part: Batch) -> int:
    return int(part.group[-1].item()) + 1


def _started(plan: Plan) -> ReaderModel:
    model = from_sentence_encoder(plan.encoder, plan.dropout)
    if plan.start is not None:
        model.load_state_dict(released_weights(plan.start))
    return model


def _frozen(model: ReaderModel, device: str) -> ReaderModel:
    """Words and places stay as they are: dense gradients of 12 million weights cost too much."""
    model.words.requires_grad_(False)
    model.positions.requires_grad_(False)
    model.narrow()
    return model.to(device)


def _measured(model: ReaderModel, rows: Sequence[Row], maker: PieceMaker) -> dict[str, float]:
    """Figures of the squad2 articles held out, and forced F1 of the other sources' answers."""
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
    add("--out", type=Path, required=True, help="folder of checkpoint, curve and plan; resumes")
    add("--encoder", type=Path, default=None, help="folder to start from: all-MiniLM-L6-v2")
    add("--start", type=Path, default=None, help="an exported reader.onnx to train on from")
    add("--neighbours", type=Path, default=None, help="made by rag.training.mining")
    add("--minutes", type=float, default=90.0, help="length of the whole schedule")
    add("--peak", type=float, default=2e-4, help="highest learning rate")
    add("--batch", type=int, default=40, help="passages in a step")
    add("--window", type=int, default=256, help="most word pieces of a pair")
    add("--dropout", type=float, default=0.1)
    add("--seed", type=int, default=1)
    add("--workers", type=int, default=2, help="threads that share a step; set OMP_NUM_THREADS=1")
    add("--every", type=float, default=6.0, help="minutes between checkpoints")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser


def _plan(given: argparse.Namespace) -> Plan:
    values = vars(given)
    if values["encoder"] is None:
        values["encoder"] = encoder_folder()
    return Plan(**values)


if __name__ == "__main__":
    raise SystemExit(main())
