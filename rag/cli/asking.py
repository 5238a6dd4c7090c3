"""The verbs that ask: search, ask, and verify for what was answered."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

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
    LIMIT,
    NOT_IN_ARTICLES,
    THREADS,
    USAGE,
    chosen,
    print_json,
)
from rag.cli.screen import visible
from rag.errors import UsageError
from rag.settings import Settings, load_settings

_QUESTIONS = click.File(encoding="utf-8", errors="surrogateescape")
"""What is not UTF-8 is told of its line, and stops no other."""


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--keyword", is_flag=True, help="By keywords only: no model is loaded.")
@click.option("--explain", is_flag=True, help="Show each passage's scores by stage.")
@chosen(INDEX, ENCODER, THREADS, LIMIT, AS_JSON)
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
            print_json(search_json(text, hits, desk.summary()))
        elif hits:
            click.echo(directed(passages_text(text, hits, desk.where, explain), flags["index"]))
        else:
            click.echo("No passage was found.")
    return DONE


@click.command()
@click.argument("question", nargs=-1)
@click.option("--batch", type=_QUESTIONS, help="A file of questions, or -.")
@chosen(*ASKING, AS_JSON)
def ask(question: tuple[str, ...], batch: TextIO | None, as_json: bool, **flags: object) -> int:
    """Answer QUESTION with citations, or say that the articles do not.

    --batch reads one question a line, as plain text or as JSON with `id` and `question`, blank
    lines left out, and writes one JSON answer a line in the same order. A line that cannot be asked
    gets an `error` in its place; the exit code is 2 then, else 0.
    """
    from rag.cli.terminal import answer_text
    from rag.contract import reply_json
    from rag.wiring.asking import open_desk

    if bool(question) == bool(batch):
        raise UsageError('give one question, or --batch FILE: rag ask "When was Sora released?"')
    with open_desk(load_settings(flags)) as desk:
        for warning in desk.warnings:
            click.echo(f"rag: {directed(visible(warning), flags['index'])}", err=True)
        if batch:
            return _ask_each(batch, lambda text: reply_json(desk.ask(text)))
        reply = desk.ask(" ".join(question))
        if as_json:
            print_json(reply_json(reply))
        else:
            told = answer_text(reply.answer, desk.threshold, desk.where)
            click.echo(directed(told, flags["index"]))
        return DONE if reply.answer.answered else NOT_IN_ARTICLES


def _ask_each(lines: Iterable[str], answer: Callable[[str], dict[str, object]]) -> int:
    code = DONE
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        identity: dict[str, object] = {}
        try:
            asked = _read(line)
            identity = _identity(asked)
            value = answer(_question(asked))
        except UsageError as error:
            code = USAGE
            value = {"error": f"line {number}: {error}"}
        print_json({**identity, **value})
    return code


def _read(line: str) -> Mapping[str, object]:
    """The line's JSON; a line of plain text is a question. Raises `UsageError`."""
    _require_unicode(line)
    if not line.lstrip("\ufeff ").startswith("{"):
        return {"question": line.strip("\ufeff\r\n")}
    try:
        value: Mapping[str, object] = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:  # also for a number of too many digits
        raise UsageError("not JSON with a `question`") from error
    return value


def _identity(asked: Mapping[str, object]) -> dict[str, object]:
    """Raises `UsageError` where it could not be printed as it was given, such as NaN."""
    if "id" not in asked:
        return {}
    identity = asked["id"]
    if not isinstance(identity, str | int):
        raise UsageError("`id` is neither a string nor a whole number")
    _require_unicode(str(identity))
    return {"id": identity}


def _question(asked: Mapping[str, object]) -> str:
    question = asked.get("question")
    if not isinstance(question, str):
        raise UsageError("`question` is no string")
    return question


def _require_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError("not UTF-8") from error


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--articles", type=click.Path(path_type=Path), help="The folder that paths are relative to."
)
@chosen(INDEX, AS_JSON)
def verify(file: TextIO, articles: Path | None, as_json: bool, **flags: object) -> int:
    """Check the citations of a saved answer, or lines of them, against the files as they are.

    Without --articles: the folder that the index was made of; without an index, this folder or
    seeds/, whichever holds a cited file.
    """
    from dataclasses import asdict

    from rag.answering.showing.verification import FolderFiles
    from rag.answering.showing.verification import verify as check_citations
    from rag.cli.terminal import checks_text

    answers = _saved(file)
    folder = articles or _articles_of(answers, load_settings(flags))
    files = FolderFiles(folder.resolve())
    checks = [check for answer in answers for check in check_citations(answer, folder, files=files)]
    if as_json:
        print_json([asdict(check) | {"holds": check.holds} for check in checks])
    else:
        click.echo(checks_text(checks))
    return DONE if all(check.holds for check in checks) else FAILED


def _saved(file: TextIO) -> list[Mapping[str, object]]:
    """Raises `UsageError` where it is not JSON, or holds no answer."""
    from rag.answering.showing.verification import saved_answers

    try:
        answers = saved_answers(file.read())
    except UnicodeDecodeError as error:
        raise UsageError(f"{file.name} is not JSON, which is UTF-8: {error}") from error
    if not answers:
        raise UsageError(f"{file.name} holds no answer: `rag ask QUESTION --json` writes one")
    return answers


def _articles_of(answers: Sequence[Mapping[str, object]], settings: Settings) -> Path:
    from rag.contract import saved_citations
    from rag.wiring.asking import corpus_folder

    cited = [each.path for answer in answers for each in saved_citations(answer)]
    return corpus_folder(settings, [Path(), DEFAULT_CORPUS], cited)
