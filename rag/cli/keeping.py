"""The verbs that keep an index: index, status, doctor."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.next_steps import directed
from rag.cli.options import (
    AS_JSON,
    ASKING,
    DEFAULT_CORPUS,
    DONE,
    ENCODER,
    FAILED,
    INDEX,
    INDEX_UNUSABLE,
    THREADS,
    chosen,
    print_json,
)
from rag.cli.screen import visible
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.indexing.sync import SyncReport
    from rag.wiring.syncing import Wish


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rebuild", is_flag=True, help="Start afresh, whatever state the old index is in.")
@click.option("--compact", is_flag=True, help="Remove every trace of deleted articles.")
@click.option("--watch", is_flag=True, help="Keep in step until Ctrl-C, a line for each sync.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar and no summary.")
@click.option("--tokenizer", help="pincite-16k, o200k_base or cl100k_base.")
@click.option("--passage-tokens", type=int, help="The most tokens of a passage [180].")
@click.option("--passage-sentences", type=int, help="The most sentences of a passage [6].")
@click.option("--overlap-sentences", type=int, help="Sentences shared with the one before [1].")
@chosen(INDEX, ENCODER, THREADS, AS_JSON)
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
        print_json(report.as_json())
    elif not quiet:
        click.echo(sync_text(report))
    return DONE


def _watch(settings: Settings, wish: "Wish", quiet: bool, as_json: bool) -> int:
    from rag.cli.terminal import sync_line
    from rag.wiring.watching import watch_index

    def tell(report: "SyncReport") -> None:
        if as_json:
            print_json(report.as_json())
        elif not quiet:
            click.echo(sync_line(report))

    watch_index(
        settings, wish, tell, lambda message: click.echo(f"rag: {visible(message)}", err=True)
    )
    return DONE


@click.command()
@chosen(INDEX, AS_JSON)
def status(as_json: bool, **flags: object) -> int:
    """Show what is indexed, file by file, and whether the files have changed since."""
    from rag.cli.terminal import status_text
    from rag.wiring.status import index_status

    report = index_status(load_settings(flags))
    if as_json:
        print_json(report.as_json())
    else:
        click.echo(directed(status_text(report), flags["index"]))
    return DONE if report.fresh else INDEX_UNUSABLE


@click.command()
@click.option("--fix", is_flag=True, help="Mend what can be mended without reading articles again.")
@chosen(*ASKING, AS_JSON)
def doctor(fix: bool, as_json: bool, **flags: object) -> int:
    """Check models, index and files, and say in words what is wrong and what mends it."""
    from rag.cli.terminal import findings_text
    from rag.wiring.checkup import Verdict, examine

    findings = list(examine(load_settings(flags), fix))
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        click.echo(directed(findings_text(findings), flags["index"]))
    if any(finding.verdict is Verdict.UNUSABLE for finding in findings):
        return INDEX_UNUSABLE
    return DONE if all(finding.sound for finding in findings) else FAILED
