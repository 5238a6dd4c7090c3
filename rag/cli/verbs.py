"""The command line. Start reading here; heavy libraries are imported where they are used.

Exit codes: 0 done (for ask: answered) · 1 a gate or check failed · 2 wrong usage ·
3 the articles do not hold the answer · 4 the index is missing, stale or damaged · 5 anything else.
Those of eval from 3 on are its own, in its help.
"""

import json
import os
import sys
import traceback
from collections.abc import Sequence

import click

from rag.cli.asking import ask, search, verify
from rag.cli.examining import evaluate
from rag.cli.keeping import doctor, index, status
from rag.cli.keyring import keys
from rag.cli.next_steps import directed, given_index
from rag.cli.options import DONE, GOLD_INVALID, HARNESS_ERROR, INDEX_UNUSABLE, OTHER, USAGE
from rag.cli.screen import visible
from rag.cli.serving import mcp, serve
from rag.errors import GoldInvalid, IndexUnusable, PinciteError, UsageError

INTERRUPTED = 130
"""What a shell reports for a process that SIGINT ended."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="pincite", prog_name="rag")
def verbs() -> None:
    """Ask questions of a folder of articles: cited answers, or "the articles do not say"."""


for verb in (index, search, ask, verify, status, doctor, serve, mcp, keys, evaluate):
    verbs.add_command(verb)


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
        told = directed(str(error), given_index(arguments))
        click.echo(f"rag: {visible(told)}", err=True)
        return _failure(arguments, _exit_code(arguments, error), told)
    except (click.Abort, KeyboardInterrupt):
        kept = "; what was encoded so far is kept" if arguments[:1] == ["index"] else ""
        click.echo(f"rag: interrupted{kept}", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  # the reader left; say nothing more
        return DONE
    except Exception as error:  # the edge: a person gets one line, not a traceback
        if os.environ.get("RAG_DEBUG"):
            traceback.print_exc()
        kind = type(error).__name__
        click.echo(f"rag: {kind}: {visible(str(error))} (RAG_DEBUG=1 shows where)", err=True)
        return _failure(arguments, _exit_code(arguments, error), f"{kind}: {error}")
    return code if isinstance(code, int) else DONE


def _exit_code(arguments: Sequence[str], error: Exception) -> int:
    match error:
        case UsageError():
            return USAGE
        case IndexUnusable():
            return INDEX_UNUSABLE
        case GoldInvalid():
            return GOLD_INVALID
    return HARNESS_ERROR if arguments[:1] == ["eval"] else OTHER


def _failure(arguments: Sequence[str], code: int, message: str) -> int:
    if "--json" in arguments:
        click.echo(json.dumps({"error": message, "exit_code": code}, ensure_ascii=False))
    return code
