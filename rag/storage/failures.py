"""What the storage room says when the store of record is not usable: facts and the next step."""

import shlex
from pathlib import Path

from rag.errors import IndexDamaged, IndexMissing


def missing(folder: Path) -> IndexMissing:
    """There is nothing to answer from yet."""
    place = shlex.quote(str(folder))
    return IndexMissing(f"there is no index in {folder}: run `rag index ARTICLES --index {place}`")


def damaged(path: Path, fault: str) -> IndexDamaged:
    """What is stored is not what was written, and the articles must be read again."""
    return IndexDamaged(f"the index {path} is damaged ({fault}): run `rag index --rebuild`")
