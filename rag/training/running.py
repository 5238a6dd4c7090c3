"""A network in training: steps by the clock, checkpoints, a curve. It stops, and goes on later."""

import argparse
import copy
import json
import multiprocessing
import random
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import torch
from torch import Tensor

from rag.training.feeding import WHOLE, Feed, Shard
from rag.training.model import ReaderModel
from rag.training.optimisation import Gradients, Optimiser, Schedule, shared_step

CHECKPOINT = "checkpoint.pt"
CURVE = "curve.jsonl"
PLAN = "plan.json"

Network = TypeVar("Network", bound=ReaderModel)
Part = TypeVar("Part", bound=tuple[Tensor, ...])
"""A share of a step's batch, which one thread reads."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a run takes, how fast it learns, and where it writes."""

    out: Path
    minutes: float
    """Of the whole schedule, stops not counted."""
    every: float
    """Minutes between two checkpoints."""
    peak: float
    """The highest learning rate."""
    seed: int
    device: str
    workers: int
    """Threads that share a step."""
    processes: int
    """That make the batches; 0: this one."""


def add_terms(
    parser: argparse.ArgumentParser, *, minutes: float, peak: float, every: float
) -> None:
    """The options of `Terms`, with the defaults that suit a network."""
    add = parser.add_argument
    add("--out", type=Path, required=True, help="folder of checkpoint, curve and plan; resumes")
    add("--minutes", type=float, default=minutes, help="length of the whole schedule")
    add("--every", type=float, default=every, help="minutes between checkpoints")
    add("--peak", type=float, default=peak, help="highest learning rate")
    add("--seed", type=int, default=1)
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--workers", type=int, default=2, help="threads that share a step; set OMP_NUM_THREADS=1")
    add("--processes", type=int, default=0, help="that make batches, for a GPU; 0: this one")


class Running(ABC, Generic[Network, Part]):
    """One run, with all that is needed to stop it and go on."""

    def __init__(self, model: Network, terms: Terms, part: Callable[..., Part]) -> None:
        """`model` has its weights, those that stay as they are without gradients.

        `part` puts the tensors of a part together. What `steps` needs is there by now: processes
        that make batches start here.
        """
        self.terms = terms
        self.chance = random.Random(terms.seed)  # noqa: S311 — no secret
        self._seconds = multiprocessing.Value("d", 0.0, lock=False)
        self._before = self._read_before()
        self._feed = Feed(self._shard, part, terms.processes) if terms.processes else None
        model.narrow()
        self.model = model.to(terms.device)
        self.optimiser = Optimiser(self.model)
        self.read = 0
        self.stopped = False
        self._schedule = Schedule(peak=terms.peak)
        self._workers = ThreadPoolExecutor(terms.workers)

    @property
    def seconds(self) -> float:
        """The time that has gone, seen by the processes that make batches too."""
        gone: float = self._seconds.value
        return gone

    @property
    def elapsed(self) -> float:
        """The share of the time that has gone."""
        return self.seconds / (60 * self.terms.minutes)

    def train(self) -> None:
        """Train until the time is over, with a checkpoint and a point of the curve now and then."""
        self._resume()
        self.model.train()
        try:
            loss = self._all_steps()
        finally:
            if self._feed:
                self._feed.close()
        if self.stopped:  # somebody waits: measuring would take minutes
            self._save()
        else:
            self._checkpoint(loss)

    def _all_steps(self) -> float:
        """The loss of the last."""
        due = self.seconds + 60 * self.terms.every
        began = time.monotonic() - self.seconds
        for parts in self._feed or self.steps(WHOLE):
            loss = self._step(parts)
            self._seconds.value = time.monotonic() - began
            self._tell(loss)
            if self.seconds >= due:
                self._checkpoint(loss)
                due = self.seconds + 60 * self.terms.every
            if self.elapsed >= 1 or self.stopped:
                return loss
        raise AssertionError("steps have no end")

    def carry_out(self, plan: Mapping[str, object]) -> None:
        """Write the plan down and train; SIGTERM ends it after a step, with a checkpoint."""
        self.terms.out.mkdir(parents=True, exist_ok=True)
        written = json.dumps({name: str(value) for name, value in plan.items()}, indent=1)
        (self.terms.out / PLAN).write_text(f"{written}\n", encoding="utf-8")
        signal.signal(signal.SIGTERM, lambda *_: self.stop())
        self.train()

    def stop(self) -> None:
        """Write a checkpoint after this step, and end."""
        self.stopped = True

    def averaged(self) -> Network:
        """A copy of the model with the averaged weights, in float32, ready to predict."""
        model = copy.deepcopy(self.model).float()
        model.load_state_dict(self.optimiser.averaged(), strict=False)
        return model.eval()

    @abstractmethod
    def steps(self, shard: Shard) -> Iterator[list[Part]]:
        """The parts of each step over a shard of the data, without end."""

    @abstractmethod
    def loss(self, part: Part) -> Tensor:
        """The mean loss of a part's questions."""

    @abstractmethod
    def questions(self, part: Part) -> int:
        """How many questions a part holds: it counts by them."""

    @abstractmethod
    def passages(self, part: Part) -> int:
        """How many passages are read for a part."""

    @abstractmethod
    def measured(self) -> Mapping[str, float]:
        """A point of the curve, of the averaged weights."""

    def _shard(self, shard: Shard) -> Iterator[list[Part]]:
        drawn = f"{self.terms.seed}/{self._before}/{shard.number}"  # another after each stop
        self.chance = random.Random(drawn)  # noqa: S311 — no secret
        return self.steps(shard)

    def _step(self, parts: Sequence[Part]) -> float:
        rate = self._schedule.rate(self.elapsed)
        questions = [self.questions(part) for part in parts]
        loss = shared_step(self.optimiser, self._workers, self._gradients, parts, questions, rate)
        self.read += sum(self.passages(part) for part in parts)
        return loss

    def _gradients(self, part: Part, share: float) -> Gradients:
        value = share * self.loss(part)
        found = torch.autograd.grad(value, self.optimiser.trainable, materialize_grads=True)
        return value.item(), found

    def _tell(self, loss: float) -> None:
        if self.optimiser.steps % 20 == 0:
            print(  # noqa: T201 — the progress of a script
                f"{self.seconds / 60:6.1f} min  step {self.optimiser.steps}  "
                f"read {self.read}  loss {loss:.3f}",
                file=sys.stderr,
                flush=True,
            )

    def _checkpoint(self, loss: float) -> None:
        self._save()  # first: measuring takes minutes, in which nothing should be lost
        point = {
            "minutes": round(self.seconds / 60, 1),
            "steps": self.optimiser.steps,
            "read": self.read,
            "loss": round(loss, 3),
            **self.measured(),
        }
        with (self.terms.out / CURVE).open("a", encoding="utf-8") as curve:
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
        fresh = self.terms.out / (CHECKPOINT + ".new")
        torch.save(stored, fresh)
        fresh.replace(self.terms.out / CHECKPOINT)

    def _read_before(self) -> int:
        path = self.terms.out / CHECKPOINT
        if not self.terms.processes or not path.exists():
            return 0
        return int(torch.load(path, weights_only=True, map_location="cpu", mmap=True)["read"])

    def _resume(self) -> None:
        path = self.terms.out / CHECKPOINT
        if not path.exists():
            return
        stored = torch.load(path, weights_only=True, map_location=self.terms.device)
        self.optimiser.restore(stored["optimiser"])
        self._seconds.value, self.read = stored["seconds"], stored["read"]
        version, state, gauss = stored["random"]
        self.chance.setstate((version, tuple(state), gauss))
