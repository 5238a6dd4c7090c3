"""What it costs to look at cited files when an answer is given: at first use, and ever after.

    python eval/bench/evidence_cost.py

A cited file is hashed at its first use; later its size, times and inode are compared. Made-up files
of three sizes in one folder, answers with one citation and with five, each of another file.
"""

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.types import Answer, ArticleHeader, Citation, IndexSummary, Reply
from rag.wiring.evidence import EvidenceCheck

SIZES = {"4 KiB": 4 << 10, "64 KiB": 64 << 10, "1 MiB": 1 << 20}
ANSWERS = 200
SETTLED = 2.2
"""Seconds after which a file is old enough to be remembered."""


def main() -> None:
    """The table, in microseconds an answer."""
    print("| file | citations | first use p50 | p95 | later p50 | p95 |\n|---|---|---|---|---|---|")
    for named, size in SIZES.items():
        for citations in (1, 5):
            with tempfile.TemporaryDirectory() as folder:
                print(row(Path(folder), named, size, citations))


def row(folder: Path, named: str, size: int, citations: int) -> str:
    """One size and one number of citations."""
    replies = [
        reply([written(folder, f"{number}-{each}.txt", size) for each in range(citations)])
        for number in range(ANSWERS)
    ]
    time.sleep(SETTLED)
    check = EvidenceCheck(folder)
    first = timed(check.marked, replies)
    later = timed(check.marked, replies)
    return f"| {named} | {citations} | {first} | {later} |"


def timed(mark: Callable[[Reply], Reply], replies: Sequence[Reply]) -> str:
    """Median and 95th percentile, µs."""
    spent = []
    for each in replies:
        started = time.perf_counter()
        mark(each)
        spent.append(1e6 * (time.perf_counter() - started))
    return f"{statistics.median(spent):.0f} | {statistics.quantiles(spent, n=20)[-1]:.0f}"


def written(folder: Path, name: str, size: int) -> ArticleHeader:
    """A file of so many bytes, and its header."""
    content = (f"{name} was sealed by Ann Owl. ".encode() * (size // 20))[:size]
    (folder / name).write_bytes(content)
    return ArticleHeader(name, name, name, hashlib.sha256(content).hexdigest(), None, None)


def reply(headers: Sequence[ArticleHeader]) -> Reply:
    """An answer that cites each of the articles once."""
    citations = tuple(
        Citation(number, header, 0, 5, "sealed", 1, None)
        for number, header in enumerate(headers, 1)
    )
    answer = Answer("?", True, "Ann Owl", 0.9, (), citations, (), False, ())
    return Reply(answer, IndexSummary(1, 1, 1, "none"), {})


if __name__ == "__main__":
    main()
