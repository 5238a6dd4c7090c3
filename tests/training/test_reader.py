"""The whole way from rows to weights, in a few steps, with the real encoder."""

import json
import lzma
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from rag.errors import UsageError
from rag.models.reader import TrainedReader
from rag.models.shipped import SHIPPED
from rag.training import data as rows_module
from rag.training.data import Row, fold_of
from rag.training.export import main as export
from rag.training.groups import BROAD, SEARCH
from rag.training.reader import Run, _parser, _plan
from rag.training.running import CHECKPOINT, CURVE

pytestmark = pytest.mark.slow


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Rows of an article that trains and of one that is held out.

    Those that ship are left out: a checkpoint reads the held-out ones, which takes a minute.
    """
    monkeypatch.setattr(rows_module, "HANDWRITTEN", ())
    rows = [
        {
            "question": f"How long is tunnel {n}?",
            "context": f"Tunnel {n} lies in the north. It is {900 + n} metres long.",
            "answers": [f"{900 + n} metres"] if n % 3 else [],
            "source": "squad2-dev",
            "licence": "CC BY-SA 4.0",
            "title": "Geology" if n % 4 == 0 else "Tunnel",
        }
        for n in range(48)
    ]
    file = tmp_path / "rows.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return file


def _run(data: Path, out: Path, minutes: float, *more: str) -> Run:
    out.mkdir(exist_ok=True)
    given = ["--data", str(data), "--out", str(out), "--minutes", str(minutes), "--batch", "8"]
    run = Run(_plan(_parser().parse_args([*given, "--device", "cpu", *more])))
    run.train()
    return run


def test_a_run_goes_on_where_it_stopped_and_its_weights_can_be_read(
    data: Path, tmp_path: Path
) -> None:
    first = _run(data, tmp_path / "run", 0.02)
    second = _run(data, tmp_path / "run", 0.06)
    assert second.optimiser.steps > first.optimiser.steps >= 1
    assert second.read > first.read
    points = (tmp_path / "run" / CURVE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(point)["steps"] for point in points] == [
        first.optimiser.steps,
        second.optimiser.steps,
    ]
    checkpoint = str(tmp_path / "run" / CHECKPOINT)
    assert export(["--checkpoint", checkpoint, "--out", str(tmp_path / "out"), "--name", "n"]) == 0
    assert TrainedReader.load(tmp_path / "out").name == "n"


def test_only_the_encoders_words_and_places_stay_as_they_were(data: Path, tmp_path: Path) -> None:
    run = _run(data, tmp_path / "run", 0.02)
    frozen = {name for name, weight in run.model.named_parameters() if not weight.requires_grad}
    assert frozen == {"words.weight", "positions.weight"}
    for name, master in run.optimiser.masters.items():
        assert torch.isfinite(master).all(), name


def test_processes_may_make_the_batches(data: Path, tmp_path: Path) -> None:
    run = _run(data, tmp_path / "run", 0.05, "--processes", "2", "--workers", "1")
    assert run.optimiser.steps >= 1
    assert run.read >= run.optimiser.steps
    assert run.elapsed >= 1
    assert (tmp_path / "run" / CHECKPOINT).exists()


def test_the_articles_of_a_fold_can_be_left_out(data: Path, tmp_path: Path) -> None:
    given = ["--data", str(data), "--out", str(tmp_path), "--device", "cpu", "--without"]
    row = Row("q", "Tunnel", "t", (), "squad2-dev", whole_sentence=False)
    own = fold_of(row, 2)  # of the one article that is not held out
    run = Run(_plan(_parser().parse_args([*given, str(1 - own)])))
    assert len(run.sampler.pairs()) == 36
    with pytest.raises(UsageError, match="0 rows are too few"):
        Run(_plan(_parser().parse_args([*given, str(own)])))
    with pytest.raises(UsageError, match="no fold 2 of 2"):
        _plan(_parser().parse_args([*given, "2"]))


def test_search_questions_are_for_a_reader_that_is_there(data: Path, tmp_path: Path) -> None:
    given = ["--data", str(data), "--out", str(tmp_path), "--device", "cpu", "--search"]
    with pytest.raises(UsageError, match="name it with --start"):
        _plan(_parser().parse_args(given))
    plan = _plan(_parser().parse_args([*given, "--start", str(SHIPPED / "reader.onnx")]))
    assert Run(plan)._stage() is SEARCH


def test_more_passages_can_be_read_beside_each_rows_own(data: Path, tmp_path: Path) -> None:
    given = ["--data", str(data), "--out", str(tmp_path), "--device", "cpu"]
    plain = Run(_plan(_parser().parse_args(given)))
    assert plain._stage() is BROAD
    run = Run(_plan(_parser().parse_args([*given, "--beside", ".9", ".7", ".5"])))
    assert run._stage() == replace(BROAD, other_passages=(0.9, 0.7, 0.5))


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_that_is_told_to_end_writes_a_checkpoint_to_go_on_from(
    data: Path, tmp_path: Path, processes: str
) -> None:
    out = tmp_path / "run"
    more = ("--processes", processes, "--workers", "1", "--batch", "2")
    given = ["--data", str(data), "--out", str(out), "--device", "cpu", *more]
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.training.reader", *given],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "step 20 " in line:
            break
    os.killpg(process.pid, signal.SIGTERM)  # as a terminal or a supervisor tells a whole job
    process.communicate(timeout=120)
    assert process.returncode == 0
    stored = torch.load(out / CHECKPOINT, weights_only=True)
    later = _run(data, out, stored["seconds"] / 60 + 0.05, *more)
    assert later.optimiser.steps > 20
    assert later.read > stored["read"] > 0
