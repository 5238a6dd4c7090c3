"""What `rag eval` does with its suites, one after the other."""

import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.options import DEFAULT_ROOT, DONE, GOLD_INVALID
from rag.errors import UsageError
from rag.protocols import Progress
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.evaluation.evaluation import Evaluation
    from rag.evaluation.places import Places

MOST_LATENCY = 1.5
"""How many times a stage's p95 may exceed that of another run of the same job."""
RISK = 0.2
"""The share of wrong answers that a calibration aims at where none is stated."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was asked for."""

    root: Path
    suites: tuple[str, ...]
    """Names or folders; empty: every suite below the root."""
    as_json: bool
    latency_baseline: Path | None
    """A run of the same job that no stage may be much slower than."""

    @property
    def places(self) -> "Places":
        """Where suites, baselines, reports and runs are kept."""
        from rag.evaluation.places import Places

        return Places(self.root)

    def folders(self) -> list[Path]:
        """The suites' folders whose articles are here; the others are skipped with a line.

        Raises `UsageError` where none is left.
        """
        from rag.evaluation.command import missing_articles

        found = []
        for folder in self._named():
            if missing := missing_articles(folder):
                click.echo(f"{folder.name}: skipped, its articles are not at {missing}", err=True)
            else:
                found.append(folder)
        if not found:
            raise UsageError(
                f"no suite to ask below {self.places.suites}: start one with"
                " `rag eval --new NAME --articles DIR`, or name its folder with --root"
            )
        return found

    def _named(self) -> list[Path]:
        if self.suites:
            return [self.places.suite(name) for name in self.suites]
        return sorted(path.parent for path in self.places.suites.glob("*/suite.toml"))


def examine(settings: Settings, wanted: Examination, *, blessed: bool) -> int:
    """Ask, judge, report; the exit code is the worst gate's.

    With `blessed`, what came back becomes the baseline of later runs; only a run that cannot be a
    baseline fails then.
    """
    from rag.evaluation.command import bless

    evaluations = [_asked(settings, wanted, folder) for folder in wanted.folders()]
    for evaluation in evaluations if blessed else ():
        click.echo(f"baseline written: {bless(evaluation, wanted.places)}", err=True)
    code = _report(evaluations, wanted)
    return DONE if blessed else code


def judge_again(wanted: Examination) -> int:
    """`--rescore`: judge the stored runs, asking nothing."""
    from rag.evaluation.command import rescore

    return _report([rescore(folder, wanted.places) for folder in wanted.folders()], wanted)


def examine_collections(settings: Settings, wanted: Examination) -> int:
    """`--collection DIR`: the ranking of a BEIR-layout folder, and answers where it has them."""
    from rag.evaluation.command import evaluate_collection, export_collection, read_collection

    if not wanted.suites:
        raise UsageError("name a folder in the BEIR layout: rag eval --collection DIR")
    evaluations = []
    for name in wanted.suites:
        collection = read_collection(Path(name))
        folder = export_collection(
            collection, wanted.root / "runs" / "collections" / collection.name
        )
        if collection.has_answers:
            evaluations.append(_run(settings, wanted, folder, evaluate_collection))
        else:
            _rank(settings, wanted, folder)
    if evaluations:
        _tell(evaluations, wanted.as_json)
    return DONE


def calibrate(
    settings: Settings,
    wanted: Examination,
    out: Path | None,
    split: str | None,
    false_answers: float | None = None,
    also: Sequence[Path] = (),
) -> int:
    """`--calibrate --out FILE`: fit the confidence of the chosen reader on gold questions.

    A few questions adjust the confidence that ships; many fit choice and confidence anew.
    """
    from rag.wiring.calibrating import Goal
    from rag.wiring.calibrating import calibrate as fit

    if out is None:
        raise UsageError("name the file that the calibration is written to: --out calibration.json")
    if settings.risk is not None and false_answers is not None:
        raise UsageError(
            "the threshold is set for --risk or for --false-answers: state one of them"
        )
    goal = Goal(settings.risk or RISK, false_answers)
    with _question_bar("calibrating") as progress:
        model = fit(settings, wanted.folders(), split, goal, progress, also)
    model.write(out)
    done = "adjusted to" if "adjusts" in model.provenance else "fitted on"
    click.echo(f"confidence {done} {model.provenance['questions']} questions", err=True)
    click.echo(f"{out} is written; use it with RAG_CALIBRATION={out}, or in rag.toml:")
    click.echo(f'calibration = "{out}"')
    return DONE


