"""The held-out rows as suites to calibrate on: `python -m rag.training.held_out --help`.

The confidence of the reader must be fitted on questions that it was not trained on, asked of more
passages than the one that answers. Seven suites, each a folder:

- `clusters`: the project's own held-out articles of news, whole clusters about one subject each;
- `folders`: articles of several kinds about one subject, asked as who has not read them asks;
- `working`: manuals, rules, price lists, minutes and other working documents, with tables;
- `search`: articles in the manner of an encyclopaedia, with search questions;
- `reference`: the rows held out of the given data, mostly of Wikipedia;
- `squad2`: those of them that are SQuAD 2.0's, to adjust the confidence to such a collection;
- `contradicting`: news that contradicts itself, for telling contradictions.

Their questions are all of the split `dev`, since nothing is reported on them.
"""

import argparse
import json
import lzma
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.training.data import Row, all_rows, occurrences, split_rows

BESIDE = 600
"""Passages of the training rows that stand beside the held-out ones, as in a real folder."""
SEED = 1
SQUAD2 = "squad2-dev"
"""The source of questions half of which have no answer."""
CLUSTERS = Path(__file__).parent / "rows" / "held-out.jsonl.xz"
CONTRADICTING = CLUSTERS.with_name("contradicting.jsonl.xz")
SEARCH = CLUSTERS.with_name("held-out-search.jsonl.xz")
WORKING = CLUSTERS.with_name("held-out-working.jsonl.xz")
FOLDERS = CLUSTERS.with_name("held-out-folders.jsonl.xz")
"""Passages of made-up articles with their questions; none of these files is ever trained on."""
OWN_SOURCES = "pincite-"
"""The sources of the project's own rows begin so."""

Passage = Mapping[str, Any]
"""`title`, `heading`, `text` and `questions`; of each `question` and `answers`, none where the
articles do not answer, and `granularity` where the answer is a whole sentence."""


def main() -> int:
    """Write the suites."""
    given = _parser().parse_args()
    write_suite(made_up(CLUSTERS), given.out / "clusters")
    write_suite(made_up(FOLDERS), given.out / "folders")
    write_suite(made_up(WORKING), given.out / "working")
    write_suite(made_up(SEARCH), given.out / "search")
    write_suite(made_up(CONTRADICTING), given.out / "contradicting")
    training, held_out = split_rows(all_rows(given.data))
    beside = _others(training)
    foreign = [row for row in held_out if not row.source.startswith(OWN_SOURCES)]
    rows = balanced([row for row in foreign if not row.whole_sentence])
    write_suite([*asked_passages(rows), *beside], given.out / "reference")
    squad2 = balanced([row for row in held_out if row.source == SQUAD2], beside_each=1.0)
    write_suite([*asked_passages(squad2), *beside], given.out / "squad2")
    return 0


def made_up(file: Path) -> list[Passage]:
    """The passages of one of the five files."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def asked_passages(rows: Sequence[Row]) -> list[Passage]:
    """Every passage of the rows once, with its questions."""
    questions: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for row in rows:
        asked = {"question": row.question, "answers": list(row.answers)}
        questions.setdefault((row.title, row.text), []).append(asked)
    return [_passage(title, text, asked) for (title, text), asked in questions.items()]


def write_suite(passages: Sequence[Passage], out: Path) -> None:
    """`suite.toml`, `gold.jsonl` and an article for each title below `out`."""
    texts: dict[str, str] = {}
    records: list[Mapping[str, object]] = []
    names = {title: f"a{n:03}.md" for n, title in enumerate(_titles(passages))}
    for passage in passages:
        name = names[passage["title"]]
        before = texts.get(name) or f"---\ntitle: {json.dumps(passage['title'])}\n---\n"
        heading = f"\n## {passage['heading']}\n" if passage["heading"] else ""
        opened = f"{before}{heading}\n"
        texts[name] = f"{opened}{passage['text']}\n"
        records += _gold(passage, name, len(opened), len(records))
    (out / "articles").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / "articles" / name).write_bytes(text.encode())
    _write_lines(out / "gold.jsonl", records)
    settings = f'name = "{out.name}"\narticles = "articles"\nunanswerable_share = 0.0\n'
    (out / "suite.toml").write_text(settings, "utf-8", newline="\n")


def _titles(passages: Sequence[Passage]) -> Iterator[str]:
    yield from dict.fromkeys(passage["title"] for passage in passages)


def _gold(
    passage: Passage, article: str, shift: int, numbered: int
) -> Iterator[Mapping[str, object]]:
    for number, asked in enumerate(passage["questions"], numbered):
        record = {"id": f"q{number:03}", "question": asked["question"], "split": "dev"}
        if not asked["answers"]:
            yield {**record, "answerable": False, "unanswerable": "near-miss"}
            continue
        rule = "evidence" if asked.get("granularity") else "squad"
        first, *others = asked["answers"]
        spans = [
            [{"article": article, "start": shift + start, "end": shift + end}]
            for start, end in occurrences(passage["text"], asked["answers"])
        ]
        answer = {"text": first, "aliases": others, "match": rule}
        yield {**record, "answers": [answer], "evidence": spans}


def balanced(rows: Sequence[Row], beside_each: float = 0.5) -> list[Row]:
    """The rows in their order, with at most so many unanswerable ones for each answerable one.

    One for two, where nothing else is said: a fitted probability holds for the mix that it was
    fitted on, and people ask more questions that a folder answers than SQuAD 2.0 has.
    """
    unanswerable = [row for row in rows if not row.answers]
    wanted = int((len(rows) - len(unanswerable)) * beside_each)
    kept = random.Random(SEED).sample(unanswerable, min(wanted, len(unanswerable)))  # noqa: S311
    left = {id(row) for row in kept}
    return [row for row in rows if row.answers or id(row) in left]


def _others(rows: Sequence[Row]) -> list[Passage]:
    passages = sorted({(row.title, row.text) for row in rows if row.title})
    drawn = random.Random(SEED).sample(passages, BESIDE)  # noqa: S311 - no secret
    return [_passage(title, text, []) for title, text in drawn]


def _passage(title: str, text: str, questions: Sequence[Mapping[str, object]]) -> Passage:
    return {"title": title or text[:60], "heading": "", "text": text, "questions": questions}


def _write_lines(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    lines = (f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    path.write_text("".join(lines), "utf-8", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag.training.held_out", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="rows: train.jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the suites")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
