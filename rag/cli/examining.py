"""The verb that measures: eval."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from rag.cli.options import AS_JSON, ASKING, DEFAULT_ROOT, chosen
from rag.errors import UsageError
from rag.settings import load_settings

_OWN = ("root", "articles", "out", "split", "false_answers", "also", "latency_baseline")
_GOES_WITH = {
    "articles": "new",
    "out": "calibrate",
    "split": "calibrate",
    "false_answers": "calibrate",
    "also": "calibrate",
}


@click.command("eval")
@click.argument("suites", nargs=-1)
@click.option("--root", type=click.Path(path_type=Path), default=DEFAULT_ROOT, show_default=True)
@click.option("--bless", "work", flag_value="bless", help="Make this run the baseline.")
@click.option("--rescore", "work", flag_value="rescore", help="Judge the stored run again.")
@click.option("--lint", "work", flag_value="lint", help="Only check the gold sets.")
@click.option("--new", "work", flag_value="new", help="Start the one suite named, with --articles.")
@click.option(
    "--collection", "work", flag_value="collection", help="SUITES are folders in the BEIR layout."
)
@click.option(
    "--calibrate", "work", flag_value="calibrate", help="Fit the confidence; needs --out FILE."
)
@click.option("--articles", type=click.Path(path_type=Path), help="The new suite's articles.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the calibration is written.")
@click.option(
    "--latency-baseline",
    type=click.Path(path_type=Path),
    help="With one suite: a run of the same job; no stage may take 1.5 times as long.",
)
@click.option(
    "--false-answers",
    type=click.FloatRange(0, 1, max_open=True),
    help="Calibrate for that share of the unanswerable questions to be answered, of every suite; "
    "suites with fewer than a hundred such questions count together.",
)
@click.option(
    "--also",
    type=click.Path(path_type=Path),
    multiple=True,
    help="With --false-answers: calibrate on this suite too, but set no threshold by it.",
)
@click.option("--split", type=click.Choice(["dev", "test"]), help="Calibrate on that split only.")
@chosen(*ASKING, AS_JSON)
def evaluate(suites: tuple[str, ...], work: str | None, as_json: bool, **flags: Any) -> int:
    """Ask every question of SUITES (default: all below eval/suites) and judge the answers.

    Exit codes: 0 the gate passed · 1 it failed · 2 wrong usage · 3 the gold set is invalid ·
    4 the harness failed.
    """
    from rag.cli import evaluating

    _require_use(work, flags)
    root, articles, out, split, false_answers, also, beside = (flags.pop(name) for name in _OWN)
    wanted = evaluating.Examination(root, suites, as_json, beside)
    if work == "new":
        return evaluating.start(wanted, articles)
    if work == "lint":
        return evaluating.check_gold(wanted)
    if work == "rescore":
        return evaluating.judge_again(wanted)
    settings = load_settings(flags)
    if work == "calibrate":
        return evaluating.calibrate(settings, wanted, out, split, false_answers, also)
    if work == "collection":
        return evaluating.examine_collections(settings, wanted)
    return evaluating.examine(settings, wanted, blessed=work == "bless")


def _require_use(work: str | None, flags: Mapping[str, Any]) -> None:
    """Raises `UsageError` for an option that this work would pass over in silence."""
    for name, user in _GOES_WITH.items():
        if flags[name] not in {None, ()} and work != user:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} goes with --{user} only: add that, or leave {option} out")
