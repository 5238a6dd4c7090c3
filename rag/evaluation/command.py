"""What `rag eval` does, step by step: the one door into this room.

    places = Places(Path("eval"))
    evaluation = evaluate(places.suite("seeds"), Service(ask=pipeline.ask), places)
    print(terminal_report(evaluation)); sys.exit(evaluation.exit_code)

`GoldInvalid` ends with exit code 3, `UsageError` with 2, anything else unexpected with 4.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rag.errors import GoldInvalid, UsageError
from rag.evaluation.articles import ReadText, utf8_text
from rag.evaluation.baseline import make_baseline, read_baseline, write_baseline
from rag.evaluation.checks import check_costs
from rag.evaluation.collections import export_collection, read_collection
from rag.evaluation.costs import cost_ratios
from rag.evaluation.evaluation import Evaluation, score
from rag.evaluation.gate import ExitCode, Gate
from rag.evaluation.lint import lint, require_sound
from rag.evaluation.places import Places
from rag.evaluation.problem import Problem
from rag.evaluation.ranking_only import rank_all
from rag.evaluation.reports.html import html_report
from rag.evaluation.reports.junit import junit_xml
from rag.evaluation.reports.markdown import job_summary, markdown_report
from rag.evaluation.reports.result import result_json
from rag.evaluation.reports.terminal import figures_table, terminal_report
from rag.evaluation.run import ask_all, read_run, write_run
from rag.evaluation.service import Service
from rag.evaluation.starting import start_suite
from rag.evaluation.suite import Suite, load_suite, read_settings
from rag.evaluation.summary import Figure
from rag.protocols import Progress
from rag.types import Hit

HTML, RESULT, JUNIT, SUMMARY, LATEST = (
    "report.html",
    "result.json",
    "junit.xml",
    "summary.md",
    "latest.md",
)
REPORT_HEAD = """\
# Where the answers stand

