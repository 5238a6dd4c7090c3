"""The verbs that ask: search, ask, and verify for what was answered."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import click

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
from rag.errors import UsageError
from rag.settings import load_settings


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
            click.echo(passages_text(text, hits, desk.line_of, explain))
        else:
            click.echo("No passage was found.")
    return DONE


@click.command()
@click.argument("question", nargs=-1)
@click.option("--batch", type=click.File(encoding="utf-8"), help="A file of questions, or -.")
@chosen(*ASKING, AS_JSON)
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
            print_json(reply_json(reply))
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
        print_json({**identity, **value})
    return code


def _question_of(line: str) -> tuple[str, dict[str, object]]:
    if not line.lstrip("\ufeff ").startswith("{"):
        return line.strip("\ufeff\r\n"), {}
    try:
        value = json.loads(line.lstrip("\ufeff"))
        return str(value["question"]), {"id": value["id"]} if "id" in value else {}
    except (json.JSONDecodeError, KeyError) as error:
        raise UsageError("not JSON with a `question`") from error


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--articles", type=click.Path(path_type=Path), help="The folder that paths are relative to."
)
@chosen(INDEX, AS_JSON)
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
        print_json([asdict(check) | {"holds": check.holds} for check in checks])
    else:
        click.echo(checks_text(checks))
    return DONE if all(check.holds for check in checks) else FAILED
