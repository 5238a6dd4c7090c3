"""From rows of question, context and answers to examples: one question beside one passage."""

import hashlib
import json
import lzma
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NotRequired, TypedDict

from rag.text.headed import headed_text
from rag.text.sentences import sentence_spans

OWN = Path(__file__).parent / "rows"
HANDWRITTEN = tuple(
    OWN / f"{name}.jsonl.xz"
    for name in (
        "handwritten",
        "news",
        "news-contrast",
        "invented-contrast",
        "casual-contrast",
        "oblique-contrast",
        "mixed-contrast",
        "search-contrast",
        "relation-contrast",
        "working-contrast",
        "folder-contrast",
    )
)
"""Rows that ship with the project, beside the data that is given."""
ANNOTATIONS = OWN / "annotations.jsonl.xz"
"""Answers and questions of the project's own about the passages of the given data."""
VALIDATION_TITLES = frozenset({"Normans", "Geology", "1973 oil crisis"})
"""Three articles of squad2-dev, 825 questions, half of them without an answer."""
VALIDATION_SHARE = 16
"""One in so many titles (or, without titles, passages) of the other sources."""

RETOKENISED = "squad-train-sentences"
"""The source whose text is in treebank style."""

Offsets = tuple[tuple[int, int], ...]

_PIECES_TO_MEND = (
    (re.compile(r"-lrb- ?", re.IGNORECASE), "("),
    (re.compile(r" ?-rrb-", re.IGNORECASE), ")"),
    (re.compile(r"-lsb- ?", re.IGNORECASE), "["),
    (re.compile(r" ?-rsb-", re.IGNORECASE), "]"),
    (re.compile(r"`` ?| ?''"), '"'),
    (re.compile(r" (?=[.,;:?!)%](?:\s|$))"), ""),
    (re.compile(r"(?<=\w) (?='(?:s|re|ve|ll|d|m)\b)|(?<=\w) (?=n't\b)"), ""),
    (re.compile(r"(?<=\d) ?-- ?(?=\d)"), "–"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One question with a passage; no answers means that the passage does not answer."""

    question: str
    title: str
    text: str
    answers: tuple[str, ...]
    source: str
    whole_sentence: bool
    heading: str = ""

    @property
    def header(self) -> str:
        """Title and heading, as they stand in front of a passage that is asked."""
        headed = headed_text(self.title, self.heading, self.text)
        return headed.removesuffix(self.text).strip()


@dataclass(frozen=True, slots=True)
class Example:
    """One question beside one passage; offsets count characters of `text`."""

    question: str
    header: str
    text: str
    answers: Offsets
    """Every occurrence of an answer; empty where the passage does not answer."""
    support: Offsets
    """The sentences that hold an answer."""
    whole_sentence: bool = False
    """The answer lies somewhere in the span, which is a sentence: where is not known."""
    twin: bool = False
    """Asks nearly the question of the first example of its group; this passage does not answer."""


def all_rows(data: Path) -> list[Row]:
    """The given rows, annotated, and those that ship with the project."""
    own = [row for path in HANDWRITTEN for row in read_rows(path)]
    return [*annotated(read_rows(data), ANNOTATIONS), *own]


def read_rows(path: Path) -> list[Row]:
    """Every row of a `.jsonl.xz` file, its retokenised text mended."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines]


def annotated(rows: Sequence[Row], path: Path) -> list[Row]:
    """The rows, and those of a file whose `context` is the key of one of their passages.

    So questions about given text ship without the text (`passage_key`). One that repeats the
    question of a given row takes its place; with `answers` null that row was noise, and goes.
    Annotations of other passages are left out.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        stored = [json.loads(line) for line in lines]
    held = {passage_key(row.text): row for row in rows}
    found = [(each, held.get(each["context"])) for each in stored]
    known = [(each, of) for each, of in found if of is not None]
    repeated = {(each["question"], of.text) for each, of in known}
    added = [
        replace(_row(each), title=of.title, text=of.text)
        for each, of in known
        if each["answers"] is not None
    ]
    return [row for row in rows if (row.question, row.text) not in repeated] + added


def passage_key(text: str) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of a passage as `read_rows` gives it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def split_rows(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Training and validation rows, which share no article and no passage."""
    training: list[Row] = []
    validation: list[Row] = []
    for row in rows:
        (validation if is_validation(row) else training).append(row)
    return training, validation


def is_validation(row: Row) -> bool:
    """True where the row's article is held out."""
    if row.source.startswith("squad") and row.title:
        return row.title in VALIDATION_TITLES
    return _article_digest(row)[0] % VALIDATION_SHARE == 0


def fold_of(row: Row, folds: int) -> int:
    """The fold that the row's article falls into, from 0: to learn from what others have seen."""
    return _article_digest(row)[1] % folds


def example_of(row: Row) -> Example:
    """The row as it stands."""
    answers = occurrences(row.text, row.answers)
    support = () if not answers else support_of(row, answers)
    return Example(row.question, row.header, row.text, answers, support, row.whole_sentence)


def support_of(row: Row, answers: Offsets) -> Offsets:
    """The sentence that shares most words with the question among those with an answer."""
    if row.whole_sentence:
        return answers
    holding = [
        sentence
        for sentence in sentences(row.text)
        if any(sentence[0] <= start < sentence[1] for start, _ in answers)
    ]
    asked = words(row.question)
    best = max(holding, key=lambda span: len(asked & words(row.text[slice(*span)])), default=None)
    return () if best is None else (best,)


def occurrences(text: str, answers: Sequence[str]) -> Offsets:
    """Where any of the answers stands as whole words; in order, without repetition."""
    found: set[tuple[int, int]] = set()
    for answer in answers:
        whole = {match.span() for match in _whole(answer).finditer(text)}
        found |= whole or {match.span() for match in re.finditer(re.escape(answer), text)}
    return tuple(sorted(found))


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order."""
    return [(span.start, span.end) for span in sentence_spans(text, "en")]


def words(text: str) -> set[str]:
    """Lower-case words of three letters or more, and numbers."""
    return set(re.findall(r"\d+|\w{3,}", text.lower()))


def without_answer(example: Example) -> Example:
    """The same pair, said not to answer."""
    return replace(example, answers=(), support=(), whole_sentence=False)


def mend(text: str) -> str:
    """Undo the retokenisation of treebank style: ``( like this )`` becomes ``(like this)``."""
    for pattern, replacement in _PIECES_TO_MEND:
        text = pattern.sub(replacement, text)
    return text


def contexts(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Every different passage once, as title and text, in order of appearance."""
    seen: set[str] = set()
    for row in rows:
        if row.text not in seen:
            seen.add(row.text)
            yield row.title, row.text


def _article_digest(row: Row) -> bytes:
    return hashlib.sha256((row.title or row.text[:60]).encode()).digest()


class _Stored(TypedDict):
    question: str
    context: str
    answers: list[str] | None
    source: str
    title: NotRequired[str]
    heading: NotRequired[str]
    granularity: NotRequired[str]


def _row(stored: _Stored) -> Row:
    whole_sentence = stored.get("granularity") == "sentence"
    fix = mend if stored["source"] == RETOKENISED else str
    return Row(
        question=fix(stored["question"]),
        title=stored.get("title", ""),
        text=fix(stored["context"]),
        answers=tuple(fix(answer) for answer in stored["answers"] or ()),
        source=stored["source"],
        whole_sentence=whole_sentence,
        heading=stored.get("heading", ""),
    )


def _whole(answer: str) -> re.Pattern[str]:
    left = r"(?<!\w)" if answer[:1].isalnum() else ""
    right = r"(?!\w)" if answer[-1:].isalnum() else ""
    return re.compile(left + re.escape(answer) + right)
