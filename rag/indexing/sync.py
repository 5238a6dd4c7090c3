"""Brings an index in step with its articles, by what the files hold and not by their dates.

Files are read and split on a thread of their own, while what was read before is encoded.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

from rag.errors import UnreadableFile
from rag.extraction.extractor import Extractor
from rag.indexing.embedding import VectorCache, embed, indexed
from rag.indexing.files import read_file, unopened
from rag.indexing.folder import Scan, scan
from rag.indexing.plan import Plan, require_articles
from rag.indexing.reading import article_of
from rag.indexing.splitting import Splitter
from rag.indexing.spool import Spool
from rag.protocols import Encoder
from rag.storage.changes import Changes, IndexedArticle
from rag.types import Article, ArticleHeader


class Stage(StrEnum):
    """What a sync is busy with, in this order."""

    READING = "reading"
    """Counts files."""
    ENCODING = "encoding"
    """Counts passages of what is written; told from when all files are read, and begun before."""
    WRITING = "writing"
    """Counts articles."""


SyncProgress = Callable[[Stage, int, int], None]
"""Called with the stage, how many are done, and how many there are."""


class Writer(VectorCache, Protocol):
    """The index, as far as a sync knows it."""

    @property
    def corpus(self) -> Path:
        """The folder that article paths are relative to."""

    @property
    def extracts_alike(self) -> bool:
        """Was what is indexed extracted by the same libraries as now?"""

    def articles(self) -> Iterator[ArticleHeader]:
        """What is indexed now."""

    def apply(self, changes: Changes) -> int:
        """All or nothing; returns the generation."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. A renamed article is counted as such only."""

    added: int
    changed: int
    renamed: int
    removed: int
    unchanged: int
    failed: tuple[tuple[str, str], ...]
    """Path and reason of each file or folder that could not be read."""
    skipped: tuple[str, ...]
    """Paths of articles in kinds of files that are not read."""
    copies: tuple[tuple[str, ...], ...]
    """Paths of articles that are the same file under several names: in an answer they are one."""
    passages: int
    """Of the articles that were written."""
    encoded: int
    """Passages that no vector was kept for."""
    seconds: float
    generation: int

    def as_json(self) -> dict[str, object]:
        """For `rag index --json`: failures as objects."""
        failed = [{"path": path, "reason": reason} for path, reason in self.failed]
        copies = [list(paths) for paths in self.copies]
        return {
            **asdict(self),
            "failed": failed,
            "skipped": list(self.skipped),
            "copies": copies,
        }


def sync(
    sources: Sequence[Path],
    writer: Writer,
    encoder: Encoder,
    splitter: Splitter,
    progress: SyncProgress | None = None,
) -> SyncReport:
    """Make the index hold the articles below the sources, and no others.

    A file that cannot be read never stops the rest. Where it or its folder cannot be opened, what
    was indexed of it stays; where it is no longer text, it goes. Raises `UsageError` where a
    source is missing, lies outside the corpus folder, or no article is left below the sources.
    """
    started = time.perf_counter()
    tell = progress or _silently
    corpus = writer.corpus.resolve()
    found = scan([source.resolve() for source in sources], corpus)
    with Spool() as spool, Extractor() as extractor:
        plan = Plan.of(writer.articles(), extract_again=not writer.extracts_alike)
        desk = _Desk(corpus, extractor, splitter, spool, threading.Event())
        with _beside(lambda: _read(found, plan, desk, tell), desk):
            encoded = _encode(spool, writer, encoder, tell)
        require_articles(plan, sources)
        generation = writer.apply(Changes(_told(spool, tell), plan.removed))
        return SyncReport(
            **asdict(plan.tally()),
            failed=tuple(plan.failed),
            skipped=tuple(_shown(path, corpus) for path in found.skipped),
            copies=plan.copies,
            passages=spool.passages,
            encoded=encoded,
            seconds=round(time.perf_counter() - started, 3),
            generation=generation,
        )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What reading takes."""

    corpus: Path
    extractor: Extractor
    splitter: Splitter
    spool: Spool
    closed: threading.Event
    """Set: nobody waits for what is still unread."""


@contextmanager
def _beside(read: Callable[[], None], desk: _Desk) -> Iterator[None]:
    """Read on another thread meanwhile; what went wrong there is raised at the end."""
    reading = _reading_thread(os.getpid()).submit(read)
    try:
        yield
    finally:
        desk.closed.set()
        wait((reading,))
    reading.result()


@cache
def _reading_thread(_process: int) -> ThreadPoolExecutor:
    """One for all of a process: tiktoken keeps 1.1 MiB for every thread that counted tokens."""
    return ThreadPoolExecutor(1, thread_name_prefix="reading")


def _read(found: Scan, plan: Plan, desk: _Desk, tell: SyncProgress) -> None:
    try:
        for path, reason in found.failed:
            plan.keep_below(_shown(path, desk.corpus), reason)
        for done, path in enumerate(found.files, 1):
            if desk.closed.is_set():
                return
            _read_one(path, plan, desk)
            tell(Stage.READING, done, len(found.files))
    finally:
        desk.spool.finish()


def _read_one(path: Path, plan: Plan, desk: _Desk) -> None:
    shown = _shown(path, desk.corpus)
    try:
        article = _met(path, plan, desk)
    except OSError as error:
        plan.keep_below(shown, unopened(error))
    except UnreadableFile as error:
        plan.failed.append((shown, str(error)))
    else:
        if article is not None:
            # Outside: a full disk under the spool is no fault of the article.
            desk.spool.add(indexed(article, desk.splitter.split(article)))
            plan.writes(article.header)


def _met(path: Path, plan: Plan, desk: _Desk) -> Article | None:
    """The article where it must be written; `None` where it is as it was."""
    file = read_file(path, desk.corpus)
    return article_of(file, desk.extractor) if plan.meets(file.path, file.sha256) else None


def _encode(spool: Spool, writer: Writer, encoder: Encoder, tell: SyncProgress) -> int:
    done = 0

    def advance(number: int) -> None:
        nonlocal done
        done += number
        if spool.finished and number:
            tell(Stage.ENCODING, done, spool.passages)

    return embed(spool.follow(), writer, encoder, advance)


def _told(spool: Spool, tell: SyncProgress) -> Iterator[IndexedArticle]:
    for done, entry in enumerate(spool, 1):
        yield entry
        tell(Stage.WRITING, done, len(spool))


def _shown(path: Path, corpus: Path) -> str:
    """Relative to the corpus folder; a name that is not UTF-8 with its bytes escaped."""
    relative = path.relative_to(corpus).as_posix()
    return relative.encode("utf-8", "backslashreplace").decode("utf-8")


def _silently(_stage: Stage, _done: int, _total: int) -> None:
    """For callers that show no progress."""
