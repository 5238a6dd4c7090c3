"""Syncs in child processes that SIGKILL themselves at the n-th step, so that a kill is repeatable.

`python -m tests.support.killing` reads one order a line and answers each: a process that has
imported everything forks for each sync, for starting Python anew would take a second.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from rag.indexing.splitting import Splitter
from rag.indexing.sync import sync
from rag.storage.index import IndexWriter
from rag.text.tokens import load_tokenizer
from tests.support.indexes import ENCODER, small_manifest

ROOT = Path(__file__).parents[2]
SPLITTER = Splitter(load_tokenizer("pincite-16k"), ENCODER.count_pieces, ENCODER.window)
_COUNTED = (f"{os.sep}storage{os.sep}", f"{os.sep}indexing{os.sep}")


class Nursery:
    """The process that forks; `sync` tells how its child ended."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__]
        # One thread, for a fork takes no other along.
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=alone, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def sync(self, corpus: Path, index: Path, step: int) -> bool:
        """Sync until the step; was it done before? Any other end is an error."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([str(corpus), str(index), step]), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        assert code in (0, -signal.SIGKILL), code
        return code == 0


def sync_folder(corpus: Path, index: Path) -> None:
    with IndexWriter.open(index, small_manifest(corpus=corpus)) as writer:
        sync([corpus], writer, ENCODER, SPLITTER)


def _kill_at(step: int) -> None:
    """A step: any call that code of the storage or the indexing room makes, SQLite's too."""
    left = step

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        name = frame.f_code.co_filename
        if event == "c_call" and (_COUNTED[0] in name or _COUNTED[1] in name):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def _obey(line: str) -> int:
    corpus, index, step = json.loads(line)
    child = os.fork()
    if child == 0:
        _kill_at(step)
        sync_folder(Path(corpus), Path(index))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for order in sys.stdin:
        sys.stdout.write(f"{_obey(order)}\n")
        sys.stdout.flush()
