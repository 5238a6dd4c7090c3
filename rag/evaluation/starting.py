"""A new suite for a folder of one's own: a commented `suite.toml` and one example question."""

import json
import re
from os.path import relpath
from pathlib import Path

from rag.errors import UnreadableFile, UsageError
from rag.evaluation.articles import Articles
from rag.evaluation.suite import GOLD, SETTINGS

SETTINGS_TEXT = """\
# What the harness needs to know of this suite. `eval/README.md` explains every line.
name = "{name}"
title = "Questions over {title}"

# The folder of articles, relative to this file.
articles = "{articles}"

# true: nothing of the articles enters files that are kept in git (reports show answers cut short).
private = false

# The least share of unanswerable questions. A set without them rewards answering everything.
unanswerable_share = 0.25

# Tags of questions that are reported and never gated.
report_only = []

# Ids of questions that any working system must pass, beside those marked "must_pass" in the set.
must_pass = []

# What the gate asks beyond its defaults. A floor or a ceiling holds for every run; a margin is the
# drop against the baseline that is still let through when it is statistically certain.
# [gate.grounded_correct]
# floor = 0.6
# margin = 0.02
# [gate.false_answer_rate]
# ceiling = 0.2
"""
LONGEST_QUOTE = 200
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)


def start_suite(name: str, suites: Path, articles: Path) -> Path:
    """The new suite's folder; raises `UsageError` where it exists or there is nothing to ask of."""
    folder = suites / name
    if folder.exists():
        raise UsageError(f"{folder} exists already: choose another name")
    if not articles.is_dir():
        raise UsageError(f"{articles} is no folder of articles: name one with --articles")
    example = _example(Articles(articles))
    folder.mkdir(parents=True)
    relative = Path(relpath(articles.resolve(), folder.resolve())).as_posix()
    text = SETTINGS_TEXT.format(name=name, title=articles.resolve().name, articles=relative)
    (folder / SETTINGS).write_text(text, "utf-8")
    (folder / GOLD).write_text(example, "utf-8")
    return folder


def _example(articles: Articles) -> str:
    """One answerable and one unanswerable question, to be overwritten, that pass the lint."""
    article, quote = _first_quote(articles)
    answerable = {
        "id": "example-1",
        "question": "Replace this question: what does the quote below say?",
        "type": "fact",
        "answers": [{"text": quote, "match": "evidence"}],
        "evidence": [[{"article": article, "quote": quote}]],
        "split": "dev",
    }
    refused = {
        "id": "example-2",
        "question": "Replace this one too: something near that the articles do not say?",
        "answerable": False,
        "unanswerable": "out-of-scope",
        "split": "test",
    }
    return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in (answerable, refused))


def _first_quote(articles: Articles) -> tuple[str, str]:
    for path in articles.paths:
        quote = _quote(articles, path)
        if quote:
            return path, quote
    raise UsageError(f"{articles.folder} holds no article with a line that stands in it once")


def _quote(articles: Articles, path: str) -> str | None:
    try:
        text = articles.text(path)
    except UnreadableFile:
        return None
    body = text[_front_end(text) :]
    lines = (line.strip()[:LONGEST_QUOTE].strip() for line in body.splitlines())
    once = (line for line in lines if len(line.split()) >= 4 and text.count(line) == 1)
    return next(once, None)


def _front_end(text: str) -> int:
    """Where the YAML above an article ends: no passage holds it, so no question finds it."""
    front = _FRONT_MATTER.match(text)
    return front.end() if front else 0
