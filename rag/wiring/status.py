"""What is indexed, file by file, and whether the files have changed since."""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import Settings
from rag.types import ArticleHeader, IndexSummary
from rag.wiring.asking import open_index

if TYPE_CHECKING:
    from rag.extraction.extractor import Extractor
    from rag.storage.index import Index


def number_of(count: int, noun: str) -> str:
    """`1 passage`, `2 passages`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class FileState(StrEnum):
    """A file beside what is indexed of it."""

    INDEXED = "indexed"
    CHANGED = "changed since"
    GONE = "gone since"
    NEW = "not indexed yet"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One file."""

    path: str
    state: FileState
    title: str | None
    published: str | None
    passages: int
    reason: str | None
    """Why it cannot be read."""

    @property
    def up_to_date(self) -> bool:
        """Does the index hold what can be read of it?"""
        return self.state in {FileState.INDEXED, FileState.UNREADABLE}


@dataclass(frozen=True, slots=True)
class VectorStatus:
    """One part of the vectors, as it was measured when it was made."""

    kind: str
    vectors: int
    recall: float
    """Of the first ten, against exact search."""
    enough: bool
    """Is that what an index promises? Where not, all that may be done for it has been."""

    def __str__(self) -> str:
        told = f"{number_of(self.vectors, 'vector')}, {self.kind}"
        if self.recall == 1:
            return told
        told = f"{told}, recall@10 {self.recall:.3f}"
        return told if self.enough else f"{told}: low, some near passages are not found"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The index beside its files."""

    folder: Path
    corpus: Path
    summary: IndexSummary
    files: tuple[FileStatus, ...]
    warnings: tuple[str, ...]
    vectors: tuple[VectorStatus, ...] = ()
    """How the vectors are searched, part by part."""

    @property
    def fresh(self) -> bool:
        """Does the index hold the files as they are now?"""
        return all(file.up_to_date for file in self.files)

    def as_json(self) -> dict[str, object]:
        """Plain types."""
        return {
            "index": str(self.folder),
            "corpus": str(self.corpus),
            "fresh": self.fresh,
            **asdict(self.summary),
            "files": [asdict(file) for file in self.files],
            "states": dict(Counter(str(file.state) for file in self.files)),
            "warnings": list(self.warnings),
            "vectors": [asdict(part) for part in self.vectors],
        }


def index_status(settings: Settings) -> IndexStatus:
    """Compare every file's content with what is indexed; raises `IndexUnusable`."""
    with open_index(settings) as index:
        index.warm()
        return status_of(index)


def status_of(index: "Index") -> IndexStatus:
    """Compare every file's content with what is indexed, loading no derived file."""
    files = [*_indexed_files(index), *_other_files(index)]
    return IndexStatus(
        folder=index.folder,
        corpus=index.corpus,
        summary=index.summary(),
        files=tuple(sorted(files, key=lambda file: file.path)),
        warnings=tuple(index.warnings),
        vectors=vectors_of(index),
    )


def vectors_of(index: "Index") -> tuple[VectorStatus, ...]:
    """How the vectors are searched, the largest part first."""
    return tuple(
        VectorStatus(str(part.kind), part.count, part.recall, part.finds_enough)
        for part in index.parts
    )


def _indexed_files(index: "Index") -> list[FileStatus]:
    counts = index.passage_counts()
    return [
        FileStatus(
            path=header.path,
            state=_state(header, index.corpus),
            title=header.title,
            published=header.published,
            passages=counts.get(header.id, 0),
            reason=None,
        )
        for header in index.articles()
    ]


def _state(header: ArticleHeader, corpus: Path) -> FileState:
    from rag.errors import UnreadableFile
    from rag.indexing.files import read_file

    try:
        now = read_file(corpus / header.path, corpus).sha256
    except (OSError, UnreadableFile):
        return FileState.GONE
    return FileState.INDEXED if now == header.sha256 else FileState.CHANGED


def _other_files(index: "Index") -> list[FileStatus]:
    """Files below the sources of which nothing is indexed."""
    from rag.extraction.extractor import Extractor
    from rag.indexing.folder import scan

    known = {header.path for header in index.articles()}
    sources = [source for source in index.manifest.sources if source.exists()]
    with Extractor() as extractor:
        return [
            _other_file(path, index.corpus, extractor)
            for path in scan(sources, index.corpus).files
            if path.relative_to(index.corpus).as_posix() not in known
        ]


def _other_file(path: Path, corpus: Path, extractor: "Extractor") -> FileStatus:
    from rag.errors import UnreadableFile
    from rag.indexing.reading import read_article

    name = path.relative_to(corpus).as_posix()
    try:
        header = read_article(path, corpus, extractor).header
    except UnreadableFile as error:
        return FileStatus(name, FileState.UNREADABLE, None, None, 0, str(error))
    return FileStatus(name, FileState.NEW, header.title, header.published, 0, None)
