"""Progress on stderr, one bar for each stage of the work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Never

from tqdm import tqdm

StageProgress = Callable[[str, int, int], None]
"""Called with the stage, how many are done, and how many there are."""


class _Stages:
    """Opens a bar when a stage begins, and closes it when the next one does."""

    def __init__(self, hidden: bool) -> None:
        # None hides the bar where stderr is no terminal: a log file wants no thousand lines.
        self._disable = True if hidden else None
        self._stage: str | None = None
        self._bar: tqdm[Never] | None = None

    def tell(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = tqdm(total=total, desc=stage, leave=False, disable=self._disable)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def stage_bar(hidden: bool) -> Iterator[StageProgress]:
    """Bars for work that tells its stages; none where stderr is not a terminal."""
    stages = _Stages(hidden)
    try:
        yield stages.tell
    finally:
        stages.close()
