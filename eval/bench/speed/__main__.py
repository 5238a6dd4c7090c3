"""How fast is pincite, and are its promises of speed kept?

    python -m eval.bench.speed --index index --large LARGE_INDEX --folder SOME_FILES

Parts that lack what they need are left out; each can be run alone (`--only`).
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from eval.bench.speed import answering, encoding, indexing, starting
from eval.bench.speed.figures import Figure, page, read_baseline, write_baseline

PROJECT = Path(__file__).parents[3]
BASELINE = PROJECT / "eval" / "baselines" / "speed.json"
RUNS = PROJECT / "eval" / "runs" / "speed.json"
TITLES = {
    "starting": "Cold, index of the five articles",
    "retrieving": "Warm, one thread",
    "answering": "Warm, all cores",
    "agreeing": "Is the fast way the same?",
    "encoding": "Encoding many passages, all cores, by the clock",
    "indexing": "`rag index`, new files",
}


def main() -> None:
    """Measure, and print or write the page; parts that are not asked for are as last measured."""
    chosen = _parser().parse_args()
    kept = json.loads(RUNS.read_text(encoding="utf-8")) if RUNS.exists() else {}
    for part in chosen.only:
        found = list(_parts(chosen)[part]())
        kept[part] = [[each.name, each.value, each.bar, each.more_is_better] for each in found]
        RUNS.parent.mkdir(parents=True, exist_ok=True)
        RUNS.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    groups = {
        TITLES[part]: [Figure(*each) for each in kept[part]] for part in TITLES if part in kept
    }
    if chosen.bless:
        write_baseline(BASELINE, [figure for group in groups.values() for figure in group])
    text = "\n".join(page(groups, read_baseline(BASELINE))) + "\n"
    print(text)
    if chosen.out:
        chosen.out.write_text(text, encoding="utf-8")


def _parts(chosen: argparse.Namespace) -> dict[str, Callable[[], Iterator[Figure]]]:
    cores = os.cpu_count() or 1
    suite = chosen.suite
    return {
        "starting": lambda: starting.starting(chosen.index, chosen.rounds),
        "retrieving": lambda: answering.retrieving(
            chosen.large or chosen.index, _questions(chosen.questions, suite)
        ),
        "answering": lambda: answering.answering(chosen.index, suite, cores),
        "agreeing": lambda: answering.agreeing(chosen.index, suite, cores),
        "encoding": lambda: encoding.encoding(
            chosen.large or chosen.index, chosen.passages, cores, chosen.rounds
        ),
        "indexing": lambda: indexing.indexing(chosen.folder) if chosen.folder else iter(()),
    }


def _questions(file: Path | None, suite: Path) -> list[str]:
    if file is None:
        return answering.suite_questions(suite)
    return file.read_text(encoding="utf-8").splitlines()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--index", type=Path, default=PROJECT / "index", help="of the five articles"
    )
    parser.add_argument("--large", type=Path, help="an index of very many passages")
    parser.add_argument("--questions", type=Path, help="of the large index, one a line")
    parser.add_argument("--folder", type=Path, help="files to index")
    parser.add_argument("--suite", type=Path, default=PROJECT / "eval" / "suites" / "seeds")
    parser.add_argument("--passages", type=int, default=1_000, help="to encode at a time")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=TITLES, default=list(TITLES))
    parser.add_argument("--out", type=Path, help="where the page goes: eval/reports/speed.md")
    parser.add_argument("--bless", action="store_true", help="make this run the baseline")
    return parser


if __name__ == "__main__":
    main()
