"""tantivy renames its files by `renameat` without libc: those calls fail by `strace --inject`."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.killing import ROOT
from tests.support.layouts import GROWN, SMALL, current
from tests.support.syncing import sync_folder
from tests.support.tally import Tally
from tests.support.truth import Walk, fresh, held, require_tidy

RENAMES = 9
"""That a build of the keyword index makes, counted with strace."""
_SYNC = """
import sys
from pathlib import Path
from tests.support import layouts
from tests.support.syncing import sync_folder
layouts.use(sys.argv[3])
try:
    sync_folder(Path(sys.argv[1]), Path(sys.argv[2]))
except OSError as error:
    print(f"refused: {error}")
else:
    print("done")
"""


def traced() -> bool:
    """Is there an strace that may trace here?"""
    strace = shutil.which("strace")
    return (
        strace is not None and subprocess.run([strace, "-qq", "true"], check=False).returncode == 0
    )


def renamed(place: Path, every: int = 1) -> Tally:
    """Let each of the renames fail, for want of space and for a fault of the disk."""
    tally = Tally("failing calls: renames that bypass libc")
    walk = Walk(place / "corpus", seed=31, articles={SMALL: 3, GROWN: 12}[current()])
    index = place / "index"
    sync_folder(walk.folder, index)
    before = fresh(walk.folder)
    for number in range(1, RENAMES + 1, every):
        for error in ("ENOSPC", "EIO"):
            walk.step()
            with tally.round(f"rename {number} {error}"):
                said = _synced(walk.folder, index, number, error)
                now, after = held(index), fresh(walk.folder)
                assert said == "done" or said.startswith("refused: [Errno "), said
                assert now == (after if said == "done" else before), said
                tally.seen[said.partition(":")[0]] += 1
                sync_folder(walk.folder, index)
                tally.forms[require_tidy(index)] += 1
                assert held(index) == after
                before = after
    return tally


def _synced(corpus: Path, index: Path, number: int, error: str) -> str:
    inject = f"inject=renameat:error={error}:when={number}"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat", "-e", inject]
    command = [*strace, sys.executable, "-c", _SYNC, str(corpus), str(index), current()]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return (run.stdout or run.stderr).strip()
