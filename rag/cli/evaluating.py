"""What `rag eval` does with its suites, one after the other."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.errors import UsageError
from rag.settings import Settings

if TYPE_CHECKING:
    from tqdm import tqdm

    from rag.evaluation.evaluation import Evaluation
    from rag.evaluation.places import Places

GOLD_INVALID = 3


@dataclass(frozen=True, slots=True)
class Examination:
    """What was asked for."""

    root: Path
    suites: tuple[str, ...]
    """Names or folders; empty: every suite below the root."""
    bless: bool
    rescore: bool
    as_json: bool


def examine(settings: Settings, wanted: Examination) -> int:
    """Ask, judge, report; the exit code is the worst gate's."""
    from rag.evaluation.command import Places, bless, exit_code, write_reports

    places = Places(wanted.root)
    evaluations = [
        evaluation
        for folder in suite_folders(places, wanted.suites)
        if (evaluation := _evaluated(settings, wanted, places, folder)) is not None
    ]
    if not evaluations:
        raise UsageError("every suite was skipped: none of their folders of articles is here")
    for evaluation in evaluations if wanted.bless else ():
        click.echo(f"baseline written: {bless(evaluation, places)}", err=True)
    written = write_reports(evaluations, places)
    _tell(evaluations, wanted.as_json)
    click.echo(f"reports: {', '.join(map(str, written))}", err=True)
    return int(exit_code(evaluations)) if not wanted.bless else 0


def suite_folders(places: "Places", names: Sequence[str]) -> list[Path]:
    """The folders of the named suites, or of all; raises `UsageError` where there is none."""
    if names:
        return [places.suite(name) for name in names]
    found = sorted(path.parent for path in places.suites.glob("*/suite.toml"))
    if not found:
        raise UsageError(f"no suite below {places.suites}: `rag eval --new NAME` starts one")
    return found


def start(names: Sequence[str], root: Path, articles: Path | None) -> int:
    """`rag eval --new NAME --articles DIR`."""
    from rag.evaluation.command import Places, new_suite

    if len(names) != 1 or articles is None:
        raise UsageError("name one suite and its articles: rag eval --new NAME --articles DIR")
    folder = new_suite(names[0], Places(root), articles)
    click.echo(
        f"{folder} is ready: write questions into {folder / 'gold.jsonl'}, check them with\n"
        f"`rag eval --lint {names[0]}`, ask them with `rag eval {names[0]}`."
    )
    return 0


def check_gold(root: Path, names: Sequence[str], as_json: bool) -> int:
    """`rag eval --lint`: every broken rule of the gold sets, with its line."""
    from rag.evaluation.command import Places, lint_suite, missing_articles

    places = Places(root)
    faults: dict[str, list[str]] = {}
    for folder in suite_folders(places, names):
        if missing := missing_articles(folder):
            click.echo(f"{folder.name}: skipped, its articles are not at {missing}", err=True)
            continue
        faults[folder.name] = [str(problem) for problem in lint_suite(folder)]
    if as_json:
        click.echo(json.dumps(faults, ensure_ascii=False))
    else:
        for name, found in faults.items():
            click.echo(f"{name}: {len(found)} problems" if found else f"{name}: no problem")
            click.echo("".join(f"  {problem}\n" for problem in found), nl=False)
    return GOLD_INVALID if any(faults.values()) else 0


def _evaluated(
    settings: Settings, wanted: Examination, places: "Places", folder: Path
) -> "Evaluation | None":
    """`None` where the suite's articles are not here: it is skipped with a line."""
    from rag.evaluation.command import evaluate, missing_articles, rescore
    from rag.evaluation.suite import read_settings
    from rag.wiring.evaluating import open_examined

    if missing := missing_articles(folder):
        click.echo(f"{folder.name}: skipped, its articles are not at {missing}", err=True)
        return None
    if wanted.rescore:
        return rescore(folder, places)
    suite = read_settings(folder)
    with (
        open_examined(settings, suite.name, suite.articles) as examined,
        _question_bar(suite.name) as progress,
    ):
        return evaluate(folder, examined.service, places, progress.update, examined.costs)


def _question_bar(name: str) -> "tqdm[None]":
    from tqdm import tqdm

    return tqdm(desc=name, unit=" questions", leave=False, disable=None)


def _tell(evaluations: Sequence["Evaluation"], as_json: bool) -> None:
    from rag.evaluation.command import terminal_report
    from rag.evaluation.evaluation import result_json

    if as_json:
        results = {each.suite.settings.name: json.loads(result_json(each)) for each in evaluations}
        click.echo(json.dumps(results, ensure_ascii=False))
        return
    for evaluation in evaluations:
        click.echo(terminal_report(evaluation))
