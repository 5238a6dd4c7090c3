"""`rag index` on a folder of new files: what share of the time is not encoding, and the memory.

In a process of its own, by the clock: the time outside the encoder's calls is that in which nothing
is encoded, for reading and splitting go on beside it.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.bench.speed.figures import Figure
from rag.protocols import Progress, Vectors
from rag.settings import Settings

PEAK = "VmHWM:"


class Watched:
    """An encoder that counts the seconds of its calls; everything else is the real one's."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As the real one."""
        started = time.perf_counter()
        vectors: Vectors = self._encoder.encode(texts, progress)
        self.seconds += time.perf_counter() - started
        return vectors


def indexing(folder: Path) -> Iterator[Figure]:
    """Of the files below the folder."""
    command = [sys.executable, "-m", "eval.bench.speed.indexing", str(folder)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    told = json.loads(finished.stdout)
    rest = 1 - told["encoding"] / told["seconds"]
    yield Figure("passages indexed", told["passages"], None)
    yield Figure("passages a second", told["passages"] / told["seconds"], None, True)
    yield Figure("share of the time in which nothing is encoded", rest, 0.10)
    yield Figure("cores busy", told["processor"] / told["seconds"], None, True)
    yield Figure("peak memory, MiB", told["peak_mib"], 1536)


def main() -> None:
    """Index the folder into a new index, and tell."""
    from rag.wiring.asking import load_encoder
    from rag.wiring.syncing import Wish, sync_index

    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="pincite-speed-") as place:
        settings = Settings(index=Path(place))
        encoder = Watched(load_encoder(settings))
        started, processor = time.perf_counter(), time.process_time()
        report = sync_index(settings, Wish((source,), source), None, encoder)
        told = {
            "seconds": time.perf_counter() - started,
            "processor": time.process_time() - processor,
            "encoding": encoder.seconds,
            "passages": report.passages,
            "peak_mib": _peak_mib(),
        }
    print(json.dumps(told))


def _peak_mib() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(PEAK)) / 1024


if __name__ == "__main__":
    main()
