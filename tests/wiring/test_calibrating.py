"""A reader is calibrated on made-up articles and then asked with what was fitted."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from rag.answering.choosing.choice import READER_ALONE
from rag.answering.weighing.confidence import load_confidence
from rag.errors import UsageError
from rag.evaluation.judging import judge
from rag.evaluation.scoring import Outcome
from rag.evaluation.suite import Suite, load_suite
from rag.settings import Settings
from rag.wiring.asking import load_reader, open_desk
from rag.wiring.calibrating import Goal, calibrate
from tests.evaluation.hamlets import write_suite

pytestmark = pytest.mark.slow

RISK = 0.4
Fitted = tuple[Suite, Settings, int]
"""The suite, the settings with what was fitted on it, and how often progress was told."""


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    root = tmp_path_factory.mktemp("hamlets")
    suite = write_suite(root)
    settings = Settings(index=root / "index", reader="lexical", calibration=root / "fitted.json")
    told: list[int] = []
    _calibrate(settings, suite, told.append)
    return load_suite(suite), settings, sum(told)


def _calibrate(settings: Settings, suite: Path, progress: Callable[[int], None]) -> None:
    assert settings.calibration is not None
    calibrate(settings, [suite], "test", Goal(RISK), progress).write(settings.calibration)


def _written(settings: Settings) -> bytes:
    assert settings.calibration is not None
    return settings.calibration.read_bytes()


def test_right_answers_are_given_with_more_confidence_than_wrong_ones(fitted: Fitted) -> None:
    suite, settings, _ = fitted
    index = settings.index / "suites" / suite.settings.name
    right: list[float] = []
    wrong: list[float] = []
    with open_desk(replace(settings, index=index)) as desk:
        for question in suite.questions:
            answer = desk.pipeline.ask(question.question).answer
            outcome = judge(question, answer, suite.articles, None).outcome
            (right if outcome is Outcome.RIGHT else wrong).append(answer.confidence)
    ordered = [good > bad for good, bad in product(right, wrong)]
    assert min(len(right), len(wrong)) >= 10
    assert sum(ordered) / len(ordered) > 0.95


def test_where_it_comes_from_and_the_choice_are_kept_with_it(fitted: Fitted) -> None:
    suite, settings, told = fitted
    model = load_confidence("lexical", settings.calibration)
    assert model.provenance == {
        "suites": "hamlets",
        "split": "test",
        "gold_sha256": suite.gold_sha256[:12],
        "questions": str(told),
        "risk": "0.4",
    }
    assert told == len(suite.questions)
    assert model.choice.keys() > READER_ALONE.keys()
    assert model.threshold == model.threshold_for(RISK)


def test_a_few_questions_stretch_and_shift_the_confidence_that_ships(tmp_path: Path) -> None:
    suite = write_suite(tmp_path)
    reader = load_reader(Settings()).name
    shipped = load_confidence(reader)
    settings = Settings(index=tmp_path / "index", calibration=tmp_path / "fitted.json")
    _calibrate(settings, suite, lambda _: None)
    model = load_confidence(reader, settings.calibration)
    silent = {name for name, weight in shipped.weights.items() if weight == 0}
    assert all(model.weights[name] == 0 for name in silent)
    weighed = shipped.weights.keys() - silent
    slopes = [model.weights[name] / shipped.weights[name] for name in weighed]
    assert slopes == pytest.approx([slopes[0]] * len(slopes), rel=1e-3)
    assert slopes[0] > 0
    assert (model.choice, model.means, model.scales) == (
        shipped.choice,
        shipped.means,
        shipped.scales,
    )
    assert shipped.provenance["gold_sha256"] in model.provenance["adjusts"]
    assert model.provenance["suites"] == "hamlets"


def test_a_second_run_over_a_new_index_writes_the_same_bytes(
    fitted: Fitted, tmp_path: Path
) -> None:
    suite, settings, _ = fitted
    again = replace(settings, index=tmp_path / "index", calibration=tmp_path / "again.json")
    _calibrate(again, suite.folder, lambda _: None)
    assert _written(again) == _written(settings) != b""


def test_a_suite_that_is_only_fitted_on_sets_no_threshold(tmp_path: Path) -> None:
    suite = write_suite(tmp_path / "plain")
    tempting = write_suite(tmp_path / "tempting").rename(tmp_path / "tempting/suites/tempting")
    records = [json.loads(line) for line in (tempting / "gold.jsonl").read_text().splitlines()]
    for record in records:  # now what the articles state counts as if they did not
        record |= {"answerable": False, "unanswerable": "false-premise", "answers": []}
        record |= {"evidence": [], "near_misses": []}
    (tempting / "gold.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in records))
    settings = Settings(index=tmp_path / "index", reader="lexical")
    goal = Goal(false_answers=0.1)
    beside = calibrate(settings, [suite], None, goal, also=[tempting])
    among = calibrate(settings, [suite, tempting], None, goal)
    assert beside.weights == among.weights
    assert beside.threshold < among.threshold
    assert beside.provenance["no_threshold_by"] == "tempting"
    with pytest.raises(UsageError, match="--also goes with --false-answers"):
        calibrate(settings, [suite], None, Goal(RISK), also=[tempting])
    with pytest.raises(UsageError, match="two suites are named hamlets"):
        calibrate(settings, [suite], None, goal, also=[suite])
    with pytest.raises(UsageError, match="--also takes 1,000 questions of the suites themselves"):
        calibrate(replace(settings, reader="pincite"), [suite], None, goal, also=[tempting])
    with pytest.raises(UsageError, match="all questions that count are answerable"):
        calibrate(settings, [_answerable(suite)], None, goal, also=[tempting])


def _answerable(suite: Path) -> Path:
    """The same suite without the questions that its articles do not answer."""
    lines = (suite / "gold.jsonl").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line).get("answerable", True)]
    (suite / "gold.jsonl").write_text("".join(kept), "utf-8")
    return suite
