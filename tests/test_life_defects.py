"""Planted defects: each ends the lives of `test_life.py` with the failure that is its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.defects import DEFECTS

ROOT = Path(__file__).parents[1]
LIVES = 400
"""At most: they end with the first that fails."""
LIVE = """
import sys
from hypothesis import Phase
from tests.support.defects import DEFECTS
from tests import test_life
DEFECTS[sys.argv[1]]()
test_life.live(int(sys.argv[2]), sys.argv[1], [Phase.generate])
"""
SEEN = {
    "compact without sweeping": r'assert derived == \["keywords", "vectors"\]',
    "unused vectors stay": r"AssertionError: SELECT count\(\*\) FROM vectors WHERE key NOT IN",
    "no transactions": r"rag\.errors\.Index(?:Damaged|Missing): "
    r"|assert self\.held_now\(\) == self\.indexed|assert set\(first\) == holders"
    r"|assert end\.killed or end\.code == 0, end",
}
"""What the traceback shows. Lives are drawn anew in each run, and half a sync without transactions
may be taken for damage, for no index, for other articles or hits, or may not be mended."""


@pytest.mark.slow
@pytest.mark.parametrize("defect", sorted(DEFECTS))
def test_a_planted_defect_is_noticed(defect: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    lives = subprocess.run(
        [sys.executable, "-c", LIVE, defect, str(LIVES)],
        cwd=ROOT, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert lives.returncode == 1
    assert re.search(SEEN[defect], lives.stderr), lives.stderr[-2000:]
