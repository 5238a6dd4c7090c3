import json
import lzma
from pathlib import Path

from rag.training.held_out import CLUSTERS, write_suite

KNOWN = Path(__file__).parents[2] / "eval" / "bench" / "contradictions.jsonl"


def test_each_side_of_a_known_contradiction_stands_in_its_article(tmp_path: Path) -> None:
    with lzma.open(CLUSTERS, "rt", encoding="utf-8") as lines:
        write_suite([json.loads(line) for line in lines], tmp_path)
    for line in KNOWN.read_text("utf-8").splitlines():
        known = json.loads(line)
        assert len(known["sides"]) == 2
        assert known["questions"], known["name"]
        for path, words in (place for side in known["sides"] for place in side):
            assert words in (tmp_path / "articles" / path).read_text("utf-8"), known["name"]
