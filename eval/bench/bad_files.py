"""What becomes of three hundred crafted bad files, each read alone? It takes minutes.

python eval/bench/bad_files.py
"""

import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from rag.errors import UnreadableFile
from rag.extraction.extractor import Extractor
from rag.extraction.kinds import Kind, kind_named

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.crafted import bad_files  # found by the line above


def main() -> None:
    """By family: how many were read in part, refused, and how long the slowest took."""
    outcomes: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    reasons: Counter[str] = Counter()
    with Extractor() as extractor:
        for name, content in bad_files():
            started = time.perf_counter()
            reason = refusal(extractor, content, name)
            outcomes[name.partition("-")[0]].append((not reason, time.perf_counter() - started))
            reasons[re.sub(r"[\d.]+|\(.*|:.*", "…", reason)[:70]] += bool(reason)
    total = sum(map(len, outcomes.values()))
    print(f"## {total} crafted bad files\n")
    print("| family | files | read | refused | slowest, s |\n| --- | --- | --- | --- | --- |")
    for family, found in outcomes.items():
        read = sum(each for each, _ in found)
        slowest = max(spent for _, spent in found)
        print(f"| {family} | {len(found)} | {read} | {len(found) - read} | {slowest:.1f} |")
    print("\n| reason | files |\n| --- | --- |")
    for reason, count in reasons.most_common():
        if count:
            print(f"| {reason} | {count} |")


def refusal(extractor: Extractor, content: bytes, name: str) -> str:
    """Why the file is not read; empty where it is."""
    try:
        extractor.extract(content, kind_named(name) or Kind.HTML)
    except UnreadableFile as reason:
        return str(reason)
    return ""


if __name__ == "__main__":
    main()
