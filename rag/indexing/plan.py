"""What a sync will do to each article, as it becomes known file by file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rag.errors import UnreadableFile, UsageError
from rag.extraction.kinds import kind_named
from rag.indexing.folder import READ_SUFFIXES
from rag.indexing.reading import article_id
from rag.types import ArticleHeader


@dataclass(frozen=True, slots=True)
class Tally:
    """Articles by what happened to them, each counted once."""

    added: int
    changed: int
    renamed: int
    removed: int
    unchanged: int


@dataclass(slots=True)
class Plan:
    """Starts from what is indexed; every article not met below the sources is removed."""

    known: Mapping[str, ArticleHeader]
    """What is indexed, by article id."""
    extract_again: bool = False
    """Must files be read again that are not plain text, although they have not changed?"""
    met: set[str] = field(default_factory=set)
    """Ids whose file is there, readable or not."""
    written: dict[str, ArticleHeader] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Path and reason."""
    _kept: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, indexed: Iterable[ArticleHeader], extract_again: bool = False) -> Self:
        """A plan in which nothing has been met yet."""
        return cls({header.id: header for header in indexed}, extract_again)

    def meets(self, path: str, sha256: str) -> bool:
        """Note a file that is there. Must it be written?

        Raises `UnreadableFile` where another file has the same name but for how its accents are
        composed: they would share an id.
        """
        identity = article_id(path)
        if identity in self.met:
            raise UnreadableFile("another file has its name, with accents composed in another way")
        self.met.add(identity)
        before = self.known.get(identity)
        again = self.extract_again and kind_named(path) is not None
        if before is not None and (before.path, before.sha256) == (path, sha256) and not again:
            self._kept.add(identity)
            return False
        return True

    def writes(self, header: ArticleHeader) -> None:
        """Note an article that is new, or new in part."""
        self.written[header.id] = header

    def keep_below(self, path: str, reason: str) -> None:
        """Note a file or folder that cannot be opened now: what was indexed of it stays."""
        self.failed.append((path, reason))
        inside = f"{path}/"
        self._kept.update(
            identity
            for identity, header in self.known.items()
            if header.path == path or header.path.startswith(inside) or path == "."
        )

    @property
    def removed(self) -> tuple[str, ...]:
        """Ids of the articles that go, in order."""
        return tuple(sorted(self.known.keys() - self._kept - self.written.keys()))

    @property
    def copies(self) -> tuple[tuple[str, ...], ...]:
        """The paths of files that hold the same bytes, group by group, all in order."""
        paths: dict[str, list[str]] = {}
        kept = {identity: self.known[identity] for identity in self._kept}
        for header in (kept | self.written).values():
            paths.setdefault(header.sha256, []).append(header.path)
        return tuple(sorted(tuple(sorted(same)) for same in paths.values() if len(same) > 1))

    @property
    def holds_articles(self) -> bool:
        """Will the index hold any?"""
        return bool(self._kept or self.written)

    def tally(self) -> Tally:
        """A file that went and one of the same content that came are one renamed article."""
        added = self.written.keys() - self.known.keys()
        gone = Counter(self.known[identity].sha256 for identity in self.removed)
        came = Counter(self.written[identity].sha256 for identity in added)
        renamed = (gone & came).total()
        return Tally(
            added=len(added) - renamed,
            changed=len(self.written) - len(added),
            renamed=renamed,
            removed=len(self.removed) - renamed,
            unchanged=len(self._kept),
        )


def require_articles(plan: Plan, sources: Sequence[Path]) -> None:
    """Raise `UsageError` where none is left: a mistake far more often than a wish for none."""
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
