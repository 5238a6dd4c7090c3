"""Collections in the BEIR layout, turned into ordinary suites: articles, gold set and settings.

A folder holds `corpus`, `queries` (`.jsonl`, `.jsonl.xz` or `.jsonl.gz`) and `qrels.tsv` (or
`qrels/test.tsv`). Where queries carry answers (as repacked SQuAD 2.0, Natural Questions and ClapNQ
do), they become gold questions with evidence; elsewhere only the ranking is measured.
Thakur et al. 2021 describe the layout.
"""

import csv
import gzip
import json
import lzma
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from rag.errors import GoldInvalid, UsageError
from rag.evaluation.suite import GOLD, SETTINGS

Json: TypeAlias = Mapping[str, object]
ARTICLES = "articles"
LONGEST_NAME = 180
"""Characters of a file name; file systems stop at 255 bytes."""
SETTINGS_TEXT = """\
# Written from a collection by `rag eval --collection`.
name = {name}
title = {title}
articles = "articles"
unanswerable_share = 0.0
"""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection in memory."""

    name: str
    corpus: Mapping[str, Json]
    queries: tuple[Json, ...]
    qrels: Mapping[str, Mapping[str, int]]
    """Grades by query, then document; only those above 0."""

    @property
    def has_answers(self) -> bool:
        """Whether queries say what is right, so that more than the ranking can be measured."""
        return any("answers" in query for query in self.queries)


def read_collection(folder: Path) -> Collection:
    """The collection; raises `UsageError` where a file is missing, `GoldInvalid` where broken."""
    corpus = {str(record["_id"]): record for record in _records(folder, "corpus")}
    queries = tuple(_records(folder, "queries"))
    qrels = _qrels(folder)
    judged = tuple(query for query in queries if _is_used(query, qrels))
    if not judged:
        raise GoldInvalid(f"{folder}: no query has a relevant document in the corpus")
    return Collection(folder.resolve().name, corpus, judged, qrels)


def export_collection(collection: Collection, folder: Path) -> Path:
    """Write the collection as a suite: one Markdown file a document. Returns the suite's folder.

    What stands there from before is written anew.
    """
    articles = folder / ARTICLES
    articles.mkdir(parents=True, exist_ok=True)
    texts = {name: document_text(record) for name, record in collection.corpus.items()}
    for name, text in texts.items():
        (articles / document_path(name)).write_bytes(text.encode())
    gold = [gold_record(query, collection, texts) for query in collection.queries]
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in gold)
    (folder / GOLD).write_text(lines, "utf-8", newline="\n")
    name = json.dumps(collection.name, ensure_ascii=False)
    (folder / SETTINGS).write_text(SETTINGS_TEXT.format(name=name, title=name), "utf-8")
    return folder


def document_path(name: str) -> str:
    """The file that holds the document; every id has one of its own."""
    safe = quote(name, safe="")
    if len(safe) > LONGEST_NAME:
        raise GoldInvalid(f"document id {name[:60]!r}… is too long for a file name")
    return f"{safe}.md"


def document_text(record: Json) -> str:
    """Front matter with the title where there is one, then the text unchanged."""
    title, text = str(record.get("title") or "").strip(), str(record.get("text") or "")
    return (
        f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{text}\n" if title else text
    )


def gold_record(query: Json, collection: Collection, texts: Mapping[str, str]) -> dict[str, object]:
    """The query as a line of `gold.jsonl`."""
    name = str(query["_id"])
    grades = collection.qrels.get(name, {})
    answerable = bool(query.get("answerable", True))
    wordings, sentences = _answers(query)
    evidence = _evidence(sentences or [[text] for text in wordings], bool(sentences), grades, texts)
    record: dict[str, object] = {
        "id": name,
        "question": str(query["text"]),
        "answerable": answerable,
        "answers": _gold_answers(wordings, bool(sentences)) if answerable else [],
        "evidence": evidence if answerable else [],
        "unanswerable": None if answerable else "near-miss",
        "relevant": {document_path(key): grade for key, grade in sorted(grades.items())},
        "provenance": f"collection {collection.name}",
    }
    return record


def _gold_answers(wordings: list[str], by_evidence: bool) -> list[dict[str, object]]:
    if not wordings:
        return []
    match = "evidence" if by_evidence else "squad"
    return [{"text": wordings[0], "aliases": wordings[1:], "match": match}]


def _answers(query: Json) -> tuple[list[str], list[list[str]]]:
    """The wordings of the answer, and sets of sentences that ground it where they are given."""
    items = query.get("answers")
    if not isinstance(items, list):
        return [], []
    wordings = [str(item) for item in items if isinstance(item, str) and item.strip()]
    sentences = []
    for item in items:
        if isinstance(item, dict):
            wordings.append(str(item["answer"]))
            sentences.append([str(text) for text in item.get("selected_sentences") or []])
    return list(dict.fromkeys(wordings)), [group for group in sentences if group]


def _evidence(
    groups: list[list[str]], whole: bool, grades: Mapping[str, int], texts: Mapping[str, str]
) -> list[list[dict[str, object]]]:
    """Sets of spans: every place of a relevant document where the texts of a group stand.

    `whole`: a group's sentences make one set together; else each place of a text is a set.
    """
    sets: list[list[dict[str, object]]] = []
    for name in sorted(grades):
        for group in groups:
            places = [_places(text, texts[name]) for text in group]
            if whole and all(places):
                sets.append([_span(name, each[0]) for each in places])
            elif not whole:
                sets += [[_span(name, place)] for each in places for place in each]
    return [one for index, one in enumerate(sets) if one not in sets[:index]]


def _places(text: str, article: str) -> list[tuple[int, int]]:
    """Every place of the text, as whole words, in whatever case."""
    found, at = [], article.find(text)
    while at >= 0:
        end = at + len(text)
        if not _continues(article, at - 1, at) and not _continues(article, end - 1, end):
            found.append((at, end))
        at = article.find(text, at + 1)
    return found


def _continues(text: str, first: int, second: int) -> bool:
    """Whether a word runs over the border between two places."""
    return first >= 0 and second < len(text) and text[first].isalnum() and text[second].isalnum()


def _span(name: str, place: tuple[int, int]) -> dict[str, object]:
    return {"article": document_path(name), "start": place[0], "end": place[1]}


def _is_used(query: Json, qrels: Mapping[str, Mapping[str, int]]) -> bool:
    return bool(qrels.get(str(query["_id"]))) or not query.get("answerable", True)


def _qrels(folder: Path) -> dict[str, dict[str, int]]:
    path = next(
        (folder / name for name in ("qrels.tsv", "qrels/test.tsv") if (folder / name).exists()),
        None,
    )
    if path is None:
        raise UsageError(f"{folder} holds no qrels.tsv and no qrels/test.tsv: not the BEIR layout")
    qrels: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            _add_grade(qrels, row, path)
    return qrels


def _add_grade(qrels: dict[str, dict[str, int]], row: list[str], path: Path) -> None:
    if not row or row[0] == "query-id":
        return
    try:
        query, document, grade = row[0], row[1], int(row[2])
    except (IndexError, ValueError) as error:
        raise GoldInvalid(f"{path}: expected query, document and grade, found {row}") from error
    if grade > 0:
        qrels.setdefault(query, {})[document] = grade


def _records(folder: Path, name: str) -> Iterator[Json]:
    openers = {".jsonl": Path.read_bytes, ".jsonl.xz": _unpack_xz, ".jsonl.gz": _unpack_gz}
    for suffix, read in openers.items():
        path = folder / f"{name}{suffix}"
        if path.exists():
            yield from _parsed(read(path), path)
            return
    raise UsageError(f"{folder} holds no {name}.jsonl (.xz, .gz): not the BEIR layout")


def _parsed(content: bytes, path: Path) -> Iterator[Json]:
    for number, line in enumerate(content.decode("utf-8").split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
                yield {**record, "_id": record["_id"]}
            except (ValueError, KeyError, TypeError) as error:
                raise GoldInvalid(f"{path} line {number}: {error!r}") from error


def _unpack_xz(path: Path) -> bytes:
    return lzma.decompress(path.read_bytes())


def _unpack_gz(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
