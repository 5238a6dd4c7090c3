"""The command line: one function per verb. Heavy libraries are imported where they are used.

Exit codes: 0 done (for ask: answered) · 1 a gate or check failed · 2 wrong usage ·
3 the articles do not hold the answer · 4 the index is missing, stale or damaged · 5 anything else.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from rag.errors import GoldInvalid, IndexUnusable, PinciteError, UsageError
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.indexing.sync import SyncReport
    from rag.wiring.syncing import Wish

DONE, FAILED, USAGE, NOT_IN_ARTICLES, INDEX_UNUSABLE, OTHER = range(6)
GOLD_INVALID, HARNESS_ERROR = 3, 4
"""Of `rag eval` alone."""
INTERRUPTED = 130
"""What a shell reports for a process that SIGINT ended."""
DEFAULT_CORPUS = Path("seeds")

Command = Callable[..., Any]


def main() -> None:
    """The `rag` command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error becomes a message with a next step."""
    try:
        code = verbs.main(args=list(arguments), prog_name="rag", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return _failure(arguments, USAGE, error.format_message())
    except PinciteError as error:
        click.echo(f"rag: {error}", err=True)
        return _failure(arguments, _exit_code(error), str(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("rag: interrupted; what was encoded so far is kept", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  # the reader left; say nothing more
        return DONE
    except Exception as error:  # the edge: a person gets one line, not a traceback
        if os.environ.get("RAG_DEBUG"):
            traceback.print_exc()
        kind = type(error).__name__
        click.echo(f"rag: {kind}: {error} (RAG_DEBUG=1 shows where)", err=True)
        code = HARNESS_ERROR if arguments[:1] == ["eval"] else OTHER
        return _failure(arguments, code, f"{kind}: {error}")
    return code if isinstance(code, int) else DONE


def _exit_code(error: PinciteError) -> int:
    match error:
        case UsageError():
            return USAGE
        case IndexUnusable():
            return INDEX_UNUSABLE
        case GoldInvalid():
            return GOLD_INVALID
    return OTHER


def _failure(arguments: Sequence[str], code: int, message: str) -> int:
    if "--json" in arguments:
        click.echo(json.dumps({"error": message, "exit_code": code}, ensure_ascii=False))
    return code


def _chosen(*options: Command) -> Callable[[Command], Command]:
    def decorate(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
INDEX = click.option("--index", type=click.Path(path_type=Path), help="The index's folder [index].")
ENCODER = click.option("--encoder", help="all-MiniLM-L6-v2, a Hugging Face name or a folder.")
THREADS = click.option("--threads", type=int, help="Processor cores for the models [all].")
LIMIT = click.option("--limit", type=int, help="Passages shown [10].")
READER = click.option("--reader", help="pincite, lexical, or an extractive QA model.")
RISK = click.option(
    "--risk", type=float, help="Tolerated share of wrong answers among those given."
)
ASKING = (INDEX, ENCODER, THREADS, READER, RISK)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="pincite", prog_name="rag")
def verbs() -> None:
    """Ask questions of a folder of articles: cited answers, or "the articles do not say"."""


@verbs.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rebuild", is_flag=True, help="Start afresh, whatever state the old index is in.")
@click.option("--compact", is_flag=True, help="Remove every trace of deleted articles.")
@click.option("--watch", is_flag=True, help="Keep in step until Ctrl-C, a line for each sync.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar and no summary.")
@click.option("--tokenizer", help="pincite-16k, o200k_base or cl100k_base.")
@click.option("--passage-tokens", type=int, help="The most tokens of a passage [180].")
@click.option("--passage-sentences", type=int, help="The most sentences of a passage [6].")
@click.option("--overlap-sentences", type=int, help="Sentences shared with the one before [1].")
@_chosen(INDEX, ENCODER, THREADS, AS_JSON)
def index(
    paths: tuple[Path, ...],
    rebuild: bool,
    compact: bool,
    watch: bool,
    quiet: bool,
    as_json: bool,
    **flags: object,
) -> int:
    """Bring the index in step with PATHS: files and folders of articles.

    Without PATHS: those of the last time, or seeds/ at first.
    """
    from rag.cli.progress import stage_bar
    from rag.cli.terminal import sync_text
    from rag.wiring.syncing import Wish, sync_index

    wish = Wish(paths, DEFAULT_CORPUS, rebuild, compact)
    if watch:
        return _watch(load_settings(flags), wish, quiet, as_json)
    with stage_bar(hidden=quiet) as progress:
        report = sync_index(load_settings(flags), wish, progress)
    if as_json:
        _print_json(report.as_json())
    elif not quiet:
        click.echo(sync_text(report))
    return DONE


def _watch(settings: Settings, wish: "Wish", quiet: bool, as_json: bool) -> int:
    from rag.cli.terminal import sync_line
    from rag.wiring.watching import watch_index

    def tell(report: "SyncReport") -> None:
        if as_json:
            _print_json(report.as_json())
        elif not quiet:
            click.echo(sync_line(report))

    watch_index(settings, wish, tell, lambda message: click.echo(f"rag: {message}", err=True))
    return DONE


@verbs.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--keyword", is_flag=True, help="By keywords only: no model is loaded.")
@click.option("--explain", is_flag=True, help="Show each passage's scores by stage.")
@_chosen(INDEX, ENCODER, THREADS, LIMIT, AS_JSON)
def search(
    question: tuple[str, ...], keyword: bool, explain: bool, as_json: bool, **flags: object
) -> int:
    """Show the passages nearest to QUESTION, each with its place."""
    from rag.cli.terminal import passages_text
    from rag.contract import search_json
    from rag.wiring.asking import open_search

    settings = load_settings(flags)
    with open_search(settings, keyword) as desk:
        text = " ".join(question)
        hits = desk.search(text, settings.limit)
        if as_json:
            _print_json(search_json(text, hits, desk.summary()))
        elif hits:
            click.echo(passages_text(hits, desk.line_of, explain))
        else:
            click.echo("No passage was found.")
    return DONE


@verbs.command()
@click.argument("question", nargs=-1)
@click.option("--batch", type=click.File(encoding="utf-8"), help="A file of questions, or -.")
@_chosen(*ASKING, AS_JSON)
def ask(question: tuple[str, ...], batch: TextIO | None, as_json: bool, **flags: object) -> int:
    """Answer QUESTION with citations, or say that the articles do not.

    --batch reads one question a line, as plain text or as JSON with `id` and `question`, and
    writes one JSON answer a line in the same order.
    """
    from rag.cli.terminal import answer_text
    from rag.contract import reply_json
    from rag.wiring.asking import open_desk

    if bool(question) == bool(batch):
        raise UsageError('give one question, or --batch FILE: rag ask "When was Sora released?"')
    with open_desk(load_settings(flags)) as desk:
        for warning in desk.warnings:
            click.echo(f"rag: {warning}", err=True)
        if batch:
            return _ask_each(batch, lambda text: reply_json(desk.ask(text)))
        reply = desk.ask(" ".join(question))
        if as_json:
            _print_json(reply_json(reply))
        else:
            click.echo(answer_text(reply.answer, desk.line_of))
        return DONE if reply.answer.answered else NOT_IN_ARTICLES


def _ask_each(lines: Iterable[str], answer: Callable[[str], dict[str, object]]) -> int:
    code = DONE
    for number, line in enumerate(lines, 1):
        identity: dict[str, object] = {}
        try:
            text, identity = _question_of(line)
            value = answer(text)
        except UsageError as error:
            code = USAGE
            value = {"error": f"line {number}: {error}"}
        _print_json({**identity, **value})
    return code


def _question_of(line: str) -> tuple[str, dict[str, object]]:
    if not line.lstrip("\ufeff ").startswith("{"):
        return line.strip("\ufeff\r\n"), {}
    try:
        value = json.loads(line.lstrip("\ufeff"))
        return str(value["question"]), {"id": value["id"]} if "id" in value else {}
    except (json.JSONDecodeError, KeyError) as error:
        raise UsageError("not JSON with a `question`") from error


@verbs.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--articles", type=click.Path(path_type=Path), help="The folder that paths are relative to."
)
@_chosen(INDEX, AS_JSON)
def verify(file: TextIO, articles: Path | None, as_json: bool, **flags: object) -> int:
    """Check the citations of a saved answer, or lines of them, against the files as they are."""
    from dataclasses import asdict

    from rag.answering.verification import saved_answers
    from rag.answering.verification import verify as check_citations
    from rag.cli.terminal import checks_text
    from rag.wiring.asking import corpus_folder

    folder = articles or corpus_folder(load_settings(flags), DEFAULT_CORPUS)
    answers = saved_answers(file.read())
    checks = [check for answer in answers for check in check_citations(answer, folder)]
    if as_json:
        _print_json([asdict(check) | {"holds": check.holds} for check in checks])
    else:
        click.echo(checks_text(checks))
    return DONE if all(check.holds for check in checks) else FAILED


@verbs.command()
@_chosen(INDEX, AS_JSON)
def status(as_json: bool, **flags: object) -> int:
    """Show what is indexed, file by file, and whether the files have changed since."""
    from rag.cli.terminal import status_text
    from rag.wiring.status import index_status

    report = index_status(load_settings(flags))
    if as_json:
        _print_json(report.as_json())
    else:
        click.echo(status_text(report))
    return DONE if report.fresh else INDEX_UNUSABLE


@verbs.command()
@click.option("--fix", is_flag=True, help="Mend what can be mended without reading articles again.")
@_chosen(*ASKING, AS_JSON)
def doctor(fix: bool, as_json: bool, **flags: object) -> int:
    """Check models, index and files, and say in words what is wrong and what mends it."""
    from rag.cli.terminal import findings_text
    from rag.wiring.checkup import Verdict, examine

    findings = list(examine(load_settings(flags), fix))
    if as_json:
        _print_json([finding.as_json() for finding in findings])
    else:
        click.echo(findings_text(findings))
    if any(finding.verdict is Verdict.UNUSABLE for finding in findings):
        return INDEX_UNUSABLE
    return DONE if all(finding.sound for finding in findings) else FAILED


@verbs.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Others need --keys.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option("--keys", type=click.Path(path_type=Path), help="The file of hashed API keys.")
@click.option("--no-auth", is_flag=True, help="Let anybody who reaches the address ask.")
@click.option("--allow-host", "hosts", multiple=True, help="A name the service is reached under.")
@click.option("--log-questions", is_flag=True, help="Write what was asked into the log.")
@click.option("--telemetry", is_flag=True, help="Send traces where the OTEL_* variables say.")
@_chosen(*ASKING)
def serve(
    host: str,
    port: int,
    keys: Path | None,
    no_auth: bool,
    hosts: tuple[str, ...],
    log_questions: bool,
    telemetry: bool,
    **flags: object,
) -> int:
    """Answer over HTTP: the page at /, the description at /openapi.json, agents at /mcp."""
    from rag.serving.options import ServiceOptions
    from rag.wiring.serving import serve_http

    options = ServiceOptions(
        host=host,
        port=port,
        keys=keys,
        no_auth=no_auth,
        hosts=hosts,
        log_questions=log_questions,
        telemetry=telemetry,
    )
    serve_http(load_settings(flags), options, DEFAULT_CORPUS)
    return DONE


@verbs.command()
@_chosen(*ASKING)
def mcp(**flags: object) -> int:
    """Offer search, fetch and ask to an agent on standard input and output."""
    from rag.wiring.serving import serve_agents

    serve_agents(load_settings(flags))
    return DONE


@verbs.command()
@click.argument("action", type=click.Choice(["add", "remove", "list"]))
@click.argument("name", required=False)
@click.option("--keys", type=click.Path(path_type=Path), default=Path("keys.json"))
def keys(action: str, name: str | None, keys: Path) -> int:
    """Make, remove and list the API keys of the service; a key is shown once, when it is made."""
    from rag.serving.keys import KeyRing

    ring = KeyRing(keys)
    if action == "list":
        click.echo("\n".join(ring.names()))
    elif name is None:
        raise UsageError(f"whose key? rag keys {action} NAME")
    elif action == "add":
        click.echo(ring.add(name))
    else:
        ring.remove(name)
    return DONE


@verbs.command("eval")
@click.argument("suites", nargs=-1)
@click.option("--root", type=click.Path(path_type=Path), default=Path("eval"), show_default=True)
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
@click.option("--split", type=click.Choice(["dev", "test"]), help="Calibrate on that split only.")
@_chosen(*ASKING, AS_JSON)
def evaluate(suites: tuple[str, ...], work: str | None, as_json: bool, **flags: Any) -> int:
    """Ask every question of SUITES (default: all below eval/suites) and judge the answers.

    Exit codes: 0 the gate passed · 1 it failed · 2 wrong usage · 3 the gold set is invalid ·
    4 the harness failed.
    """
    from rag.cli import evaluating

    root, articles, out, split, beside = (
        flags.pop(name) for name in ("root", "articles", "out", "split", "latency_baseline")
    )
    wanted = evaluating.Examination(root, suites, as_json, beside)
    if work == "new":
        return evaluating.start(wanted, articles)
    if work == "lint":
        return evaluating.check_gold(wanted)
    if work == "rescore":
        return evaluating.judge_again(wanted)
    settings = load_settings(flags)
    if work == "calibrate":
        return evaluating.calibrate(settings, wanted, out, split)
    if work == "collection":
        return evaluating.examine_collections(settings, wanted)
    return evaluating.examine(settings, wanted, blessed=work == "bless")


def _print_json(value: object) -> None:
    """One value a line, UTF-8 whatever the locale says."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()
