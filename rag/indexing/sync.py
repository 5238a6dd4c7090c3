"""Brings an index in step with its articles, by what the files hold and not by their dates."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from rag.errors import UnreadableFile, UsageError
from rag.extraction.extractor import Extractor
from rag.indexing.embedding import VectorCache, embed, indexed, missing_keys
from rag.indexing.files import read_file, unopened
from rag.indexing.folder import READ_SUFFIXES, Scan, scan
from rag.indexing.plan import Plan
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
    """Counts passages that were never encoded before."""
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
    passages: int
    """Of the articles that were written."""
    encoded: int
    """Passages that no vector was kept for."""
    seconds: float
    generation: int

    def as_json(self) -> dict[str, object]:
        """For `rag index --json`: failures as objects."""
        failed = [{"path": path, "reason": reason} for path, reason in self.failed]
        return {**asdict(self), "failed": failed, "skipped": list(self.skipped)}


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
        _read(found, plan, _Desk(corpus, extractor, splitter, spool), tell)
        _require_articles(plan, sources)
        missing = missing_keys(spool, writer)
        _encode(spool, missing, writer, encoder, tell)
        generation = writer.apply(Changes(_told(spool, tell), plan.removed))
        return SyncReport(
            **asdict(plan.tally()),
            failed=tuple(plan.failed),
            skipped=tuple(_shown(path, corpus) for path in found.skipped),
            passages=spool.passages,
            encoded=len(missing),
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


def _read(found: Scan, plan: Plan, desk: _Desk, tell: SyncProgress) -> None:
    for path, reason in found.failed:
        plan.keep_below(_shown(path, desk.corpus), reason)
    for done, path in enumerate(found.files, 1):
        _read_one(path, plan, desk)
        tell(Stage.READING, done, len(found.files))


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


def _encode(
    spool: Spool, missing: set[str], writer: Writer, encoder: Encoder, tell: SyncProgress
) -> None:
    done = 0

    def advance(number: int) -> None:
        nonlocal done
        done += number
        tell(Stage.ENCODING, done, len(missing))

    embed(spool, missing, writer, encoder, advance)


def _told(spool: Spool, tell: SyncProgress) -> Iterator[IndexedArticle]:
    for done, entry in enumerate(spool, 1):
        yield entry
        tell(Stage.WRITING, done, len(spool))


def _require_articles(plan: Plan, sources: Sequence[Path]) -> None:
    """An empty folder is a mistake far more often than a wish to empty the index."""
    if plan.holds_articles:
        return
    where = ", ".join(map(str, sources))
    kinds = ", ".join(sorted(READ_SUFFIXES))
    if plan.failed:
        path, reason = plan.failed[0]
        raise UsageError(
            f"none of the {len(plan.failed)} files below {where} can be read; {path}: {reason}"
        )
    if plan.known:
        raise UsageError(
            f"no article is left below {where}, and the index holds {len(plan.known)}: nothing was "
            "changed. Put the articles back, or delete the index folder to start afresh"
        )
    raise UsageError(f"no articles below {where}: put files there ({kinds}) or name another folder")


def _shown(path: Path, corpus: Path) -> str:
    """Relative to the corpus folder; a name that is not UTF-8 with its bytes escaped."""
    relative = path.relative_to(corpus).as_posix()
    return relative.encode("utf-8", "backslashreplace").decode("utf-8")


def _silently(_stage: Stage, _done: int, _total: int) -> None:
    """For callers that show no progress."""