Written by `rag eval`; every measure is defined in [eval/README.md](../README.md).
"""


def evaluate(
    folder: Path,
    service: Service,
    places: Places,
    progress: Progress | None = None,
    costs: Callable[[], Mapping[str, float]] = dict,
    read_text: ReadText = utf8_text,
) -> Evaluation:
    """Ask every question, store the run, judge it; raises `GoldInvalid` before asking anything."""
    suite = _sound_suite(folder, read_text)
    run = ask_all(suite, service, progress, costs)
    write_run(run, places.run(suite.settings.name))
    return score(suite, run, read_baseline(places.baseline(suite.settings.name)))


def evaluate_collection(
    folder: Path,
    service: Service,
    places: Places,
    progress: Progress | None = None,
    costs: Callable[[], Mapping[str, float]] = dict,
) -> Evaluation:
    """The same for a suite that `export_collection` wrote: others made it, so it is not linted."""
    suite = load_suite(folder)
    run = ask_all(suite, service, progress, costs)
    write_run(run, places.run(suite.settings.name))
    return score(suite, run, read_baseline(places.baseline(suite.settings.name)))


def rank_collection(
    folder: Path,
    rank: Callable[[str, int], Sequence[Hit]],
    progress: Progress | None = None,
) -> dict[str, Figure]:
    """nDCG@10, RR@10 and R@100 of an exported collection, without asking for answers."""
    return rank_all(load_suite(folder), rank, progress)


def rescore(folder: Path, places: Places, read_text: ReadText = utf8_text) -> Evaluation:
    """Judge the stored run again without asking; raises `UsageError` where there is none."""
    suite = _sound_suite(folder, read_text)
    name = suite.settings.name
    try:
        run = read_run(places.run(name))
        return score(suite, run, read_baseline(places.baseline(name)))
    except (OSError, ValueError) as error:
        raise UsageError(f"no stored run of {name} fits: {error}; ask with `rag eval`") from error


def bless(evaluation: Evaluation, places: Places) -> Path:
    """Make the run the baseline of later ones; raises `UsageError` where a citation is invalid.

    A crash or a false citation is never a standard to be held to.
    """
    broken = [
        check.name
        for check in evaluation.gate.checks
        if check.name in {"self_check", "crashed", "citation_validity"}
        and check.verdict.exit_code is not ExitCode.PASSED
    ]
    if broken:
        raise UsageError(f"a run that fails {', '.join(broken)} is no baseline: mend it first")
    path = places.baseline(evaluation.suite.settings.name)
    write_baseline(make_baseline(evaluation.suite, evaluation.judgements), path)
    return path


def check_latency(evaluation: Evaluation, other: Path, most: float) -> Evaluation:
    """The evaluation with one more check: no stage's p95 above `most` times another run's.

    `other` is the folder of a run made in the same job: times of two machines do not compare.
    """
    ratios = cost_ratios(evaluation.run.timings, read_run(other).timings)
    gate = Gate((*evaluation.gate.checks, check_costs(ratios, most)))
    return replace(evaluation, gate=gate)


def write_reports(evaluations: Sequence[Evaluation], places: Places) -> list[Path]:
    """Every report of the run; those under `reports/` are kept in git, the others not."""
    written = [path for evaluation in evaluations for path in _suite_reports(evaluation, places)]
    runs = places.root / "runs"
    written.append(_write(runs / JUNIT, junit_xml(evaluations)))
    written.append(_write(runs / SUMMARY, job_summary(evaluations)))
    written.append(_write(places.reports / LATEST, _latest(evaluations, places)))
    return written


def exit_code(evaluations: Sequence[Evaluation]) -> ExitCode:
    """Of several suites: 1 if any gate failed."""
    return max((evaluation.exit_code for evaluation in evaluations), default=ExitCode.PASSED)


def lint_suite(folder: Path, read_text: ReadText = utf8_text) -> list[Problem]:
    """Every broken rule of the gold set; raises `GoldInvalid` where it cannot even be read."""
    return lint(load_suite(folder, read_text))


def new_suite(name: str, places: Places, articles: Path) -> Path:
    """Start a suite over a folder of articles; raises `UsageError` where it exists already."""
    return start_suite(name, places.suites, articles)


def missing_articles(folder: Path) -> Path | None:
    """The folder that a suite's articles should be in, where it is absent: skip it with a line.

    Raises `UsageError` where there is no such suite.
    """
    if not folder.is_dir():
        raise UsageError(f"no suite at {folder}: `rag eval --new NAME` starts one")
    articles = read_settings(folder).articles
    return None if articles.is_dir() else articles


def _sound_suite(folder: Path, read_text: ReadText) -> Suite:
    if not folder.is_dir():
        raise UsageError(f"no suite at {folder}: `rag eval --new NAME` starts one")
    suite = load_suite(folder, read_text)
    require_sound(suite)
    return suite


def _suite_reports(evaluation: Evaluation, places: Places) -> list[Path]:
    name = evaluation.suite.settings.name
    run = places.run(name)
    return [
        _write(run / RESULT, result_json(evaluation)),
        _write(run / HTML, html_report(evaluation)),
        _write(places.reports / f"{name}.md", markdown_report(evaluation)),
    ]


def _latest(evaluations: Sequence[Evaluation], places: Places) -> str:
    """The reports of all suites in one, also of those that this run left out."""
    names = {evaluation.suite.settings.name for evaluation in evaluations}
    if places.suites.is_dir():
        names |= {suite.name for suite in places.suites.iterdir()}
    reports = [places.reports / f"{name}.md" for name in sorted(names)]
    return "\n".join([REPORT_HEAD, *(each.read_text("utf-8") for each in reports if each.exists())])


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
    return path


__all__ = [
    "ExitCode",
    "GoldInvalid",
    "Places",
    "Service",
    "bless",
    "check_latency",
    "evaluate",
    "evaluate_collection",
    "exit_code",
    "export_collection",
    "figures_table",
    "lint_suite",
    "missing_articles",
    "new_suite",
    "rank_collection",
    "read_collection",
    "rescore",
    "result_json",
    "terminal_report",
    "write_reports",
]
