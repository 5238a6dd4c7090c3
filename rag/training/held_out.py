"""The held-out rows as a collection to calibrate on: `python -m rag.training.held_out --help`.

The confidence of the reader must be fitted on questions that it was not trained on, asked of more
passages than the one that answers. The collection is in the BEIR layout (Thakur et al. 2021).
"""

import argparse
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rag.training.data import Row, all_rows, split_rows

BESIDE = 600
"""Passages of the training rows that stand beside the held-out ones, as in a real folder."""
SEED = 1


def main() -> int:
    """Write the collection."""
    given = _parser().parse_args()
    training, held_out = split_rows(all_rows(given.data))
    rows = [row for row in held_out if not row.whole_sentence]
    write_collection(balanced(rows), _others(training), given.out)
    return 0


def balanced(rows: Sequence[Row]) -> list[Row]:
    """The rows in their order, with one unanswerable for two answerable ones.

    A fitted probability holds for the mix that it was fitted on; people ask more questions that a
    folder answers than SQuAD 2.0 has.
    """
    unanswerable = [row for row in rows if not row.answers]
    wanted = (len(rows) - len(unanswerable)) // 2
    kept = random.Random(SEED).sample(unanswerable, min(wanted, len(unanswerable)))  # noqa: S311
    left = {id(row) for row in kept}
    return [row for row in rows if row.answers or id(row) in left]


def write_collection(rows: Sequence[Row], others: Iterable[tuple[str, str]], out: Path) -> None:
    """`corpus.jsonl`, `queries.jsonl` and `qrels.tsv` below `out`; others are title and text."""
    passages = {(row.title, row.text): None for row in rows} | dict.fromkeys(others)
    names = {passage: f"p{number}" for number, passage in enumerate(passages)}
    out.mkdir(parents=True, exist_ok=True)
    _write_lines(
        out / "corpus.jsonl",
        ({"_id": name, "title": title, "text": text} for (title, text), name in names.items()),
    )
    _write_lines(out / "queries.jsonl", (_query(number, row) for number, row in enumerate(rows)))
    judged = (f"q{n}\t{names[row.title, row.text]}\t1\n" for n, row in enumerate(rows))
    head = "query-id\tcorpus-id\tscore\n"
    (out / "qrels.tsv").write_text(head + "".join(judged), "utf-8", newline="\n")


def _query(number: int, row: Row) -> Mapping[str, object]:
    return {
        "_id": f"q{number}",
        "text": row.question,
        "answerable": bool(row.answers),
        "answers": list(row.answers),
    }


def _others(rows: Sequence[Row]) -> list[tuple[str, str]]:
    passages = sorted({(row.title, row.text) for row in rows if row.title})
    return random.Random(SEED).sample(passages, BESIDE)  # noqa: S311 - no secret


def _write_lines(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    lines = (f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    path.write_text("".join(lines), "utf-8", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag.training.held_out", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="rows: train.jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="the collection's folder")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
