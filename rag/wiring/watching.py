"""Keeping an index in step with its files until told to stop: the only module with watchfiles."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import IndexLocked, PinciteError
from rag.settings import Settings
from rag.wiring.asking import load_encoder
from rag.wiring.syncing import Wish, chosen_sources, sync_index

if TYPE_CHECKING:
    from watchfiles import Change

    from rag.indexing.sync import SyncReport

QUIET_MS = 300
"""A burst of changes is over when nothing has changed for so long."""
LONGEST_BURST_MS = 3000
"""Of changes that never pause, the first are taken up after so long."""
LOOK_MS = 1000
"""So often it is looked whether a watched folder is still the same, and a held lock tried again."""

Tell = Callable[["SyncReport"], None]
Warn = Callable[[str], None]


def watch_index(settings: Settings, wish: Wish, tell: Tell, warn: Warn) -> None:
    """Sync now and after every burst of changes; returns at SIGINT or SIGTERM.

    Reports of syncs that changed anything are told, and of the first. What fails at the first sync
    is raised, but for a lock that another holds; later it is a warning, and the next change is
    waited for. A sync that is interrupted is undone.
    """
    try:
        with _terminated_as_interrupted():
            _Watch(settings, wish, tell, warn).run()
    except KeyboardInterrupt:
        return


class _Watch:
    """One index and the files that it is kept in step with."""

    def __init__(self, settings: Settings, wish: Wish, tell: Tell, warn: Warn) -> None:
        self._settings, self._wish = settings, wish
        self._tell, self._warn = tell, warn
        self._encoder = load_encoder(settings)
        self._failed: tuple[tuple[str, str], ...] = ()
        self._warned = ""

    def run(self) -> None:
        report = self._unlocked(self._synced)
        self._tell(report)
        self._failed = report.failed
        self._wish = replace(self._wish, rebuild=False, compact=False)
        sources = chosen_sources(self._settings, self._wish)
        while True:
            self._wait_for(sources)
            with suppress(FileNotFoundError):  # gone again before it was watched
                for _ in _bursts(sources, self._settings.index.resolve()):
                    self._follow()

    def _synced(self) -> "SyncReport":
        report = sync_index(self._settings, self._wish, None, self._encoder)
        self._warned = ""
        return report

    def _follow(self) -> None:
        """One sync, told where it changed anything or has other files to complain of."""
        try:
            report = self._unlocked(self._synced)
        except (PinciteError, OSError) as error:
            self._warn_once(str(error))
            return
        changed = report.added + report.changed + report.renamed + report.removed
        if changed or report.failed != self._failed:
            self._tell(report)
        self._failed = report.failed

    def _unlocked(self, work: Callable[[], "SyncReport"]) -> "SyncReport":
        """Once nobody else writes the index."""
        while True:
            try:
                return work()
            except IndexLocked as error:
                self._warn_once(f"waiting: {error}")
                time.sleep(LOOK_MS / 1000)

    def _wait_for(self, sources: Sequence[Path]) -> None:
        """Until every source is there; what was indexed of them stays meanwhile."""
        while missing := [source for source in sources if not source.exists()]:
            self._warn_once(f"{missing[0]} is gone: waiting for it, and what was indexed stays")
            time.sleep(LOOK_MS / 1000)

    def _warn_once(self, message: str) -> None:
        if message != self._warned:
            self._warned = message
            self._warn(message)


def _bursts(sources: Sequence[Path], index: Path) -> Iterator[None]:
    """One for what may have changed before the watch began, then one for each burst of changes.

    Ends where a source is gone or is another folder, which the system would watch no longer.
    """
    from watchfiles import watch

    watched = _identities(sources)
    if None in watched:  # gone again, and nothing would tell of a folder that comes back
        return
    begun = False
    changes = watch(
        *sources,
        watch_filter=_ArticleFilter(sources, index),
        debounce=LONGEST_BURST_MS,
        step=QUIET_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    for burst in changes:
        if burst or not begun:
            begun = True
            yield
        if _identities(sources) != watched:
            return


class _ArticleFilter:
    """Changes that a sync would see: none of hidden files, other kinds, or the index itself."""

    def __init__(self, sources: Sequence[Path], index: Path) -> None:
        self._sources, self._index = sources, index

    def __call__(self, _change: "Change", name: str) -> bool:
        from rag.indexing.folder import NOT_READ, READ_SUFFIXES

        path = Path(name)
        if path in self._sources:
            return True
        if path.is_relative_to(self._index) or self._hidden(path):
            return False
        # A folder that is gone may have any name, so only what is still a file is told by it.
        return not path.is_file() or path.suffix.lower() in READ_SUFFIXES | NOT_READ

    def _hidden(self, path: Path) -> bool:
        parts = [path.relative_to(s).parts for s in self._sources if path.is_relative_to(s)]
        return all(any(part.startswith(".") for part in each) for each in parts)


def _identities(sources: Sequence[Path]) -> list[tuple[int, int] | None]:
    return [_identity(source) for source in sources]


def _identity(source: Path) -> tuple[int, int] | None:
    try:
        status = source.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does, which a sync undoes itself on."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
