import json
from pathlib import Path

import pytest

from rag.training.held_out import CLUSTERS, CONTRADICTING, made_up, write_suite

KNOWN = Path(__file__).parents[2] / "eval" / "bench" / "contradictions.jsonl"


@pytest.mark.parametrize("file", [CLUSTERS, CONTRADICTING])
def test_each_side_of_a_known_contradiction_stands_in_its_article(
    file: Path, tmp_path: Path
) -> None:
    write_suite(made_up(file), tmp_path)
    suite = "clusters" if file is CLUSTERS else "contradicting"
    known = [json.loads(line) for line in KNOWN.read_text("utf-8").splitlines()]
    assert [each for each in known if each["suite"] == suite]
    for each in known:
        if each["suite"] != suite:
            continue
        assert len(each["sides"]) >= 2
        assert each["questions"], each["name"]
        assert each["kind"] in {"value", "judgement"}
        for path, words in (place for side in each["sides"] for place in side):
            assert words in (tmp_path / "articles" / path).read_text("utf-8"), each["name"]
