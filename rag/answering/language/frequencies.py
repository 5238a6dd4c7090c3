"""How common a word is in general English, so that a rare word of a question counts for more.

The table is counted from the passages of the reader's training text by
`python -m rag.answering.language.frequencies TRAIN.jsonl.xz`, and ships as `frequencies.tsv`.
"""

import json
import lzma
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from rag.answering.language.words import content_stems

_FEWEST = 8  # a rarer word is as rare as a word can be: the table stays under 100 KB


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of `passages` passages a stem occurs."""

    passages: int
    counts: Mapping[str, int]

    def weight(self, stem: str) -> float:
        """Inverse document frequency, scaled to (0, 1]; 1 for a word the table does not hold."""
        rarest = math.log1p(self.passages / _FEWEST)
        count = max(self.counts.get(stem, _FEWEST), _FEWEST)
        return math.log1p(self.passages / count) / rarest


@lru_cache(maxsize=1)
def general_english() -> Frequencies:
    """The table that ships with the package."""
    table = files("rag.answering.language").joinpath("frequencies.tsv")
    lines = table.read_text("utf-8").splitlines()
    passages = int(lines[0].split("\t")[1])
    pairs = (line.split("\t") for line in lines[1:])
    return Frequencies(passages, {stem: int(count) for stem, count in pairs})


def count(passages: Iterable[str]) -> Frequencies:
    """Document frequencies of the content words of some passages."""
    counts: Counter[str] = Counter()
    seen = 0
    for text in passages:
        counts.update(content_stems(text))
        seen += 1
    return Frequencies(seen, {stem: n for stem, n in counts.items() if n >= _FEWEST})


def write(frequencies: Frequencies, path: Path) -> None:
    """One stem a line, most frequent first; the first line holds the number of passages."""
    ranked = sorted(frequencies.counts.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [f"#passages\t{frequencies.passages}", *(f"{stem}\t{n}" for stem, n in ranked)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _contexts(path: Path) -> set[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return {json.loads(line)["context"] for line in lines}


if __name__ == "__main__":
    write(count(_contexts(Path(sys.argv[1]))), Path(__file__).with_name("frequencies.tsv"))