def start(wanted: Examination, articles: Path | None) -> int:
    """`--new NAME --articles DIR`."""
    from rag.evaluation.command import new_suite

    if len(wanted.suites) != 1 or articles is None:
        raise UsageError("name one suite and its articles: rag eval --new NAME --articles DIR")
    name = wanted.suites[0]
    folder = new_suite(name, wanted.places, articles)
    root = "" if wanted.root == DEFAULT_ROOT else f" --root {shlex.quote(str(wanted.root))}"
    click.echo(
        f"{folder} is ready: write questions into {folder / 'gold.jsonl'}, check them with\n"
        f"`rag eval --lint {name}{root}`, ask them with `rag eval {name}{root}`."
    )
    return DONE


def check_gold(wanted: Examination) -> int:
    """`--lint`: every broken rule of the gold sets, with its line."""
    from rag.evaluation.command import lint_suite

    faults = {
        folder.name: [str(problem) for problem in lint_suite(folder)] for folder in wanted.folders()
    }
    if wanted.as_json:
        click.echo(json.dumps(faults, ensure_ascii=False))
    else:
        for name, found in faults.items():
            click.echo(f"{name}: {len(found)} problems" if found else f"{name}: no problem")
            click.echo("".join(f"  {problem}\n" for problem in found), nl=False)
    return GOLD_INVALID if any(faults.values()) else DONE


def _asked(settings: Settings, wanted: Examination, folder: Path) -> "Evaluation":
    from rag.evaluation.command import check_latency, evaluate

    evaluation = _run(settings, wanted, folder, evaluate)
    if wanted.latency_baseline is None:
        return evaluation
    return check_latency(evaluation, wanted.latency_baseline, MOST_LATENCY)


def _run(
    settings: Settings,
    wanted: Examination,
    folder: Path,
    evaluate: Callable[..., "Evaluation"],
) -> "Evaluation":
    from rag.evaluation.suite import read_settings
    from rag.wiring.evaluating import open_examined

    suite = read_settings(folder)
    with (
        open_examined(settings, suite.name, suite.articles) as examined,
        _question_bar(suite.name) as progress,
    ):
        return evaluate(folder, examined.service, wanted.places, progress, examined.costs)


def _rank(settings: Settings, wanted: Examination, folder: Path) -> None:
    from rag.evaluation.command import rank_collection
    from rag.evaluation.suite import read_settings
    from rag.wiring.evaluating import open_examined

    suite = read_settings(folder)
    with (
        open_examined(settings, suite.name, suite.articles) as examined,
        _question_bar(suite.name) as progress,
    ):
        rank = examined.service.rank
        figures = rank_collection(folder, rank, progress) if rank else {}
    values = {name: round(figure.value, 4) for name, figure in figures.items()}
    click.echo(json.dumps({suite.name: values}) if wanted.as_json else f"{suite.name}: {values}")


def _report(evaluations: Sequence["Evaluation"], wanted: Examination) -> int:
    from rag.evaluation.command import exit_code, write_reports

    written = write_reports(evaluations, wanted.places)
    _tell(evaluations, wanted.as_json)
    click.echo(f"reports: {', '.join(map(str, written))}", err=True)
    return int(exit_code(evaluations))


def _tell(evaluations: Sequence["Evaluation"], as_json: bool) -> None:
    from rag.evaluation.command import result_json, terminal_report

    if as_json:
        results = {each.suite.settings.name: json.loads(result_json(each)) for each in evaluations}
        click.echo(json.dumps(results, ensure_ascii=False))
        return
    for evaluation in evaluations:
        click.echo(terminal_report(evaluation))


@contextmanager
def _question_bar(name: str) -> Iterator[Progress]:
    from tqdm import tqdm

    with tqdm(desc=name, unit=" questions", leave=False, disable=None) as bar:

        def advance(number: int) -> None:
            bar.update(number)

        yield advance
