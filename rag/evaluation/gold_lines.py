"""From the lines of `gold.jsonl` to questions; what is left out of a span is found in its file."""

import hashlib
import json
from collections.abc import Iterable
from typing import NoReturn

from rag.errors import GoldInvalid, UnreadableFile
from rag.evaluation.articles import Articles
from rag.evaluation.fields import Fields
from rag.evaluation.gold import (
    EvidenceSet,
    GoldAnswer,
    GoldQuestion,
    GoldSpan,
    QuestionType,
    Split,
    SquadRule,
    UnanswerableKind,
)
from rag.evaluation.gold_rules import read_rule

QUESTION_FIELDS = frozenset(
    (
        *("id", "question", "language", "type", "answerable", "answers", "require", "evidence"),
        *("forbidden", "unanswerable", "near_misses", "tags", "split", "must_pass", "provenance"),
        "relevant",
    )
)
ANSWER_FIELDS = frozenset(
    ("text", "aliases", "match", "value", "unit", "tolerance", "granularity", "pattern", "sets")
)
SPAN_FIELDS = frozenset(["article", "sha256", "start", "end", "quote", "core"])


def read_questions(lines: Iterable[str], articles: Articles) -> tuple[GoldQuestion, ...]:
    """The questions in order; raises `GoldInvalid` with every faulty line, counted from 1."""
    questions, faults = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_question(line, number, articles))
        except GoldInvalid as fault:
            faults.append(f"line {number}: {fault}")
    if faults:
        raise GoldInvalid("\n".join(faults))
    return tuple(questions)


def _question(line: str, number: int, articles: Articles) -> GoldQuestion:
    fields = Fields(_json(line), "question")
    fields.refuse_others(QUESTION_FIELDS)
    answers = tuple(_answer(item) for item in fields.items("answers"))
    answerable = fields.flag("answerable", default=bool(answers))
    return GoldQuestion(
        id=fields.text("id"),
        question=fields.text("question"),
        language=fields.text_or("language", "en"),
        type=fields.choice("type", QuestionType, QuestionType.FACT),
        answerable=answerable,
        answers=answers,
        require_all=_require_all(fields),
        evidence=tuple(_evidence_set(item, answers, articles) for item in fields.items("evidence")),
        forbidden=fields.texts("forbidden"),
        unanswerable=_kind(fields),
        near_misses=tuple(_span(item, (), articles) for item in fields.items("near_misses")),
        tags=frozenset(fields.texts("tags")),
        split=fields.choice("split", Split, Split.TEST),
        must_pass=fields.flag("must_pass", default=False),
        provenance=fields.text_or("provenance", "not stated"),
        relevant=_relevant(fields),
        line=number,
        sha256=hashlib.sha256(line.strip().encode()).hexdigest(),
    )


def _json(line: str) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldInvalid(f"not JSON: {error}") from error


def _require_all(fields: Fields) -> bool:
    require = fields.text_or("require", "any")
    if require not in {"any", "all"}:
        raise GoldInvalid(f"question: 'require' must be any or all, not {require!r}")
    return require == "all"


def _kind(fields: Fields) -> UnanswerableKind | None:
    if fields.get("unanswerable") is None:
        return None
    return fields.choice("unanswerable", UnanswerableKind, UnanswerableKind.NEAR_MISS)


def _relevant(fields: Fields) -> dict[str, int]:
    record = fields.get("relevant")
    if record is None:
        return {}
    grades = Fields(record, "relevant")
    return {str(path): int(grades.number(str(path))) for path in _keys(record)}


def _keys(record: object) -> list[object]:
    return list(record) if isinstance(record, dict) else []


def _answer(item: object) -> GoldAnswer:
    if isinstance(item, str):
        return GoldAnswer(item, (), SquadRule())
    fields = Fields(item, "answer")
    fields.refuse_others(ANSWER_FIELDS)
    sets = tuple(_place_in_list(place) for place in fields.items("sets"))
    return GoldAnswer(fields.text("text"), fields.texts("aliases"), read_rule(fields), sets)


def _place_in_list(place: object) -> int:
    if isinstance(place, bool) or not isinstance(place, int) or place < 0:
        raise GoldInvalid(f"answer: 'sets' must be places in 'evidence', from 0, not {place!r}")
    return place


def _evidence_set(item: object, answers: tuple[GoldAnswer, ...], articles: Articles) -> EvidenceSet:
    spans = item if isinstance(item, list) else [item]
    if not spans:
        raise GoldInvalid("evidence: a set without a span")
    return tuple(_span(span, answers, articles) for span in spans)


def _span(item: object, answers: tuple[GoldAnswer, ...], articles: Articles) -> GoldSpan:
    fields = Fields(item, "span")
    fields.refuse_others(SPAN_FIELDS)
    article, quote = fields.text("article"), fields.optional_text("quote")
    start, end = fields.optional_offset("start"), fields.optional_offset("end")
    if start is None or end is None:
        start, end = _place(article, quote, start or 0, articles)
    core = _core(fields, (start, end), quote, answers)
    return GoldSpan(article, fields.optional_text("sha256"), start, end, quote, core)


def _place(article: str, quote: str | None, after: int, articles: Articles) -> tuple[int, int]:
    """Where the quote stands in the file, so that nobody has to count characters."""
    if quote is None:
        raise GoldInvalid(f"span in {article}: needs a 'quote', or 'start' and 'end'")
    try:
        text = articles.text(article)
    except UnreadableFile as error:
        raise GoldInvalid(f"span in {article}: {error}") from error
    start = text.find(quote, after)
    if start < 0:
        _not_found(article, quote)
    if text.find(quote, start + 1) >= 0 and not after:
        raise GoldInvalid(f"span in {article}: {quote!r} stands there twice: quote more of it")
    return start, start + len(quote)


def _not_found(article: str, quote: str) -> NoReturn:
    hint = "copy it from the file, line breaks included (write them as \\n)"
    raise GoldInvalid(f"span in {article}: {quote!r} is not in the file: {hint}")


def _core(
    fields: Fields, span: tuple[int, int], quote: str | None, answers: tuple[GoldAnswer, ...]
) -> tuple[int, int]:
    given = fields.items("core")
    if given:
        return _offsets(given)
    wordings = [wording for answer in answers for wording in answer.wordings]
    for wording in wordings if quote else []:
        found = (quote or "").lower().find(wording.lower())
        if found >= 0:
            return span[0] + found, span[0] + found + len(wording)
    return span


def _offsets(given: tuple[object, ...]) -> tuple[int, int]:
    match given:
        case (int(start), int(end)):
            return start, end
    raise GoldInvalid(f"span: 'core' must be [start, end], not {list(given)!r}")
