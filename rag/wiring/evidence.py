"""Whether the files that an answer cites still hold what was indexed of them."""

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from rag.errors import UnreadableFile
from rag.types import ArticleHeader, Citation, Evidence, Reply

_Stamp: TypeAlias = tuple[int, int, int, int]
"""Size, times of the last change to content and to the entry in nanoseconds, inode."""

_SETTLED_NS = 2_000_000_000
"""A file that changed more lately may change again within one tick of a coarse file system."""
_REMEMBERED = 4096
"""Files; the memory is emptied when it is full."""


class EvidenceCheck:
    """Looks at cited files: a file is read once, and again only when its stamp differs."""

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus
        self._hashes: dict[str, tuple[_Stamp, str]] = {}

    def marked(self, reply: Reply) -> Reply:
        """The reply with every citation's evidence, those of its alternatives too."""
        answer = reply.answer
        alternatives = tuple(
            replace(each, citations=self._looked_at(each.citations)) for each in answer.alternatives
        )
        citations = self._looked_at(answer.citations)
        return replace(
            reply, answer=replace(answer, citations=citations, alternatives=alternatives)
        )

    def of(self, article: ArticleHeader) -> Evidence:
        """How the article's file stands now beside what was indexed of it."""
        try:
            now = self._sha256(article.path)
        except (OSError, UnreadableFile):
            return Evidence.GONE
        return Evidence.UNCHANGED if now == article.sha256 else Evidence.CHANGED

    def _looked_at(self, citations: Iterable[Citation]) -> tuple[Citation, ...]:
        return tuple(replace(each, evidence=self.of(each.article)) for each in citations)

    def _sha256(self, name: str) -> str:
        from rag.indexing.files import read_file

        path = self._corpus / name
        stamp = _stamp(path)
        known = self._hashes.get(name)
        if known and known[0] == stamp:
            return known[1]
        found = read_file(path, self._corpus).sha256
        # Stamped before it was read: a change in between is seen the next time.
        if time.time_ns() - max(stamp[1:3]) > _SETTLED_NS:
            self._remember(name, stamp, found)
        return found

    def _remember(self, name: str, stamp: _Stamp, sha256: str) -> None:
        if len(self._hashes) >= _REMEMBERED:
            self._hashes.clear()
        self._hashes[name] = (stamp, sha256)


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
