"""A suite on disk: `suite.toml` names the articles and what is gated, `gold.jsonl` asks."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import GoldInvalid
from rag.evaluation.articles import Articles, ReadText, utf8_text
from rag.evaluation.fields import Fields
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.gold_lines import read_questions
from rag.evaluation.measures import BY_NAME

SETTINGS = "suite.toml"
GOLD = "gold.jsonl"
QUARTER = 0.25
"""The least share of unanswerable questions: fewer, and answering always looks good."""
SUITE_FIELDS = frozenset(
    (
        *("name", "title", "articles", "private", "must_pass", "report_only"),
        *("unanswerable_share", "gate"),
    )
)
BOUND_FIELDS = frozenset(("margin", "floor", "ceiling"))


@dataclass(frozen=True, slots=True)
class Bound:
    """What the gate asks of one measure."""

    margin: float | None
    """A certain drop beyond it fails, in the measure's own units; `None`: not compared."""
    floor: float | None
    """The least allowed mean (of a measure where more is better)."""
    ceiling: float | None
    """The greatest allowed mean (of a measure where less is better)."""


@dataclass(frozen=True, slots=True)
class SuiteSettings:
    """What `suite.toml` holds."""

    name: str
    title: str
    articles: Path
    private: bool
    """The articles may not be redistributed: files kept in git show none of their text."""
    must_pass: frozenset[str]
    report_only: frozenset[str]
    """Tags of slices that are reported and never gated."""
    unanswerable_share: float
    gate: Mapping[str, Bound]
    """By measure, what the suite says otherwise than the gate's defaults."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A gold set with its articles."""

    folder: Path
    settings: SuiteSettings
    articles: Articles
    questions: tuple[GoldQuestion, ...]
    gold_sha256: str

    def gated(self, question: GoldQuestion) -> bool:
        """Whether the question counts at the gate."""
        return not (question.tags & self.settings.report_only)

    def must_pass(self, question: GoldQuestion) -> bool:
        """Whether a wrong outcome of this one question fails the gate."""
        return question.must_pass or question.id in self.settings.must_pass


def read_settings(folder: Path) -> SuiteSettings:
    """`suite.toml` of the folder; raises `GoldInvalid`."""
    path = folder / SETTINGS
    try:
        record = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = "`rag eval --new NAME` starts a suite"
        raise GoldInvalid(f"{path}: cannot be read: {error}; {hint}") from error
    return _settings(record, folder)


def load_suite(folder: Path, read_text: ReadText = utf8_text) -> Suite:
    """The whole suite; raises `GoldInvalid` with the line numbers of what is wrong."""
    settings = read_settings(folder)
    if not settings.articles.is_dir():
        raise GoldInvalid(f"{folder / SETTINGS}: no folder of articles at {settings.articles}")
    articles = Articles(settings.articles, read_text)
    gold = _gold_text(folder / GOLD)
    try:
        questions = read_questions(gold.split("\n"), articles)
    except GoldInvalid as fault:
        raise GoldInvalid(f"{folder / GOLD}:\n{fault}") from fault
    digest = hashlib.sha256(gold.encode()).hexdigest()
    return Suite(folder, settings, articles, questions, digest)


def _gold_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldInvalid(f"{path}: cannot be read: {error}") from error


def _settings(record: object, folder: Path) -> SuiteSettings:
    fields = Fields(record, SETTINGS)
    fields.refuse_others(SUITE_FIELDS)
    name = fields.text_or("name", folder.name)
    return SuiteSettings(
        name=name,
        title=fields.text_or("title", name),
        articles=(folder / fields.text("articles")).resolve(),
        private=fields.flag("private", default=False),
        must_pass=frozenset(fields.texts("must_pass")),
        report_only=frozenset(fields.texts("report_only")),
        unanswerable_share=fields.number("unanswerable_share", QUARTER),
        gate=_gate(fields.get("gate")),
    )


def _gate(record: object) -> dict[str, Bound]:
    if record is None:
        return {}
    table = Fields(record, "[gate]")
    names = sorted(record) if isinstance(record, dict) else []
    return {name: _bound(table.get(name), name) for name in names}


def _bound(record: object, name: str) -> Bound:
    fields = Fields(record, f"[gate.{name}]")
    fields.refuse_others(BOUND_FIELDS)
    measure = BY_NAME.get(name)
    if measure is None:
        raise GoldInvalid(f"[gate.{name}]: no such measure; known: {', '.join(BY_NAME)}")
    wrong = "ceiling" if measure.sign > 0 else "floor"
    if fields.get(wrong) is not None:
        raise GoldInvalid(f"[gate.{name}]: {measure.better} is better, so it has no {wrong}")
    if measure.of_set and fields.get("margin") is not None:
        raise GoldInvalid(f"[gate.{name}]: a measure of the whole set has no margin")
    return Bound(_limit(fields, "margin"), _limit(fields, "floor"), _limit(fields, "ceiling"))


def _limit(fields: Fields, key: str) -> float | None:
    return None if fields.get(key) is None else fields.number(key)
