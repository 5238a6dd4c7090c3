"""The answer reranker: what its loss asks for, and the way from guesses to weights."""

import json
import math
from pathlib import Path

import pytest
import torch

from rag.models.answer_reranker import AnswerReranker
from rag.models.marked import Marker
from rag.models.shipped import reading_tokenizer
from rag.training.export import main as export
from rag.training.guesses import Guesses, GuessPair
from rag.training.marked_batches import MarkedBatch, collated, marked_batches, pair_of
from rag.training.reranker import loss, main
from rag.training.running import CHECKPOINT, CURVE

TEXT = "The ferry of Aldholm was built in 1931. Its captain, Runa Sten, retired in 1958."


def _guesses(question: str, right: str | None) -> Guesses:
    words = ("1931", "1958", "Runa Sten")
    starts = [TEXT.index(each) for each in words]
    return {
        "question": question,
        "passages": [("Ferry", TEXT)],
        "guesses": [
            {"passage": 0, "start": start, "end": start + len(each), "right": each == right}
            for start, each in zip(starts, words, strict=True)
        ],
    }


PAIR: GuessPair = {
    "own": _guesses("When was it built?", "1931"),
    "twin": _guesses("When was it sold?", None),
}
ALONE: GuessPair = {"own": _guesses("Who was captain?", "Runa Sten"), "twin": None}


@pytest.fixture(scope="module")
def batch() -> MarkedBatch:
    marker = Marker(reading_tokenizer(), 96)
    return collated([pair_of(PAIR, marker), pair_of(ALONE, marker)])


def test_a_batch_knows_questions_twins_and_what_is_right(batch: MarkedBatch) -> None:
    assert batch.group.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert batch.twin_of.tolist() == [-1, 0, -1]
    assert batch.right.tolist() == [True, *[False] * 7, True]


def test_the_loss_wants_right_guesses_above_and_wrong_ones_below_nothing(
    batch: MarkedBatch,
) -> None:
    certain = torch.where(batch.right, 8.0, -8.0)
    assert loss(certain, batch).item() < 0.01
    for place in range(len(certain)):
        worse = certain.clone()
        worse[place] *= -1
        assert loss(worse, batch).item() > 0.5


def test_a_twin_pulls_down_what_tempts_it(batch: MarkedBatch) -> None:
    verdicts = torch.zeros(9, requires_grad=True)
    loss(verdicts, batch).backward()  # type: ignore[no-untyped-call]
    assert verdicts.grad is not None
    twin, single = verdicts.grad[3], verdicts.grad[7]
    assert twin > single > 0 > verdicts.grad[0]


def test_batches_hold_every_pair_once() -> None:
    import random

    marker = Marker(reading_tokenizer(), 96)
    steps = list(marked_batches([PAIR, ALONE] * 10, marker, 12, 2, random.Random(1)))
    assert sum(len(part.ids) for step in steps for part in step) == 90
    assert all(1 <= len(step) <= 2 for step in steps)


@pytest.mark.slow
def test_a_run_ends_in_weights_that_can_be_read(tmp_path: Path) -> None:
    guesses = tmp_path / "guesses.jsonl"
    guesses.write_text("".join(json.dumps(each) + "\n" for each in [PAIR, ALONE] * 40), "utf-8")
    out = tmp_path / "run"
    given = ["--guesses", str(guesses), "--out", str(out), "--minutes", "0.05", "--batch", "8"]
    assert main([*given, "--device", "cpu"]) == 0
    [point] = [json.loads(line) for line in (out / CURVE).read_text("utf-8").splitlines()]
    assert point["read"] > 0
    assert math.isfinite(point["loss"])
    checkpoint = str(out / CHECKPOINT)
    export(["--checkpoint", checkpoint, "--out", str(tmp_path), "--part", "reranker"])
    assert AnswerReranker.load(tmp_path, threads=1).name == "pincite-reranker-4"
    for start in (checkpoint, str(tmp_path / "reranker.onnx")):
        more = tmp_path / Path(start).suffix
        again = ["--guesses", str(guesses), "--out", str(more), "--start", start]
        assert main([*again, "--minutes", "0.01", "--batch", "8", "--device", "cpu"]) == 0
